"""Compiled, explained and told by the oracle: the same people, at every node."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conditions.binding import bind
from conditions.compiling import q_of
from conditions.explaining import Answer, explain
from conditions.moments import At
from conditions.subjects import subjects_of
from conditions.tree import Condition, Group, Match, check_size
from tests.conditions.asking import ELSEWHERE, everything_asked, some
from tests.conditions.oracle import Told, knows, told
from tests.conditions.worlds import Here, conditions, settle, settle_usual, trees

MOMENTS = {
    "Auckland, an hour before summer time": ("Pacific/Auckland", "2026-09-26T13:00Z"),
    "Los Angeles, the day of 25 hours": ("America/Los_Angeles", "2026-11-01T20:00Z"),
    "Kathmandu, at midnight": ("Asia/Kathmandu", "2026-05-02T18:15Z"),
    "Santiago, a day without a midnight": ("America/Santiago", "2026-09-06T12:00Z"),
    "Santiago, the day before it": ("America/Santiago", "2026-09-06T03:59Z"),
    "Cairo, a day without a midnight": ("Africa/Cairo", "2026-04-24T09:00Z"),
    "Havana, a day with two midnights": ("America/Havana", "2026-11-01T16:00Z"),
    "Apia, after a day that was left out": ("Pacific/Apia", "2011-12-31T12:00Z"),
    "29 February": ("Europe/Oslo", "2028-02-29T12:00Z"),
    "28 February of a year that has no 29th": ("Europe/Oslo", "2027-02-28T12:00Z"),
    "the end of a year": ("Pacific/Kiritimati", "2026-12-31T09:59:59Z"),
}


@pytest.fixture(params=[*MOMENTS.values()], ids=[*MOMENTS])
def here(request: pytest.FixtureRequest, db: None) -> Here:
    zone, now = request.param
    return settle(datetime.fromisoformat(now), ZoneInfo(zone), seed=len(zone + now))


@pytest.fixture
def usual(db: None) -> Here:
    return settle_usual()


class Asking:
    """Trees against one audience: whom the database finds, and whom the oracle."""

    def __init__(self, here: Here) -> None:
        self.here = here
        self.subjects = subjects_of(here.audience)
        self.at = At(here.world.now, here.world.zone)

    def check(self, root: Group, explained: int = 0) -> None:
        bound = bind(root, self.subjects)
        assert bound.problems == ()
        people, world = self.here.people, self.here.world
        contacts = self.here.audience.contacts.all()

        answers = {pk: told(root, person, world) for pk, person in people.items()}
        expected = {pk for pk, answer in answers.items() if answer.is_true}
        found = [*contacts.filter(q_of(bound, self.at)).values_list("pk", flat=True)]

        assert sorted(found) == sorted(expected)
        if not bound.turns:
            tomorrow = replace(world, now=world.now + timedelta(days=1))
            later = [told(root, person, tomorrow) for person in people.values()]
            assert later == [*answers.values()]
        few = [*people][::3]
        part = contacts.filter(pk__in=few)
        for among in (few, part.values("pk")):
            matching = part.filter(q_of(bound, self.at, among))
            assert {*matching.values_list("pk", flat=True)} == expected & {*few}
        for pk in [*people][:explained]:
            answer = explain(bound, contacts, pk, self.at)
            assert answer is not None
            assert plain(answer) == answers[pk]
            assert all(node.match or node.datum for node in nodes(answer))


def plain(answer: Answer) -> Told:
    return Told(answer.is_true, tuple(plain(child) for child in answer.of))


def nodes(answer: Answer) -> Iterator[Answer]:
    yield answer
    for child in answer.of:
        yield from nodes(child)


def test_the_oracle_knows_everything_that_can_be_asked(usual: Here) -> None:
    asked = everything_asked(usual)
    kinds = [(usual.world.kind(field), op) for field, op in asked]

    assert [pair for pair in kinds if not knows(*pair)] == []
    assert set(ELSEWHERE) < set(subjects_of(usual.audience))


def test_every_condition_means_what_the_oracle_says(usual: Here) -> None:
    asking = Asking(usual)

    def check(match: Match, condition: Condition) -> None:
        asking.check(Group(match, (condition,)))

    for asked in everything_asked(usual):
        matches = st.sampled_from(list(Match))
        some(6)(given(matches, conditions(usual, [asked]))(check))()


def test_days_are_those_of_the_calendar_of_the_audience(here: Here) -> None:
    asking, world = Asking(here), here.world
    calendar = {"moment", "date", "birthday"}
    asked = [pair for pair in everything_asked(here) if world.kind(pair[0]) in calendar]

    @some(60)
    @given(root=trees(here, asked, deep=1))
    def check(root: Group) -> None:
        asking.check(root)

    check()


@pytest.mark.parametrize("seed", range(4))
def test_trees_mean_the_same_compiled_explained_and_told(db: None, seed: int) -> None:
    now = datetime(2026, 5, 3, 12, tzinfo=UTC) + timedelta(days=seed * 100)
    here = settle(now, ZoneInfo("America/Los_Angeles"), seed)
    asking = Asking(here)

    @some(120)
    @given(root=trees(here, everything_asked(here), deep=4))
    def check(root: Group) -> None:
        asking.check(root, explained=1)

    check()


def test_groups_of_none_in_groups_of_none_count_what_is_unknown_as_no(
    usual: Here,
) -> None:
    asking = Asking(usual)
    node: Any = Condition("region", "starts", "o")
    for _level in range(8):
        node = Group(Match.NONE, (node,))
        check_size(node)
        asking.check(node, explained=36)
