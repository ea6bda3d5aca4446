"""Calls that were kept are taken in later, once; and are swept up in the end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from audiences.models import Audience
from contacts.hooks import calls, making
from contacts.ingest import writing
from contacts.models import Contact, HookCall
from events.models import Event
from tests.contacts.hooking import (
    MAPPED,
    ORDER,
    full_mapping,
    hook_of,
    last_call,
    post,
    written,
)
from tests.factories import ContactFactory


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, email="anna@example.com")


def test_what_was_refused_may_come_again(audience: Audience) -> None:
    hook = hook_of(audience)

    post(hook, ORDER, Idempotency_Key="1")
    ContactFactory.create(audience=audience, email="anna@example.com")
    again = post(hook, ORDER, Idempotency_Key="1")

    assert again.json()["status"] == "taken"
    assert len(written(audience)) == 1


def test_calls_that_waited_are_taken_in_once_with_their_own_times(
    audience: Audience, anna: Contact
) -> None:
    hook = hook_of(audience, None)
    for n in range(3):
        post(hook, {**ORDER, "order": {"total": n}})
    post(hook, ORDER, Idempotency_Key="a")
    post(hook, ORDER, Idempotency_Key="a")
    long_ago = timezone.now() - timedelta(days=2)
    waiting = HookCall.objects.filter(audience=audience)
    waiting.filter(pk=waiting.oldest_first()[0].pk).update(received_at=long_ago)
    making.remap(hook, lambda _now: MAPPED)

    assert calls.take_in(hook) == {"taken": 4, "again": 1}
    assert calls.take_in(hook) == {}

    log = Event.objects.filter(audience=audience, kind="custom").order_by("id")
    assert [event.properties["total"] for event in log] == [0, 1, 2, 12.5]
    assert log[0].occurred_at == long_ago
    assert {call.contact_id for call in waiting.filter(state="taken")} == {anna.pk}


def test_what_was_refused_is_tried_again_when_it_could_go_better(
    audience: Audience,
) -> None:
    hook = hook_of(audience)
    post(hook, ORDER)
    assert calls.take_in(hook, state="waiting") == {}
    assert calls.take_in(hook, state="refused") == {"refused": 1}

    making.change(hook, adds_people=True)

    assert calls.take_in(hook, pk=last_call(hook).pk) == {"taken": 1}
    assert len(written(audience)) == 1


def test_a_new_person_of_several_calls_is_added_once(audience: Audience) -> None:
    hook = hook_of(audience, None, adds_people=True)
    for _time in range(2):
        post(hook, ORDER)
    making.remap(hook, lambda _now: full_mapping(audience))
    calls_before = audience.hookcalls.count()

    # Both have the same id, so that the second is the first once more.
    assert calls.take_in(hook) == {"taken": 1, "again": 1}

    assert calls_before == audience.hookcalls.count() == 2
    assert audience.contacts.count() == 1
    assert len(written(audience)) == 1


@pytest.mark.parametrize("n", [1, 4])
def test_taking_in_asks_as_much_for_many_as_for_one(
    audience: Audience, n: int, django_assert_num_queries: Any
) -> None:
    hook = hook_of(audience, full_mapping(audience), adds_people=True)
    post(hook, {**ORDER, "id": "first"})
    making.pause(hook)
    for place in range(n):
        customer = {"email": f"person{place}@example.com", "first_name": "P"}
        post(hook, {**ORDER, "id": place, "customer": customer})

    with django_assert_num_queries(38):
        assert calls.take_in(hook) == {"taken": n}


def test_what_fails_here_is_kept_to_be_taken_in_later(
    audience: Audience, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = hook_of(audience, full_mapping(audience))

    def fail(*_args: object) -> list[str]:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(writing, "write_named", fail)
        response = post(hook, ORDER)

    assert response.status_code == 200
    assert response.json()["status"] == "refused"
    anna.refresh_from_db()
    assert (anna.first_name, anna.tag_ids) == ("", [])
    assert calls.take_in(hook) == {"taken": 1}


def test_one_that_fails_keeps_no_other_from_being_taken_in(
    audience: Audience, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = hook_of(audience)
    making.pause(hook)
    for n in range(3):
        post(hook, {**ORDER, "order": {"total": n}})
    write = writing.write_named

    def fail(audience: Audience, reports: Any, names: Any) -> list[str]:
        if any('"total":1' in report.said for report in reports):
            raise RuntimeError
        return write(audience, reports, names)

    monkeypatch.setattr(writing, "write_named", fail)

    assert calls.take_in(hook) == {"taken": 2, "refused": 1}
    assert [said for _name, said in written(audience)] == [{"total": 0}, {"total": 2}]
    (left,) = audience.hookcalls.filter(state="refused")
    assert left.said == {"why": ["failed", ""]}
    monkeypatch.undo()
    assert calls.take_in(hook, state="refused") == {"taken": 1}


def test_old_calls_and_deleted_webhooks_are_swept_up(
    audience: Audience, alice: User
) -> None:
    hook, gone, fresh = (hook_of(audience, None) for _n in range(3))
    for each in (hook, gone, fresh):
        post(each, ORDER)
    old = timezone.now() - timedelta(days=31)
    audience.hookcalls.filter(hook=hook).update(received_at=old)
    making.delete(gone, actor=alice)
    audience.hooks.filter(pk=gone.pk).update(deleted_at=old)

    calls.sweep()

    assert set(audience.hooks.all()) == {hook, fresh}
    assert [call.hook_id for call in audience.hookcalls.all()] == [fresh.pk]
