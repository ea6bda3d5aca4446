"""Permission to send SMS: apart from mail, and never given back to who took it away."""

from __future__ import annotations

import pytest

from audiences.models import Audience
from contacts.causes import Cause
from contacts.models import Consent, Contact
from events.models import Event
from events.names import Own
from tests.factories import ContactFactory

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


def test_without_a_number_nobody_is_subscribed_to_sms(audience: Audience) -> None:
    one = ContactFactory.create(audience=audience)

    moved = audience.contacts.subscribe_to_sms(Cause(audience, "staff"))

    one.refresh_from_db()
    assert (moved, one.sms_status) == (0, "nonsubscribed")
