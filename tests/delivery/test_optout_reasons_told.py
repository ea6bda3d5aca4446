"""Why somebody left is told where they, the message and its numbers are."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from audiences.models import Audience
from contacts import deleting, statuses
from contacts.activity import feed
from contacts.causes import Cause
from contacts.history import history_of
from contacts.merging import merge
from contacts.models import Contact
from delivery.models import Delivery, OptOutReason
from delivery.optouts import reasons, verbs
from delivery.optouts.reasons import Why
from tests.delivery.ledgers import freeze, message, people
from tests.delivery.mails import sent as delivered
from tests.delivery.parting import given, kept, look, post, status, text

pytestmark = pytest.mark.django_db

OTHER, SPAM = OptOutReason.OTHER, OptOutReason.SPAM


@pytest.fixture
def anna(audience: Audience) -> Contact:
    (anna,) = people(audience, "anna@example.org", language="en")
    return anna


@pytest.fixture
def sent(anna: Contact) -> Delivery:
    news = message(anna.audience, name="Winter roast")
    freeze(news)
    return news.deliveries.get()


@pytest.fixture
def out(sent: Delivery) -> Delivery:
    verbs.opt_out(sent, "link")
    return sent


def test_staff_who_unsubscribe_somebody_give_no_reason_of_theirs(
    sent: Delivery, anna: Contact
) -> None:
    anna.audience.contacts.unsubscribe(Cause(anna.audience, "staff"))

    page = look(sent)

    assert given(anna) == []
    assert " checked" not in page
    assert "Why are you leaving?" in page
    post(sent, reason="never_signed_up")
    assert [said["how"] for said in given(anna)] == ["link"]


def test_who_became_another_says_it_as_that_one(
    out: Delivery, anna: Contact, audience: Audience
) -> None:
    (ann,) = people(audience, "ann@example.org")
    merge(audience, ann.pk, anna.pk, {}, Cause(audience, "staff"))

    post(out, reason="never_signed_up")

    assert [said["reason"] for said in given(ann)] == ["never_signed_up"]


def test_who_becomes_another_while_they_press_is_out_as_that_one(
    sent: Delivery, anna: Contact, audience: Audience
) -> None:
    """What was found of the delivery is old by the time they are locked."""
    (ann,) = people(audience, "ann@example.org")
    merge(audience, ann.pk, anna.pk, {}, Cause(audience, "staff"))

    assert verbs.opt_out(sent, "link")
    assert status(ann) == "unsubscribed"


def test_the_feed_and_the_history_say_why(out: Delivery, anna: Contact) -> None:
    post(out, reason="other", words="Too much")
    said = "Said why they opted out: Another reason: “Too much”"

    (item,) = [one for one in feed(anna).items if one.text == said]
    assert item.url == out.message.get_absolute_url()
    (line,) = [one for one in history_of(anna).lines if one.text == said]
    assert line.how == "by the link in an email"


def test_the_deliveries_of_the_message_say_why_and_how_many(
    as_alice: Client, out: Delivery, anna: Contact
) -> None:
    (bo,) = people(anna.audience, "bo@example.org")
    other = delivered(bo, of=out.message)
    verbs.opt_out(other, "link")
    post(other, reason="other", words="<script>alert(1)</script>")
    post(out, reason="never_signed_up")

    page = text(as_alice.get(out.message.get_absolute_url()))

    assert "Opted out: Never signed up" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    counts = [("Never signed up", 1), ("Another reason", 1)]
    assert reasons.numbers_of(out.message) == counts
    assert 'id="opt-outs"' in page


def test_numbers_of_reasons_are_of_one_message_and_take_one_query(
    audience: Audience, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people(audience, *(f"{n}@x.org" for n in range(3)))
    news, other = message(audience), message(audience)
    for one in (news, other):
        freeze(one)
    of_news = list(news.deliveries.order_by("pk"))
    for delivery, reason in zip(of_news, [OTHER, SPAM, OTHER], strict=True):
        verbs.opt_out(delivery, "link")
        verbs.explain(delivery, Why(reason))

    with django_assert_num_queries(1):
        assert reasons.numbers_of(news) == [("Another reason", 2), ("Spam", 1)]
    assert reasons.numbers_of(other) == []


def test_who_is_erased_takes_their_words_along_and_the_number_stays(
    out: Delivery, anna: Contact
) -> None:
    post(out, reason="other", words="I moved to Oslo")

    alone = anna.audience.contacts.filter(pk=anna.pk)
    deleting.erase(alone, Cause(anna.audience, "staff"))

    assert kept(out) == ("other", "")
    assert reasons.numbers_of(out.message) == [("Another reason", 1)]


@pytest.mark.parametrize("way", ["/why", ""])
def test_who_wants_out_themselves_stays_out_when_staff_take_theirs_back(
    sent: Delivery, anna: Contact, way: str
) -> None:
    done = Cause(anna.audience, "staff")
    anna.audience.contacts.unsubscribe(done)

    for _time in range(2):
        post(sent, way, reason="never_signed_up")
    undo = Cause(anna.audience, "undo")
    before = {str(anna.pk): "subscribed"}
    everyone = anna.audience.contacts.all()
    statuses.take_back_unsubscribing(everyone, undo, before, done.at)

    assert status(anna) == "unsubscribed"
    hows = list(anna.consents.newest_first().values_list("how", "given"))
    assert hows == [("link" if way else "one_click", False), ("staff", False)]
