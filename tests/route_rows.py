"""Rows that the addresses of some routes need, each in its audience."""

from __future__ import annotations

from hashlib import sha256
from uuid import uuid4

from django.utils import timezone

from audiences.models import Audience
from contacts.hooks import making
from contacts.ingest import writing
from contacts.ingest.reports import Reader
from contacts.models import HookCall
from delivery.models import Delivery, Message, ReceivedText, SenderAddress
from events.models import CustomEvent
from forms.centre import keys as links
from forms.models import Signup
from forms.signup import making as signing
from forms.signup.design import new_design
from tests.factories import (
    ContactFactory,
)


def reported(audience: Audience) -> CustomEvent:
    """A name that somebody did something under."""
    contact = ContactFactory.create(audience=audience)
    report = Reader.of(audience).read(contact.pk, {"name": "bought"})
    writing.write(audience, [report])
    return CustomEvent.objects.get(audience=audience, name__name="bought")


def called(audience: Audience) -> HookCall:
    """A call of a webhook, of which nothing came."""
    hook = making.make(audience, "Shop", actor=None)
    return HookCall.objects.create(
        audience=audience, hook=hook, received_at=timezone.now(), size=2, body="{}"
    )


def asked(audience: Audience) -> str:
    """The token of a link to an address that may say that the account sends as it."""
    asked = {"digest": sha256(b"asked").digest(), "asked_at": timezone.now()}
    SenderAddress.objects.update_or_create(
        account=audience.account, email="hello@fjord.example", defaults=asked
    )
    return "asked"


def moving(audience: Audience) -> str:
    """The token of a link that takes a new address."""
    contact = ContactFactory.create(audience=audience)
    link = links.make(contact, links.Purpose.ADDRESS, "new@example.org")
    return link.rpartition("/")[2]


def sent(audience: Audience) -> Delivery:
    """A message that somebody got."""
    message = unsent(audience)
    contact = ContactFactory.create(audience=audience)
    return Delivery.objects.create(
        audience=audience, message=message, contact=contact, state="sent"
    )


def unsent(audience: Audience) -> Message:
    """A message that nobody gets yet."""
    return Message.objects.create(
        audience=audience,
        kind="bulk",
        name="News",
        from_email="news@example.org",
        subject="News",
        text="Hello",
    )


def wrote(audience: Audience) -> ReceivedText:
    """A text that may say that somebody wants out."""
    return ReceivedText.objects.create(
        audience=audience,
        provider_id=uuid4().hex,
        number="+4741200001",
        body="Please stop this",
        may_want_out=True,
        received_at=timezone.now(),
    )


def signed_up(audience: Audience) -> Signup:
    """What somebody filled in and did not confirm yet."""
    return Signup.objects.create(
        audience=audience,
        form=signing.make(audience, "Footer", new_design(audience), actor=None),
        contact=ContactFactory.create(audience=audience),
        version=1,
        at=timezone.now(),
        language="en",
    )
