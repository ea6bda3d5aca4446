"""How the database goes about a tree: nothing is looked up or counted per contact."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from audiences.models import Audience
from conditions.binding import bind
from conditions.compiling import q_of
from conditions.counting import count
from conditions.matching import Members
from conditions.moments import At
from conditions.subjects import Operator, Section, Subject, subjects_of
from conditions.tree import Condition, Group, Match
from contacts.conditions.happened import MEASURES
from events.models import Event, EventTotal
from events.names import Own
from tests.conditions.asking import everything_asked, some
from tests.conditions.worlds import Here, conditions, settle_usual


class Rows(Subject):
    """Those whose ids some rows hold, or do not hold."""

    label, section = "Rows", Section(9, "Rows")
    operators = (Operator("in", "in"), Operator("not_in", "not in", negates="in"))

    def __init__(self, key: str, rows: QuerySet[Any]) -> None:
        self.key, self.rows = key, rows

    def matching(self, op: str, value: Any, at: At) -> Members:
        return Members(self.rows)

    def clause(self, op: str, value: Any) -> str:
        return "who are there"

    def datum(self, contact: Any, op: str, value: Any, at: At) -> str:
        return "there"

    def listens(self, op: str, value: Any) -> frozenset[int]:
        return frozenset()


ASKED = ["once", "logged", "often"]
NARROW = Condition("rating", "at_least", 3)


@pytest.fixture
def here(db: None) -> Here:
    here = settle_usual(n=400)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO events_eventtotal
                (audience_id, name_id, contact_id, n, first_at, last_at)
            SELECT audience_id, %s, id, 1 + id %% 7, now(), now()
            FROM contacts_contact WHERE audience_id = %s AND id %% 3 = 0
            """,
            [Own.TAG_ADDED, here.audience.pk],
        )
        cursor.execute("ANALYZE contacts_contact, events_eventtotal")
    return here


def subjects_in(audience: Audience) -> dict[str, Subject]:
    totals: Any = EventTotal.objects.filter(audience=audience.pk)
    log: Any = Event.objects.filter(audience=audience.pk, kind="own")
    often = log.values("contact_id").alias(n=Count("*")).filter(n__gte=3)
    rows = {
        "once": totals.filter(name_id=Own.TAG_ADDED),
        "logged": log.filter(name_id=Own.TAG_ADDED),
        "often": often,
    }
    return {
        **subjects_of(audience),
        **{key: Rows(key, found) for key, found in rows.items()},
    }


def plan_of(
    here: Here,
    *nodes: Condition | Group,
    match: Match = Match.ALL,
    at: At | None = None,
) -> Any:
    bound = bind(Group(match, nodes), subjects_in(here.audience))
    assert bound.problems == ()
    q = q_of(bound, at or At(here.world.now, here.world.zone))
    contacts = here.audience.contacts.present().filter(q)
    return json.loads(contacts.explain(format="json"))[0]["Plan"]


def steps(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", []):
        yield from steps(inner)


def joins(plan: Any) -> list[str]:
    return [step["Join Type"] for step in steps(plan) if "Join Type" in step]


def subplans(plan: Any) -> tuple[int, int]:
    """How many are hashed once, and how many run for each row."""
    text = json.dumps(plan)
    hashed = len(re.findall(r"hashed SubPlan", text))
    return hashed, len(re.findall(r"(?<!hashed )SubPlan \d+\)", text))


@pytest.mark.parametrize("field", ASKED)
def test_ids_that_must_hold_are_joined(here: Here, field: str) -> None:
    plan = plan_of(here, NARROW, Condition(field, "in"))

    assert subplans(plan) == (0, 0)
    assert len(joins(plan)) == 1


@pytest.mark.parametrize("field", ASKED)
def test_ids_that_must_not_hold_are_anti_joined(here: Here, field: str) -> None:
    plan = plan_of(here, NARROW, Condition(field, "not_in"))

    assert subplans(plan) == (0, 0)
    assert [join for join in joins(plan) if "Anti" in join] == joins(plan) != []


@pytest.mark.parametrize("field", ASKED)
def test_a_group_of_none_at_the_top_is_anti_joined_as_well(
    here: Here, field: str
) -> None:
    plan = plan_of(here, NARROW, Condition(field, "in"), match=Match.NONE)

    assert subplans(plan) == (0, 0)
    assert [join for join in joins(plan) if "Anti" in join] == joins(plan) != []


@pytest.mark.parametrize("op", ["in", "not_in"])
@pytest.mark.parametrize("field", ASKED)
def test_ids_that_may_hold_are_looked_up_in_a_hash(
    here: Here, field: str, op: str
) -> None:
    plan = plan_of(here, NARROW, Condition(field, op), match=Match.ANY)

    assert subplans(plan) == (1, 0)


@pytest.mark.parametrize("match", list(Match))
def test_no_tree_of_everything_runs_anything_for_each_contact(
    here: Here, match: Match
) -> None:
    leaves = tuple(Condition(field, op) for field in ASKED for op in ("in", "not_in"))
    deep = tuple(Group(inner, leaves) for inner in Match)

    assert subplans(plan_of(here, *deep, match=match))[1] == 0


TODAY = timezone.localdate().isoformat()
BETWEEN = {"first": TODAY, "last": TODAY}
HAPPENED = {"name": "tag.added", "when": {"is": "ever"}, "where": []}
LATELY = {"is": "last", "value": 30}
KINDS = {"property": "kind", "test": {"is": "is", "value": "shoes"}}
ON_EVENTS: dict[str, tuple[str, dict[str, Any]]] = {
    "did": ("did", {}),
    "lately": ("did", {"when": LATELY}),
    "between": ("did", {"when": {"is": "between", "value": BETWEEN}}),
    "not with a property": ("did_not", {"where": [KINDS]}),
    "often": ("times", {"times": {"is": "at_least", "value": 3}, "when": LATELY}),
    "never more": ("times", {"times": {"is": "at_most", "value": 2}}),
    "just so often": (
        "times",
        {"times": {"is": "exactly", "value": 0}, "when": LATELY},
    ),
    **{
        measure: (measure, {"of": "price", "amount": {"is": "more", "value": 100}})
        for measure in MEASURES
    },
}
FILL = """
INSERT INTO events_event
    (kind, audience_id, contact_id, name_id, occurred_at, received_at, properties)
SELECT 'own', %(audience)s, %(first)s + n %% 400, CASE WHEN n %% 20 = 0
    THEN %(name)s ELSE %(other)s END, now(), now(), '{"kind": "shoes", "price": 7}'
FROM generate_series(1, 8000) AS n
"""


@pytest.fixture
def eventful(here: Here) -> Here:
    """Much happened to them, of which one event in twenty is of the name."""
    with connection.cursor() as cursor:
        names = {"name": Own.TAG_ADDED, "other": Own.CONTACT_UPDATED}
        key = {"audience": here.audience.pk, "first": min(here.people)}
        cursor.execute(FILL, {**key, **{k: int(name) for k, name in names.items()}})
        cursor.execute("ANALYZE events_event")
    return here


def test_of_the_log_only_events_of_the_name_are_read_by_an_index(
    eventful: Here,
) -> None:
    at, read = At.of(eventful.audience), set()
    for match, (op, said) in product(Match, ON_EVENTS.values()):
        asked = Condition("event", op, {**HAPPENED, **said})
        plan = plan_of(eventful, NARROW, asked, match=match, at=at)

        months = {
            step["Relation Name"]: step
            for step in steps(plan)
            if step.get("Relation Name", "").startswith("events_event_")
        }
        for month, step in months.items():
            if not is_empty(month):
                read.add(op)
                found = step.get("Index Cond") or step["Recheck Cond"]
                assert f"name_id = {int(Own.TAG_ADDED)}" in found
                assert f"audience_id = {eventful.audience.pk}" in found
    assert read == {op for op, _said in ON_EVENTS.values()}


def is_empty(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")')
        return not cursor.fetchone()[0]


def test_however_much_is_asked_it_takes_as_many_questions(here: Here) -> None:
    asked = everything_asked(here)

    @some(2)
    @given(st.tuples(*(conditions(here, [each]) for each in asked)))
    def check(each: tuple[Condition, ...]) -> None:
        assert _questions(here, each) == _questions(here, each + each[:100])

    check()


def _questions(here: Here, conditions: tuple[Condition, ...]) -> int:
    at = At(here.world.now, here.world.zone)
    with CaptureQueriesContext(connection) as asked:
        bound = bind(Group(Match.ANY, conditions), subjects_of(here.audience))
        assert bound.problems == ()
        count(here.audience.contacts.present(), q_of(bound, at))
    return len(asked)


TAGS = ("has", "has_not")


@pytest.mark.parametrize(
    ("match", "ops", "asked"),
    [
        ("all", TAGS[:1] * 3, ["@>"]),
        ("all", TAGS[1:] * 3, ["&&"]),
        ("any", TAGS[:1] * 3, ["&&"]),
        ("any", TAGS[1:] * 3, ["@>"]),
        ("none", TAGS[:1] * 3, ["&&"]),
        ("all", (*TAGS, *TAGS), ["@>", "&&"]),
    ],
)
def test_tags_in_a_group_are_asked_for_at_once(
    db: None, match: str, ops: tuple[str, ...], asked: list[str]
) -> None:
    here = settle_usual(n=1)
    tags = here.audience.tags.values_list("pk", flat=True)
    nodes = [
        Condition("tag", op, tag) for op, tag in zip(ops, [*tags, *tags], strict=False)
    ]

    bound = bind(Group(Match(match), (*nodes,)), subjects_of(here.audience))
    found = here.audience.contacts.filter(q_of(bound, At.of(here.audience)))

    assert re.findall(r'"tag_ids" (@>|&&)', str(found.query)) == asked
