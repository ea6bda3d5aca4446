"""What comes of the calls of a webhook."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone, translation

from accounts.models import User
from audiences.models import Audience
from contacts.hooks import making, words
from contacts.hooks.mapping import Mapping
from contacts.ingest import writing
from contacts.models import Consent, Contact, Suppression
from contacts.receiving import Refused as NotReceived
from events import dictionary
from events.models import Event, Receipt
from tests.contacts.hooking import (
    ORDER,
    full_mapping,
    hook_of,
    last_call,
    post,
    written,
)
from tests.factories import ContactFactory

TIMED = Mapping(email="/email", fixed="seen", at="/at", id="/id")


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, email="anna@example.com")


def test_whom_nobody_knows_is_refused_where_nobody_is_to_be_added(
    audience: Audience,
) -> None:
    hook = hook_of(audience)

    response = post(hook, ORDER)

    assert response.status_code == 200
    assert response.json()["status"] == "refused"
    said = "Nobody in this audience has this email address."
    assert response.json()["detail"] == said
    assert not audience.contacts.exists()
    assert not audience.customevents.exists()


def test_whom_nobody_knows_is_added_without_any_consent(audience: Audience) -> None:
    hook = hook_of(audience, full_mapping(audience), adds_people=True)

    response = post(hook, ORDER)

    said = "Event order_paid written, person added, First name set, "
    assert response.json()["detail"] == f"{said}tags Shop and A1 given."
    anna = audience.contacts.get()
    assert (anna.email, anna.email_display) == ("anna@example.com", "Anna@example.com")
    assert (anna.status, anna.first_name) == ("nonsubscribed", "Anna")
    assert (str(anna.source), anna.source.kind) == ("Shop", "webhook")
    assert set(audience.tags.values_list("name", flat=True)) == {"Shop", "A1"}
    assert len(anna.tag_ids) == 2
    assert not Consent.objects.filter(audience=audience).exists()


@pytest.mark.parametrize(
    "status", ["unsubscribed", "cleaned", "pending", "nonsubscribed", "subscribed"]
)
@pytest.mark.parametrize("archived_at", [None, timezone.now()])
def test_no_call_changes_the_status_of_anybody(
    audience: Audience, status: str, archived_at: datetime | None
) -> None:
    anna = ContactFactory.create(
        audience=audience,
        email="anna@example.com",
        status=status,
        archived_at=archived_at,
    )
    hook = hook_of(audience, full_mapping(audience), adds_people=True)

    assert post(hook, ORDER).json()["status"] == "taken"

    before = (anna.status, anna.status_at, anna.archived_at)
    anna.refresh_from_db()
    assert (anna.status, anna.status_at, anna.archived_at) == before
    assert anna.first_name == "Anna"
    assert not Consent.objects.filter(audience=audience).exists()


@pytest.mark.parametrize("kind", ["unsubscribed", "erased", "cleaned"])
def test_who_is_suppressed_is_not_added(audience: Audience, kind: str) -> None:
    anna = ContactFactory.create(
        audience=audience, email="anna@example.com", status="unsubscribed"
    )
    Suppression.objects.keep(audience, anna.email, "unsubscribed")
    Suppression.objects.filter(account=audience.account).update(kind=kind)
    anna.delete()
    hook = hook_of(audience, adds_people=True)

    assert post(hook, ORDER).json()["status"] == "refused"
    assert not audience.contacts.exists()
    assert written(audience) == []


def test_the_limit_of_the_plan_holds(audience: Audience, anna: Contact) -> None:
    plan = audience.account.plan
    type(plan).objects.filter(pk=plan.pk).update(max_contacts=1)
    hook = hook_of(audience, adds_people=True)

    response = post(hook, {**ORDER, "customer": {"email": "bo@example.com"}})

    assert response.json()["status"] == "refused"
    assert audience.contacts.count() == 1
    assert written(audience) == []


def test_a_value_that_does_not_fit_stays_out_and_is_said(
    audience: Audience, anna: Contact
) -> None:
    number = audience.fields.create(type="number", label="Bags", tag="BAGS")
    hook = hook_of(
        audience,
        Mapping(
            email="/customer/email",
            fixed="paid",
            properties=(("gone", "/nothing/here"),),
            fields=((number.pk, "/event"),),
        ),
    )

    assert post(hook, ORDER).json()["status"] == "taken"

    assert written(audience) == [("paid", {"gone": None})]
    assert last_call(hook).said["notes"] == [
        ["missing", "gone"],
        ["value", "Bags", "number"],
    ]


def test_a_mapping_may_be_of_people_alone(audience: Audience, anna: Contact) -> None:
    first = audience.fields.get(tag="FNAME")
    mapping = Mapping(email="/customer/email", fields=((first.pk, "/event"),))
    hook = hook_of(audience, mapping)

    assert post(hook, ORDER).json()["detail"] == "First name set."

    anna.refresh_from_db()
    assert anna.first_name == "order.paid"
    assert written(audience) == []


@pytest.mark.parametrize("is_syncing", [True, False])
def test_events_say_whether_they_start_flows(
    audience: Audience, anna: Contact, is_syncing: bool
) -> None:
    post(hook_of(audience, is_syncing=is_syncing), ORDER)

    event = Event.objects.get(audience=audience, kind="custom")
    assert event.is_syncing == is_syncing


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-01-02", "refused"),
        ("2999-01-02", "refused"),
        ("when?", "taken"),
    ],
)
def test_a_time_out_of_reach_is_refused_and_none_is_now(
    audience: Audience, anna: Contact, at: str, said: str
) -> None:
    plan = audience.account.plan
    type(plan).objects.filter(pk=plan.pk).update(event_days=30)
    audience.account.refresh_from_db()
    hook = hook_of(audience, TIMED)

    response = post(hook, {"email": anna.email, "at": at, "id": 1})

    assert response.json()["status"] == said
    assert len(written(audience)) == (said == "taken")


def test_the_same_id_counts_once_for_each_name(
    audience: Audience, anna: Contact
) -> None:
    first = audience.fields.get(tag="FNAME")
    mapping = Mapping(
        email="/email", name="/event", id="/order", fields=((first.pk, "/by"),)
    )
    hook = hook_of(audience, mapping)
    said = {"email": anna.email, "event": "placed", "order": 7, "by": "Anna"}

    post(hook, said)
    post(hook, {**said, "event": "paid", "by": "Ann"})
    again = post(hook, said, Idempotency_Key="another")

    assert again.json()["status"] == "again"
    assert [name for name, _said in written(audience)] == ["placed", "paid"]
    anna.refresh_from_db()
    assert anna.first_name == "Ann"  # what came again is older


def test_nothing_is_half_done_where_no_name_has_room(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dictionary, "MOST", 0)
    hook = hook_of(audience, full_mapping(audience), adds_people=True)

    response = post(hook, ORDER)

    assert response.json()["status"] == "refused"
    assert not audience.contacts.exists()
    assert not Receipt.objects.filter(audience=audience).exists()


def test_a_webhook_that_is_renamed_is_a_source_by_its_new_name(
    audience: Audience, alice: User
) -> None:
    hook = hook_of(audience, adds_people=True)
    post(hook, ORDER)

    making.change(hook, name="Old shop")

    assert str(audience.contacts.get().source) == "Old shop"


def test_a_refusal_is_told_in_the_language_of_whoever_reads_it(
    audience: Audience, anna: Contact
) -> None:
    plan = audience.account.plan
    type(plan).objects.filter(pk=plan.pk).update(max_contacts=1)
    hook = hook_of(audience, adds_people=True)
    post(hook, {**ORDER, "customer": {"email": "bo@example.com"}})

    with translation.override("fr"):
        said = words.outcome(last_call(hook))

    assert f"Le forfait {plan.name} n’a plus de place" in said


def test_every_refusal_has_a_sentence_that_is_kept_without_its_words() -> None:
    """A call is answered in English, and its outcome read in another language."""
    # No call gives a permission for SMS.
    others = {"here", "status", "sms_status", "no_number", "opted_out_of_sms"}
    received = {str(why) for why in NotReceived} - others
    assert received <= set(words.WHYS)
    for code in set(words.WHYS) - {"address"}:
        told = words.why([code, "x"])
        with translation.override("fr"):
            assert words.why([code, "x"]) != told, code


def test_who_is_gone_when_the_event_is_written_is_said_to_be(
    audience: Audience, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = hook_of(audience, adds_people=True)
    write = writing.write_named

    def late(*args: Any) -> list[str]:
        audience.contacts.all().delete()
        return write(*args)

    monkeypatch.setattr(writing, "write_named", late)
    post(hook, ORDER, Idempotency_Key="1")

    assert last_call(hook).said == {"why": ["gone", ""]}
    assert not Receipt.objects.filter(audience=audience).exists()
