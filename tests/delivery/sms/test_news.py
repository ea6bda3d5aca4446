"""What a provider says of a message stands where its delivery does."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from audiences.models import Audience
from delivery import sending as ledger
from delivery.models import Delivery, Message
from delivery.sending import Outcome
from delivery.sms import news, receipts
from delivery.sms.providers import Said, meanings
from tests.delivery.sms.programs import NOON, at, person, program, texted
from tests.factories import AudienceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    at(NOON, monkeypatch)


def sent(audience: Audience) -> Message:
    message = texted(audience, name="Fresh beans")
    lease, claimed = ledger.claim(message, 10)
    going = ledger.dispatch(message, lease, [one.id for one in claimed])
    ledger.settle(message, lease, [Outcome(pk, "sent", answer="SM1") for pk in going])
    return message


def said(message: Message, end: str, status: str, code: str = "") -> Delivery:
    one = message.deliveries.get(email__endswith=end)
    receipts.take(message.audience, one.token, Said(status, code))
    return Delivery.objects.get(audience=message.audience, pk=one.pk)


def test_the_list_says_who_has_it_and_who_does_not_and_why(
    as_alice: Client, audience: Audience
) -> None:
    program(audience)
    for end in "123":
        person(audience, end)
    message = sent(audience)
    said(message, "1", "delivered")
    said(message, "2", "undelivered", "30003")

    html = as_alice.get(message.get_absolute_url()).text

    rows = html.split('<tr id="delivery-')[1:]
    assert ["Arrived" in row for row in rows] == [True, False, False]
    assert ["Did not arrive" in row for row in rows] == [False, True, False]
    assert str(meanings.UNREACHED) in rows[1]
    assert "30003" in rows[1]
    assert ">Sent<" in rows[2]


def test_what_somebody_was_sent_says_it_as_well(
    as_alice: Client, audience: Audience
) -> None:
    program(audience)
    person(audience, "1")
    said(sent(audience), "1", "delivered")

    html = as_alice.get(
        reverse("delivery:message_list", args=[audience.pk]) + "?q=p1@x.org"
    ).text

    assert "Arrived" in html


def test_the_page_of_a_delivery_tells_where_it_is_and_why(
    as_alice: Client, audience: Audience
) -> None:
    program(audience)
    one = person(audience, "1")
    delivery = said(sent(audience), "1", "undelivered", "30006")

    html = as_alice.get(delivery.get_absolute_url()).text

    assert str(meanings.LANDLINE) in html
    assert "30006" in html
    assert "SM1" in html
    assert one.get_absolute_url() in html
    assert html.index("Did not arrive") < html.rindex(">Sent<")


def test_the_page_says_why_somebody_was_left_out(
    as_alice: Client, audience: Audience
) -> None:
    program(audience)
    person(audience, "1", sms_status="unsubscribed")
    (delivery,) = texted(audience).deliveries.all()

    html = as_alice.get(delivery.get_absolute_url()).text

    assert "They opted out." in html
    assert "it has not left" in html


def test_a_code_that_only_the_provider_knows_stands_as_it_is(
    audience: Audience,
) -> None:
    program(audience)
    person(audience, "1")
    delivery = said(sent(audience), "1", "undelivered", "99999")

    news.tell([delivery])

    assert delivery.news
    assert (delivery.news.why, delivery.news.code) == ("", "99999")


def test_codes_are_told_in_the_language_of_who_reads() -> None:
    with translation.override("fr"):
        assert meanings.in_words("twilio", "30005") == "Ce numéro n’existe pas."
    assert meanings.in_words("http", "30005") == ""


@pytest.mark.parametrize("n", [1, 3])
def test_news_are_asked_for_once(
    audience: Audience, n: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    program(audience)
    for k in range(n):
        person(audience, str(k))
    message = sent(audience)
    for k in range(n):
        said(message, str(k), "undelivered", "30003")
    deliveries = list(message.deliveries.all())

    with django_assert_num_queries(2):
        news.tell(deliveries)

    assert [bool(one.news) for one in deliveries] == [True] * n


def test_a_delivery_of_another_audience_is_nowhere(
    as_alice: Client, audience: Audience
) -> None:
    elsewhere = AudienceFactory.create(account=audience.account)
    program(elsewhere)
    person(elsewhere, "1")
    delivery = texted(elsewhere).deliveries.get()

    path = reverse("delivery:delivery_detail", args=[audience.pk, delivery.pk])

    assert as_alice.get(path).status_code == 404
