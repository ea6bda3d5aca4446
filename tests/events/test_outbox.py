from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from audiences.models import Audience
from contacts.models import Contact, Note, Tag
from events import outbox, reactions
from events.models import Event, OutboxFailure
from events.outbox import Round
from events.reactions import Heard
from tests.events.conftest import happen, ids_of
from tests.factories import AudienceFactory, TagFactory


class Ear:
    """Remembers in a table of the audience what it heard, and fails when told."""

    def __init__(self, fails: Callable[[Heard], bool] = lambda heard: False) -> None:
        self.fails = fails
        self.batches: list[int] = []

    def __call__(self, audience: Audience, heard: Sequence[Heard]) -> None:
        self.batches.append(len(heard))
        for row in heard:
            TagFactory.create(audience=audience, name=f"{id(self)} {row.id}")
        if any(map(self.fails, heard)):
            raise ValueError("cannot be borne")

    def kept(self, audience: Audience) -> list[int]:
        names = Tag.objects.filter(audience=audience, name__startswith=f"{id(self)} ")
        return sorted(int(tag.name.split()[1]) for tag in names)


def listen(ear: Ear, name: str = "tests.ear") -> Ear:
    reactions.reaction(name)(ear)
    return ear


def number(heard: Heard) -> int:
    return int(heard.properties["number"])


def failures(audience: Audience) -> list[tuple[str, int, str]]:
    rows = OutboxFailure.objects.filter(audience=audience).order_by("event_id")
    return list(rows.values_list("reaction", "event_id", "error"))


def test_a_reaction_hears_what_happened_oldest_first(
    audience: Audience, name: int
) -> None:
    told: list[Heard] = []
    reactions.reaction("tests.told")(lambda audience, heard: told.extend(heard))
    happen(audience, name, 3)

    assert outbox.drain() == 3

    events = Event.objects.filter(audience=audience).order_by("id")
    assert told == [
        Heard(e.id, e.name_id, e.contact_id, e.occurred_at, e.properties)
        for e in events
    ]
    assert list(ids_of(audience)) == []


def test_no_more_rows_are_taken_than_asked_for_whatever_the_plan(
    audience: Audience, name: int
) -> None:
    happened = happen(audience, name, 6)
    with connection.cursor() as cursor:
        for setting in ("hashjoin", "mergejoin", "seqscan", "material"):
            cursor.execute(f"SET LOCAL enable_{setting} = off")

    assert outbox.take(audience.pk, 2) == 2
    assert list(ids_of(audience)) == happened[2:]


def test_each_audience_has_its_turn_in_each_round(
    audience: Audience, name: int
) -> None:
    other, _idle = AudienceFactory.create_batch(2)
    happen(audience, name, 3)
    happen(other, name, 1)

    rounds = [outbox.take_round(2) for _each in range(3)]

    assert rounds == [Round(3, True), Round(1, False), Round(0, False)]
    assert outbox.waiting() == []


def test_a_row_that_cannot_be_borne_is_set_aside_and_the_rest_goes_on(
    audience: Audience, name: int
) -> None:
    ear = listen(Ear(lambda heard: number(heard) in {2, 5}))
    happened = happen(audience, name, 8)

    assert outbox.drain() == 8

    poison = [happened[2], happened[5]]
    assert ear.kept(audience) == [pk for pk in happened if pk not in poison]
    assert failures(audience) == [
        ("tests.ear", pk, "ValueError: cannot be borne") for pk in poison
    ]
    assert list(ids_of(audience)) == []


def test_what_fails_for_one_reaction_is_done_by_the_others(
    audience: Audience, name: int
) -> None:
    before = listen(Ear(), "tests.before")
    broken = listen(Ear(lambda heard: True), "tests.broken")
    after = listen(Ear(), "tests.after")
    happened = happen(audience, name, 4)

    outbox.drain()

    assert before.kept(audience) == after.kept(audience) == happened
    assert (before.batches, after.batches) == ([4], [4])
    assert broken.kept(audience) == []
    assert [(reaction, pk) for reaction, pk, _error in failures(audience)] == [
        ("tests.broken", pk) for pk in happened
    ]


def test_a_reference_to_nothing_is_noticed_before_the_commit(
    audience: Audience, name: int
) -> None:
    """Such constraints are checked last, when nobody knows whose work it was."""

    def refer(audience: Audience, heard: Sequence[Heard]) -> None:
        contact = Contact.objects.get(audience=audience)
        now = timezone.now()
        Note.objects.create(
            audience=audience, contact=contact, text="x", author_id=0, created_at=now
        )

    reactions.reaction("tests.refer")(refer)
    after = listen(Ear())
    happened = happen(audience, name, 2)

    outbox.drain()

    assert after.kept(audience) == happened
    assert [error.split(":")[0] for _, _, error in failures(audience)] == [
        "IntegrityError",
        "IntegrityError",
    ]


def test_an_error_that_passes_is_tried_again_with_the_whole_batch(
    audience: Audience, name: int
) -> None:
    errors = [OperationalError("deadlock detected")] * 2

    def stumble(audience: Audience, heard: Sequence[Heard]) -> None:
        if errors:
            raise errors.pop()

    ear = listen(Ear())
    reactions.reaction("tests.stumble")(stumble)
    happened = happen(audience, name, 3)

    outbox.drain()

    assert ear.batches == [3, 3, 3]
    assert ear.kept(audience) == happened
    assert failures(audience) == []


def test_an_error_that_never_passes_is_the_fault_of_a_row(
    audience: Audience, name: int
) -> None:
    def stumble(audience: Audience, heard: Sequence[Heard]) -> None:
        if any(number(row) == 1 for row in heard):
            raise OperationalError("canceling statement due to statement timeout")

    reactions.reaction("tests.stumble")(stumble)
    happened = happen(audience, name, 3)

    outbox.drain()

    assert [pk for _, pk, _ in failures(audience)] == [happened[1]]


def test_an_audience_that_fails_keeps_no_other_from_its_turn(
    audience: Audience, name: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ear = listen(Ear())
    other = AudienceFactory.create()
    lost, happened = happen(audience, name, 1), happen(other, name, 1)
    claim = outbox.claim

    def fail(audience_id: int, n: int) -> list[Heard]:
        if audience_id == audience.pk:
            raise ValueError("no way in")
        return claim(audience_id, n)

    monkeypatch.setattr(outbox, "claim", fail)

    with pytest.raises(ValueError, match="no way in"):
        outbox.take_round()

    assert ear.kept(other) == happened
    assert list(ids_of(audience)) == lost


def test_in_an_audience_that_is_being_deleted_nothing_is_done_any_more(
    audience: Audience, name: int
) -> None:
    ear = listen(Ear())
    happen(audience, name, 2)
    audience.deleting_at = timezone.now()
    audience.save()

    assert outbox.drain() == 2
    assert ear.batches == []


def test_what_happens_in_a_reaction_is_heard_as_well(
    audience: Audience, name: int
) -> None:
    def answer(audience: Audience, heard: Sequence[Heard]) -> None:
        if len(heard) == 1:
            happen(audience, name, 2)

    ear = listen(Ear())
    reactions.reaction("tests.answer")(answer)
    happen(audience, name, 1)

    assert outbox.drain() == 3
    assert ear.batches == [1, 2]
