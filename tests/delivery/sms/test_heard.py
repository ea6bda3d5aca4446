"""Whose number it is that somebody wrote from, however their provider says it."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

from audiences.models import Audience
from delivery import secrets
from delivery.models import ReceivedText, SmsProgram
from tests.delivery.sms.calling import HUB, text
from tests.delivery.sms.programs import person, program

pytestmark = pytest.mark.django_db
SAID = {"X-Webhook-Secret": "sixteen letters.."}


@pytest.fixture(autouse=True)
def public(settings: LazySettings) -> None:
    settings.PUBLIC_URL = HUB


def gateway(audience: Audience, country: str) -> SmsProgram:
    return program(
        audience,
        provider="http",
        country=country,
        details={"url": "https://sms.example/", "template": "{}"},
        sealed=secrets.seal({"authorization": "", "secret": SAID["X-Webhook-Secret"]}),
    )


@pytest.mark.parametrize("country", ["BE", "NO", "US"])
@pytest.mark.parametrize(
    "number", ["+32470123456", "32470123456", "0032470123456", 32470123456]
)
def test_a_number_is_understood_however_the_provider_says_it(
    client: Client, audience: Audience, country: str, number: str | int
) -> None:
    mine = gateway(audience, country)
    one = person(audience, "1", sms_phone="+32470123456")
    said = {"id": 12345, "from": number, "text": "STOP"}

    answer = client.post(f"/sms/{mine.token}/", said, "application/json", headers=SAID)

    one.refresh_from_db()
    assert (answer.status_code, one.sms_status) == (200, "unsubscribed")


def test_a_number_without_its_country_is_of_the_program_s(
    client: Client, audience: Audience
) -> None:
    mine = gateway(audience, "BE")
    one = person(audience, "1", sms_phone="+32470123456")

    client.post(
        f"/sms/{mine.token}/",
        {"id": "1", "from": "0470 12 34 56", "text": "STOP"},
        headers=SAID,
    )

    one.refresh_from_db()
    assert one.sms_status == "unsubscribed"


def test_what_is_no_number_is_kept_as_it_came(
    client: Client, audience: Audience
) -> None:
    mine = program(audience)

    text(client, mine, "Hello", From="Bank")
    text(client, mine, "Hello", sid="SM2", From="12345")

    kept = ReceivedText.objects.filter(audience=audience).order_by("pk")
    assert list(kept.values_list("number", flat=True)) == ["Bank", "12345"]
