"""A program and people with phones, for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import override_settings

from audiences.models import Audience
from contacts.models import Contact
from delivery import runner, secrets
from delivery.models import Message, SmsProgram
from delivery.sms import sending
from tests.delivery.ledgers import freeze, message
from tests.delivery.sms.carrier import Carrier
from tests.factories import ContactFactory

ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN = "a token of tests"
# Nobody's quiet hours.
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def at(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


def program(audience: Audience, **fields: Any) -> SmsProgram:
    own = {
        "state": "approved",
        "approved_at": audience.created_at,
        "provider": "twilio",
        "sender": "+4759440000",
        "identity": "Fjord",
        "country": "NO",
        "details": {"account": ACCOUNT},
        "sealed": secrets.seal({"token": TOKEN}),
    }
    return SmsProgram.objects.create(audience=audience, **(own | fields))


def person(audience: Audience, end: str, **fields: Any) -> Contact:
    """Somebody whose number ends so, who said yes to SMS."""
    own = {"sms_phone": f"+474120000{end}", "sms_status": "subscribed"}
    return ContactFactory.create(
        audience=audience, email=f"p{end}@x.org", **(own | fields)
    )


def texted(audience: Audience, text: str = "Fresh beans", **fields: Any) -> Message:
    news = message(audience, channel="sms", text=text, **fields)
    freeze(news)
    return news


def send(news: Message, server: Carrier) -> None:
    """What is due, as `manage.py send` does."""
    with override_settings(TWILIO_URL=server.url):
        way = sending.way_of(news)
        if way is not None:
            runner.send_due(news, way)
            way.close()
