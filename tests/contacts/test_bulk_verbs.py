"""Each verb over many: what it does, whom it leaves alone, how it is taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AuditEntry, User
from audiences import jobs, querysets
from audiences.models import Audience
from contacts import bulk
from contacts.bulk import Selection
from contacts.causes import Cause
from contacts.filters import Filter
from contacts.models import Consent
from events.models import Event
from tests.contacts.bulk_work import (
    EVERYONE,
    consents,
    counted,
    do,
    happened,
    ids_of,
    people,
    statuses,
    undo,
    values,
)
from tests.factories import TagFactory


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(querysets, "FIRST_CHUNK", 1)
    monkeypatch.setattr(querysets, "CHUNK", 2)


def test_unsubscribing_reaches_all_but_those_who_are_out_already(
    audience: Audience, alice: User
) -> None:
    rows = people(
        audience, "subscribed", "pending", "unsubscribed", "cleaned", "nonsubscribed"
    )

    job = do(audience, "unsubscribe", alice)

    assert statuses(audience) == ["unsubscribed"] * 3 + ["cleaned", "unsubscribed"]
    assert counted(audience) == {"unsubscribed": 4, "cleaned": 1}
    assert happened(audience) == ["contact.unsubscribed"] * 3
    assert [consents(row) for row in rows] == [[False], [False], [], [], [False]]
    said = "3 contacts unsubscribed; 1 had opted out; the address of 1 is dead"
    assert bulk.result(job) == said


def test_undoing_gives_back_the_status_only_where_nothing_happened_since(
    audience: Audience, alice: User
) -> None:
    one, touched, pending, opted_out, other = people(
        audience, "subscribed", "subscribed", "pending", "subscribed", "nonsubscribed"
    )
    do(audience, "unsubscribe", alice)
    tag = TagFactory.create(audience=audience)
    audience.contacts.filter(pk=touched.pk).tag(tag, Cause(audience, "staff"))
    Consent.objects.create(
        audience=audience,
        contact=opted_out,
        purpose="email",
        given=False,
        at=timezone.now(),
    )

    done = undo(audience, alice)

    assert done == (5, 3)
    assert statuses(audience) == [
        *("subscribed", "unsubscribed", "pending", "unsubscribed", "nonsubscribed"),
    ]
    assert counted(audience) == {
        "subscribed": 1,
        "unsubscribed": 2,
        "pending": 1,
        "nonsubscribed": 1,
    }
    assert [consents(row) for row in (one, pending, other)] == [
        [False, True],
        [False, None],
        [False, None],
    ]
    last = Event.objects.filter(audience=audience, contact_id=one.pk).latest("id")
    assert last.name.name == "contact.subscribed"
    assert last.properties == {
        "how": "undo",
        "by": alice.pk,
        "status": "subscribed",
    }


def test_archiving_and_its_undo_leave_the_archived_of_before(
    audience: Audience, alice: User
) -> None:
    before = timezone.now()
    people(audience, "pending", archived_at=before)
    people(audience, "subscribed", "cleaned")

    job = do(audience, "archive", alice, Selection(Filter(), ids_of(audience)))

    assert bulk.result(job) == "2 contacts archived; 1 was archived"
    assert counted(audience) == {"archived": 3}
    assert undo(audience, alice) == (2, 2)
    assert counted(audience) == {"archived": 1, "subscribed": 1, "cleaned": 1}


def test_undoing_leaves_who_was_brought_back_and_archived_anew(
    audience: Audience, alice: User
) -> None:
    (row,) = people(audience, "subscribed")
    do(audience, "archive", alice)
    own = audience.contacts.filter(pk=row.pk)
    own.unarchive(Cause(audience, "staff"))
    own.archive(Cause(audience, "staff"))

    assert undo(audience, alice) == (1, 0)


def test_bringing_back_from_the_archive_and_its_undo(
    audience: Audience, alice: User
) -> None:
    people(audience, "subscribed", "subscribed", archived_at=timezone.now())

    job = do(audience, "unarchive", alice, Selection(Filter(status="archived")))

    assert bulk.result(job) == "2 contacts brought back from the archive"
    assert counted(audience) == {"subscribed": 2}
    assert undo(audience, alice) == (2, 2)
    assert counted(audience) == {"archived": 2}


@pytest.mark.parametrize(
    ("verb", "column", "params", "value", "said"),
    [
        ("vip", "vip", {}, True, "1 contact marked as VIP; 1 was VIP"),
        ("unvip", "vip", {}, False, "1 contact no longer VIP; 1 was not VIP"),
        (
            *("language", "language", {"value": "fr"}, "fr"),
            "2 contacts changed",
        ),
        (
            "country",
            "country",
            {"value": ""},
            "",
            "1 contact changed; 1 was so already",
        ),
    ],
)
def test_a_fact_is_set_and_put_back_as_it_was(
    audience: Audience,
    alice: User,
    verb: str,
    column: str,
    params: dict[str, Any],
    value: Any,
    said: str,
) -> None:
    people(audience, "subscribed", vip=True, language="en", country="NO")
    people(audience, "subscribed", vip=False, language="de")
    before = values(audience, column)

    job = do(audience, verb, alice, **params)

    assert values(audience, column) == [value, value]
    assert bulk.result(job) == said
    n, undone = undo(audience, alice)
    assert n == undone == len([held for held in before if held != value])
    assert values(audience, column) == before
    assert set(happened(audience)) == {"contact.updated"}


def test_undo_leaves_a_fact_that_somebody_changed_since(
    audience: Audience, alice: User
) -> None:
    first, _second = people(audience, "subscribed", "subscribed", language="en")
    do(audience, "language", alice, value="fr")
    audience.contacts.filter(pk=first.pk).update(language="nl")

    assert undo(audience, alice) == (2, 1)
    assert values(audience, "language") == ["nl", "en"]


def test_whoever_is_deleted_meanwhile_is_said_to_be_gone(
    audience: Audience, alice: User
) -> None:
    first, _second = people(audience, "subscribed", "subscribed")
    job = bulk.start(audience, EVERYONE, bulk.verbs["vip"], {}, owner=alice)
    audience.contacts.filter(pk=first.pk).delete()

    job = jobs.run(job)

    said = "1 contact marked as VIP; 1 is no longer here"
    assert bulk.result(job) == said


def test_a_second_press_is_the_same_job(audience: Audience, alice: User) -> None:
    people(audience, "subscribed")
    vip = bulk.verbs["vip"]

    first = bulk.start(audience, EVERYONE, vip, {}, owner=alice)
    again = bulk.start(audience, EVERYONE, vip, {}, owner=alice)
    other = bulk.start(audience, EVERYONE, bulk.verbs["unvip"], {}, owner=alice)

    assert first.pk == again.pk != other.pk


@pytest.mark.parametrize("verb", ["unsubscribe", "vip", "archive", "delete"])
def test_a_job_that_runs_twice_has_one_effect(
    audience: Audience, alice: User, verb: str
) -> None:
    people(audience, "subscribed", "subscribed", "subscribed")
    params: dict[str, Any] = {"people": 3} if verb == "delete" else {}
    job = do(audience, verb, alice, **params)
    events = happened(audience)

    jobs.run(job)

    assert happened(audience) == events
    assert AuditEntry.objects.filter(verb="contacts.deleted").count() <= 1


def test_a_canceled_job_says_how_far_it_came_and_is_taken_back(
    audience: Audience, alice: User
) -> None:
    people(audience, "subscribed", "subscribed", "subscribed")
    job = bulk.start(audience, EVERYONE, bulk.verbs["archive"], {}, owner=alice)
    jobs.work(job, 0)
    jobs.cancel(job)

    job = jobs.run(job)

    assert (job.state, bulk.result(job)) == ("canceled", "1 contact archived")
    assert undo(audience, alice) == (1, 1)
    assert counted(audience) == {"subscribed": 3}
