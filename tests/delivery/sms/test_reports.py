"""News of messages that a provider took: in any order, and of its own alone."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

from audiences.models import Audience
from delivery import sending as ledger
from delivery.models import SmsReceipt
from delivery.sending import Outcome
from tests.delivery.ledgers import told
from tests.delivery.sms.calling import HUB, report
from tests.delivery.sms.programs import NOON, at, person, program, texted
from tests.factories import AudienceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def public(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PUBLIC_URL = HUB
    at(NOON, monkeypatch)


@pytest.mark.parametrize(
    "order",
    [
        ["queued", "sent", "delivered"],
        ["delivered", "sent", "queued"],
        ["sent", "delivered", "delivered", "queued"],
    ],
)
def test_news_of_a_message_may_come_in_any_order(
    client: Client, audience: Audience, order: list[str]
) -> None:
    mine = program(audience)
    person(audience, "1")
    one = texted(audience).deliveries.get()

    for status in order:
        assert report(client, mine, one, status).status_code == 200

    assert SmsReceipt.objects.get(audience=audience).status == "delivered"


def test_news_prove_that_what_nobody_knew_of_was_sent(
    client: Client, audience: Audience
) -> None:
    mine = program(audience)
    person(audience, "1")
    news = texted(audience)
    lease, (claimed,) = ledger.claim(news, 1)
    ledger.dispatch(news, lease, [claimed.id])
    ledger.settle(news, lease, [Outcome(claimed.id, "unknown", "lost")])

    report(client, mine, news.deliveries.get(), "undelivered", "30003")

    receipt = SmsReceipt.objects.get(audience=audience)
    assert told(news) == {"sent": 1}
    assert (receipt.status, receipt.code) == ("undelivered", "30003")


def test_news_of_an_opt_out_are_one(client: Client, audience: Audience) -> None:
    mine = program(audience)
    one = person(audience, "1")
    news = texted(audience)
    ledger.claim(news, 1)

    report(client, mine, news.deliveries.get(), "undelivered", "21610")

    one.refresh_from_db()
    assert one.sms_status == "unsubscribed"


def test_news_of_the_messages_of_others_do_nothing(
    client: Client, audience: Audience
) -> None:
    mine = program(audience)
    elsewhere = AudienceFactory.create(account=audience.account)
    program(elsewhere)
    person(elsewhere, "1")
    theirs = texted(elsewhere).deliveries.get()

    assert report(client, mine, theirs, "delivered").status_code == 200

    assert not SmsReceipt.objects.filter(audience=elsewhere).exists()
    assert not SmsReceipt.objects.filter(audience=audience).exists()
