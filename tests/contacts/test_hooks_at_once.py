"""Calls of one webhook at the same moment: each comes to what it would have alone."""

from __future__ import annotations

import random
from datetime import UTC, timedelta
from typing import Any

import pytest
from django.utils import timezone

from audiences.models import Audience
from contacts import deleting
from contacts.causes import Cause
from contacts.hooks import calls, making
from contacts.hooks.mapping import Mapping
from contacts.models import Contact, HookCall
from contacts.recounting import differences
from events.models import Event, Receipt
from tests.contacts.hooking import full_mapping, hook_of, post, written
from tests.contacts.reporting import assert_agreed
from tests.contacts.together import at_once
from tests.factories import ContactFactory

pytestmark = pytest.mark.django_db(transaction=True)

N = 6
TIMED = Mapping(
    email="/email", name="/event", at="/at", id="/id", properties=(("n", "/n"),)
)


def order(n: int, email: str, event: str = "order.paid") -> dict[str, Any]:
    return {
        "event": event,
        "id": f"evt_{n}",
        "customer": {"email": email, "first_name": f"Name {n}"},
        "order": {"total": n, "items": [{"sku": f"sku {n}"}]},
    }


def post_at_once(hook: Any, documents: list[Any], **headers: str) -> list[str]:
    """What came of each, in the order in which they were answered."""
    said: list[str] = []

    def send(document: Any) -> None:
        said.append(post(hook, document, **headers).json()["status"])

    works = [lambda document=document: send(document) for document in documents]
    assert at_once(*works) == []
    return said


def states(audience: Audience) -> list[str]:
    kept = HookCall.objects.filter(audience=audience).order_by("state")
    return list(kept.values_list("state", flat=True))


def test_strangers_who_come_at_once_are_each_added_once(audience: Audience) -> None:
    hook = hook_of(audience, full_mapping(audience), adds_people=True)
    people = [f"p{n}@example.com" for n in range(N)]

    said = post_at_once(
        hook, [order(n, email, f"event {n}") for n, email in enumerate(people)]
    )

    assert said == ["taken"] * N == states(audience)
    here = audience.contacts.order_by("email")
    assert list(here.values_list("email", "first_name")) == [
        (email, f"Name {n}") for n, email in enumerate(people)
    ]
    assert sorted(name for name, _said in written(audience)) == [
        f"event_{n}" for n in range(N)
    ]
    assert len(set(here.values_list("ordinal", flat=True))) == N
    assert audience.sources.filter(kind="webhook").count() == 1
    assert differences(audience) == []
    assert_agreed(audience, UTC)


def test_one_stranger_of_many_calls_is_added_once_and_has_all_they_say(
    audience: Audience,
) -> None:
    hook = hook_of(audience, full_mapping(audience), adds_people=True)

    said = post_at_once(hook, [order(n, "anna@example.com") for n in range(N)])

    assert said == ["taken"] * N == states(audience)
    anna = audience.contacts.get()
    assert anna.first_name in {f"Name {n}" for n in range(N)}
    tags = audience.tags.filter(pk__in=anna.tag_ids)
    assert set(tags.values_list("name", flat=True)) == {
        "Shop",
        *(f"sku {n}" for n in range(N)),
    }
    assert len(written(audience)) == N
    added = [call.said.get("is_new", False) for call in audience.hookcalls.all()]
    assert sorted(added) == [False] * (N - 1) + [True]
    assert differences(audience) == []
    assert_agreed(audience, UTC)


@pytest.mark.parametrize("adds", [True, False])
def test_one_delivery_that_comes_many_times_at_once_counts_once(
    audience: Audience, adds: bool
) -> None:
    if not adds:
        ContactFactory.create(audience=audience, email="anna@example.com")
    hook = hook_of(audience, full_mapping(audience), adds_people=adds)

    said = post_at_once(hook, [order(1, "anna@example.com")] * N)

    assert sorted(said) == ["again"] * (N - 1) + ["taken"] == states(audience)
    assert audience.contacts.count() == len(written(audience)) == 1
    assert Receipt.objects.filter(audience=audience).count() == 1


def test_calls_that_are_refused_at_once_leave_nothing(audience: Audience) -> None:
    hook = hook_of(audience, full_mapping(audience))

    said = post_at_once(hook, [order(1, "anna@example.com")] * N)

    assert said == ["refused"] * N == states(audience)
    assert not audience.contacts.exists()
    assert not audience.customevents.exists()
    assert not Receipt.objects.filter(audience=audience).exists()


def test_a_stream_from_many_senders_leaves_the_same_log_in_whichever_order(
    audience: Audience,
) -> None:
    people = ContactFactory.create_batch(3, audience=audience)
    hook, now = hook_of(audience, TIMED), timezone.now()
    stream = [
        {
            "email": people[n % 3].email,
            "event": ("bought", "viewed")[n % 2],
            "at": (now - timedelta(hours=n)).isoformat(),
            "id": n,
            "n": n,
        }
        for n in range(30)
    ]

    def send() -> None:
        mine = [*stream, *random.sample(stream, 10)]
        random.shuffle(mine)
        for document in mine:
            assert post(hook, document).json()["status"] in {"taken", "again"}

    assert at_once(*[send] * 4) == []

    log = Event.objects.filter(audience=audience).order_by("properties__n")
    emails = {contact.pk: contact.email for contact in people}
    assert [
        (event.name.name, emails[event.contact_id], event.occurred_at.isoformat())
        for event in log.select_related("name")
    ] == [(said["event"], said["email"], said["at"]) for said in stream]
    assert_agreed(audience, UTC)


def test_calls_that_wait_are_taken_in_once_by_whoever_asks(audience: Audience) -> None:
    hook = hook_of(audience, None, adds_people=True)
    for n in range(N):
        post(hook, order(n, f"p{n % 2}@example.com"))
    making.remap(hook, lambda _now: full_mapping(audience))

    came: list[dict[str, int]] = []
    works = [lambda: came.append(calls.take_in(hook)) for _time in range(3)]
    assert at_once(*works) == []

    assert sum(each.get("taken", 0) for each in came) == N
    assert states(audience) == ["taken"] * N
    assert audience.contacts.count() == 2
    assert len(written(audience)) == N


def test_who_is_deleted_meanwhile_leaves_nothing_behind(audience: Audience) -> None:
    people: list[Contact] = ContactFactory.create_batch(4, audience=audience)
    hook = hook_of(audience, full_mapping(audience))

    def send() -> None:
        for n, contact in enumerate(people * 3):
            post(hook, order(n, contact.email))

    def delete() -> None:
        for contact in people:
            row = audience.contacts.filter(pk=contact.pk)
            deleting.delete(row, Cause(audience, "staff"))

    assert at_once(send, send, delete) == []

    assert not audience.contacts.exists()
    assert not Event.objects.filter(audience=audience).exists()
    kept = HookCall.objects.filter(audience=audience)
    assert not kept.exclude(contact=None).exists()
    assert differences(audience) == []


def test_who_is_erased_while_calls_are_taken_in_is_in_nobodys_way(
    audience: Audience,
) -> None:
    """Both hold people before they hold calls."""
    people: list[Contact] = ContactFactory.create_batch(6, audience=audience)
    hook = hook_of(audience, full_mapping(audience), adds_people=True)
    making.pause(hook)
    for n, contact in enumerate(people * 3):
        post(hook, order(n, contact.email))
    emails = [contact.email for contact in people]

    def take_in() -> None:
        for state in ("waiting", "refused"):
            calls.take_in(hook, state=state)

    def erase() -> None:
        for contact in people:
            row = audience.contacts.filter(pk=contact.pk)
            deleting.erase(row, Cause(audience, "staff"))

    assert at_once(take_in, take_in, erase) == []

    assert not audience.contacts.filter(email__in=emails).exists()
    assert not HookCall.objects.filter(audience=audience).exists()
    assert not Event.objects.filter(audience=audience).exists()
    assert differences(audience) == []
