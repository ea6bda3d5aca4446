"""The forms and pages of Fjord Coffee, what people are asked to permit, and who did."""

from __future__ import annotations

from datetime import timedelta

from contacts.causes import Cause
from contacts.demo import tells
from contacts.demo.growth import Growth
from forms.landing import demo as landing
from forms.models import Permission
from forms.permissions import managing
from forms.permissions.granting import grant
from forms.signup import demo as signup

ASKED = [
    ("Email", "You may send me news and offers by email."),
    ("Post", "You may send me a catalogue by post."),
    ("Advertisements", "You may show me advertisements of yours on other websites."),
]
SOME = 40  # of those who came last, of whom each third said something


@tells
def tell(readers: Growth, members: Growth, traders: Growth) -> None:
    signup.tell(readers)
    landing.tell(readers)
    audience = readers.ground.audience
    asked = []
    for position, (title, text) in enumerate(ASKED):
        permission = Permission(
            audience=audience, title=title, text=text, position=position
        )
        managing.save(permission)
        asked.append(permission)
    there = audience.contacts.present().filter(status="subscribed")
    at = readers.now - timedelta(days=3)
    people = there.filter(created_at__lt=at).order_by("-pk")[:SOME]
    for n, contact in enumerate(people):
        contact.audience = audience
        said = {one: (n + k) % 3 == 0 for k, one in enumerate(asked)}
        grant(contact, said, Cause(audience, "form", at=at), audience.language)
