"""What the readers of Fjord Coffee are asked to permit, and some who did."""

from __future__ import annotations

from datetime import timedelta

from contacts.causes import Cause
from contacts.demo.growth import Growth
from forms.models import Permission
from forms.permissions import managing
from forms.permissions.granting import grant

ASKED = [
    ("Email", "You may send me news and offers by email."),
    ("Post", "You may send me a catalogue by post."),
    ("Advertisements", "You may show me advertisements of yours on other websites."),
]
A_WHILE = timedelta(days=3)
SOME = 40  # of those who came last, of whom each third said something


def tell(readers: Growth) -> None:
    audience = readers.ground.audience
    asked = []
    for position, (title, text) in enumerate(ASKED):
        permission = Permission(
            audience=audience, title=title, text=text, position=position
        )
        managing.save(permission)
        asked.append(permission)
    there = audience.contacts.present().filter(status="subscribed")
    people = there.filter(created_at__lt=readers.now - A_WHILE).order_by("-pk")[:SOME]
    for n, contact in enumerate(people):
        contact.audience = audience
        said = {one: (n + k) % 3 == 0 for k, one in enumerate(asked)}
        grant(contact, said, Cause(audience, "centre"), audience.language)
    audience.gdpr_fields = True
    audience.save(update_fields=["gdpr_fields"])
