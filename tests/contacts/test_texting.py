"""Permission to send SMS: apart from mail, and never given back to who took it away."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from audiences.models import Audience
from contacts.causes import Cause
from contacts.deleting import delete, erase
from contacts.models import Consent, Contact, Suppression
from events.models import Event
from events.names import Own
from tests.factories import AudienceFactory, ContactFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody(audience: Audience) -> dict[str, Contact]:
    """One of each status, who are all subscribed to mail."""
    return {
        status: ContactFactory.create(
            audience=audience,
            email=f"{status}@x.org",
            sms_status=status,
            sms_phone=f"+4741200{n:03d}",
        )
        for n, status in enumerate(Contact.SmsStatus.values)
    }


def statuses(everybody: dict[str, Contact]) -> dict[str, str]:
    found = {}
    for before, contact in everybody.items():
        contact.refresh_from_db()
        assert contact.status == "subscribed"
        found[before] = contact.sms_status
    return found


@pytest.mark.parametrize(
    ("verb", "after", "given"),
    [
        ("subscribe_to_sms", {"nonsubscribed": True, "pending": True}, "subscribed"),
        (
            "unsubscribe_from_sms",
            {"subscribed": False, "nonsubscribed": False, "pending": False},
            "unsubscribed",
        ),
        ("come_back_to_sms", {"unsubscribed": True}, "subscribed"),
    ],
)
def test_each_verb_moves_whom_it_may_and_writes_it_down(
    audience: Audience,
    everybody: dict[str, Contact],
    verb: str,
    after: dict[str, bool],
    given: str,
) -> None:
    cause = Cause(audience, "form", wording="Yes to SMS")

    moved = getattr(audience.contacts, verb)(cause)
    again = getattr(audience.contacts, verb)(cause)

    assert (moved, again) == (len(after), 0)
    assert statuses(everybody) == {
        status: given if status in after else status for status in everybody
    }
    lines = Consent.objects.filter(audience=audience).order_by("contact_id")
    said = lines.values_list("contact_id", "channel", "given", "wording")
    assert list(said) == [
        (everybody[status].pk, "sms", yes, "Yes to SMS")
        for status, yes in sorted(after.items(), key=lambda one: everybody[one[0]].pk)
    ]
    name = Own.SMS_SUBSCRIBED if given == "subscribed" else Own.SMS_UNSUBSCRIBED
    events = Event.objects.filter(audience=audience, name_id=int(name))
    assert events.count() == len(after)


def test_whoever_opts_out_takes_along_those_who_share_their_number(
    audience: Audience,
) -> None:
    elsewhere = AudienceFactory.create(account=audience.account)
    shared, other = "+4741200001", "+4741200002"
    one, same, none, apart, there = (
        ContactFactory.create(audience=where, sms_phone=number, sms_status=status)
        for where, number, status in (
            (audience, shared, "subscribed"),
            (audience, shared, "nonsubscribed"),
            (audience, "", "nonsubscribed"),
            (audience, other, "subscribed"),
            (elsewhere, shared, "subscribed"),
        )
    )

    chosen = audience.contacts.filter(pk__in=[one.pk])
    assert chosen.unsubscribe_from_sms(Cause(audience, "staff")) == 2

    for contact in (one, same, none, apart, there):
        contact.refresh_from_db()
    assert (one.sms_status, same.sms_status) == ("unsubscribed", "unsubscribed")
    assert none.sms_status == "nonsubscribed"
    assert (apart.sms_status, there.sms_status) == ("subscribed", "subscribed")


def test_without_a_number_nobody_is_subscribed_to_sms(audience: Audience) -> None:
    one = ContactFactory.create(audience=audience)

    moved = audience.contacts.subscribe_to_sms(Cause(audience, "staff"))

    one.refresh_from_db()
    assert (moved, one.sms_status) == (0, "nonsubscribed")


def test_a_number_that_was_forgotten_with_its_owner_stays_out_until_it_says_start(
    audience: Audience,
) -> None:
    cause, number = Cause(audience, "staff"), "+4741200001"
    gone = ContactFactory.create(
        audience=audience, sms_phone=number, sms_status="unsubscribed"
    )
    delete(audience.contacts.filter(pk=gone.pk), cause)
    one = ContactFactory.create(audience=audience, sms_phone=number)

    refused = audience.contacts.subscribe_to_sms(cause)
    audience.contacts.unsubscribe_from_sms(cause)
    came_back = audience.contacts.come_back_to_sms(Cause(audience, "sms"))

    one.refresh_from_db()
    assert (refused, came_back, one.sms_status) == (0, 1, "subscribed")
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("by", [delete, erase])
def test_an_opt_out_of_sms_leaves_a_hash_and_no_number(
    audience: Audience, by: Callable[..., object]
) -> None:
    for n, status in enumerate(Contact.SmsStatus.values):
        ContactFactory.create(
            audience=audience, sms_status=status, sms_phone=f"+474120000{n}"
        )

    by(audience.contacts.all(), Cause(audience, "staff"))

    numbers = [f"+474120000{n}" for n in range(4)]
    kept = Suppression.objects.filter(kind="sms")
    assert {row.audience_id for row in kept} == {audience.pk}
    opted_out = numbers if by is erase else numbers[1:2]
    assert Suppression.objects.among(audience, numbers) == set(opted_out)


def test_an_opt_out_of_sms_outlives_its_audience(audience: Audience) -> None:
    ContactFactory.create(
        audience=audience, sms_status="unsubscribed", sms_phone="+4741200001"
    )

    Suppression.objects.keep_opted_out(audience)
    Suppression.objects.outlive(audience)

    (row,) = Suppression.objects.all()
    assert (row.kind, row.audience_id) == ("sms", None)
