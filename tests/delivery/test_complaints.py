"""Who called a message spam, or said no by its number, gets nothing to many."""

from __future__ import annotations

import pytest
from django.db.models import F
from django.utils import timezone

from audiences.models import Audience
from contacts import texting
from contacts.causes import Cause
from contacts.merging import merge
from contacts.models import Suppression
from delivery import sending
from delivery.models import Delivery, Message
from delivery.receiving import following
from tests.delivery.ledgers import freeze, message, people, suppress, told, why
from tests.delivery.sms.programs import person, program, texted
from tests.factories import AudienceFactory

pytestmark = pytest.mark.django_db


def complain(one: Delivery) -> None:
    delivery = Delivery.objects.select_related("message", "audience__account")
    following.complained(
        delivery.get(audience=one.audience_id, pk=one.pk), timezone.now()
    )


def alone(message: Message, address: str) -> Delivery:
    """To an address that is nobody's."""
    rows = Message.objects.filter(audience=message.audience, pk=message.pk)
    rows.update(total=F("total") + 1, pending=F("pending") + 1, stage="sending")
    return Delivery.objects.create(
        audience=message.audience,
        message=message,
        email=address,
        state="pending",
        due_at=timezone.now(),
    )


@pytest.mark.parametrize("kind", ["bulk", "flow", "reply", "system"])
def test_a_complaint_about_any_message_suppresses_its_address(
    audience: Audience, kind: str
) -> None:
    (anna,) = people(audience, "anna@x.org")
    there = AudienceFactory.create(account=audience.account)
    people(there, "anna@x.org")
    about = message(audience, kind=kind)
    one = Delivery.objects.create(
        audience=audience, message=about, contact=anna, email=anna.email, state="sent"
    )

    complain(one)
    complain(one)

    anna.refresh_from_db()
    assert anna.status == "unsubscribed"
    elsewhere = message(there)
    freeze(elsewhere)
    assert why(elsewhere) == {"anna@x.org": "suppressed complaint"}
    assert Suppression.objects.filter(kind="complaint").count() == 1


def test_an_address_that_is_nobody_s_complains_as_well(audience: Audience) -> None:
    one = alone(message(audience), "anna@x.org")

    complain(one)

    people(audience, "anna@x.org")
    news = message(audience)
    freeze(news)
    assert why(news) == {"anna@x.org": "suppressed complaint"}


@pytest.mark.parametrize("kind", ["complaint", "cleaned"])
def test_mail_asks_again_right_before_it_leaves(audience: Audience, kind: str) -> None:
    people(audience, "anna@x.org", "bob@x.org")
    news = message(audience)
    freeze(news)
    lease, claimed = sending.claim(news, 10)
    suppress(audience, "anna@x.org", kind)

    going = sending.dispatch(news, lease, [one.id for one in claimed])

    assert [one.email for one in claimed if one.id in going] == ["bob@x.org"]
    assert why(news)["anna@x.org"] == f"suppressed {kind}"


def test_sms_ask_again_right_before_they_leave(
    audience: Audience,
) -> None:
    program(audience)
    person(audience, "1")
    person(audience, "2")
    news = texted(audience)
    lease, claimed = sending.claim(news, 10)
    texting.say_no("+4741200001", Cause(audience, "sms"))

    going = sending.dispatch(news, lease, [one.id for one in claimed])

    assert [one.email for one in claimed if one.id in going] == ["+4741200002"]
    assert why(news)["p1@x.org"] == "excluded unsubscribed"


def test_a_number_that_said_no_gets_none_whoever_has_it(audience: Audience) -> None:
    program(audience)
    one = person(audience, "1")
    stays = alone(texted(audience), "+4741200009")
    news = stays.message
    lease, claimed = sending.claim(news, 10)
    for number in (one.sms_phone, "+4741200009"):
        listed = [("sms", number)]
        Suppression.objects.keep_all(audience, listed, timezone.now())

    assert sending.dispatch(news, lease, [each.id for each in claimed]) == []

    reasons = news.deliveries.values_list("state", "reason")
    assert set(reasons) == {("suppressed", "sms")}


def test_what_a_number_asks_for_itself_is_answered(audience: Audience) -> None:
    program(audience)
    notice = message(audience, kind="system", channel="sms")
    alone(notice, "+4741200009")
    listed = [("sms", "+4741200009")]
    Suppression.objects.keep_all(audience, listed, timezone.now())
    lease, claimed = sending.claim(notice, 1)

    assert len(sending.dispatch(notice, lease, [one.id for one in claimed])) == 1


def test_the_no_of_a_number_counts_in_its_own_audience_alone(
    audience: Audience,
) -> None:
    program(audience)
    one = person(audience, "1")
    elsewhere = AudienceFactory.create(account=audience.account)
    listed = [("sms", one.sms_phone)]
    Suppression.objects.keep_all(elsewhere, listed, timezone.now())

    assert told(texted(audience)) == {"pending": 1}


@pytest.mark.parametrize("email", ["kept", "gone"])
@pytest.mark.parametrize("who", ["kept", "gone"])
def test_two_who_become_one_keep_a_complaint_of_either(
    audience: Audience, who: str, email: str
) -> None:
    kept, gone = people(audience, "kept@x.org", "gone@x.org")
    news = message(audience)
    freeze(news)
    complain(news.deliveries.get(contact=kept if who == "kept" else gone))

    choices = {"keep-email": email}
    one = merge(audience, kept.pk, gone.pk, choices, Cause(audience, "staff"))

    assert one.status == "unsubscribed"
    assert Suppression.objects.holds(audience, f"{who}@x.org")
    complained = Delivery.objects.filter(audience=audience).exclude(complained_at=None)
    assert list(complained.values_list("contact", flat=True)) == [kept.pk]


@pytest.mark.parametrize("email", ["kept", "gone"])
@pytest.mark.parametrize("dead", ["kept", "gone"])
def test_two_who_become_one_keep_that_an_address_is_dead(
    audience: Audience, dead: str, email: str
) -> None:
    kept, gone = people(audience, "kept@x.org", "gone@x.org")
    out = gone if dead == "kept" else kept
    audience.contacts.filter(email=f"{dead}@x.org").clean(Cause(audience, "staff"))
    audience.contacts.filter(pk=out.pk).unsubscribe(Cause(audience, "link"))

    choices = {"keep-email": email}
    one = merge(audience, kept.pk, gone.pk, choices, Cause(audience, "staff"))

    assert one.status == "unsubscribed"
    notice = message(audience, kind="system")
    alone(notice, f"{dead}@x.org")
    sending.claim(notice, 1)
    assert told(notice) == {"suppressed": 1}


@pytest.mark.parametrize("out", ["kept", "gone"])
def test_two_who_become_one_are_out_of_sms_if_either_was(
    audience: Audience, out: str
) -> None:
    program(audience)
    kept, gone = person(audience, "1"), person(audience, "2")
    number = (kept if out == "kept" else gone).sms_phone
    texting.say_no(number, Cause(audience, "sms"))

    one = merge(audience, kept.pk, gone.pk, {}, Cause(audience, "staff"))

    assert one.sms_status == "unsubscribed"
    assert texting.opted_out(audience, [number]) == {number}
    assert told(texted(audience)) == {"excluded": 1}
