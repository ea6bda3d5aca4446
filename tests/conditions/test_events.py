"""Conditions on what happened, against a plain reading of the same events."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audiences.models import Audience
from conditions.binding import bind, read_and_bind
from conditions.compiling import q_of
from conditions.explaining import Answer, explain
from conditions.moments import At
from conditions.sentences import sentence
from conditions.subjects import subjects_of
from conditions.tree import Condition, Group, Match
from contacts.conditions.events import AMOUNT, TIMES, WHEN, Events
from contacts.conditions.properties import TESTS
from contacts.models import Contact
from tests.conditions.asking import some
from tests.conditions.bought import of, value
from tests.conditions.happenings import (
    MOMENTS,
    NOW,
    TODAY,
    VALUES,
    WORDS,
    ZONE,
    Fact,
    Life,
    is_true,
    write,
)
from tests.factories import AudienceFactory, ContactFactory

facts = st.builds(
    Fact,
    name=st.sampled_from(["bought", "signed_in", "tag.added"]),
    at=st.sampled_from(MOMENTS),
    said=st.dictionaries(st.sampled_from(["kind", "sum"]), st.sampled_from(VALUES)),
)
some_days = st.integers(1, 50)
day = st.integers(-50, 2).map(lambda n: (TODAY + timedelta(days=n)).isoformat())
whens = st.one_of(
    st.just({"is": "ever"}),
    some_days.map(lambda n: {"is": "last", "value": n}),
    day.map(lambda text: {"is": "since", "value": text}),
    st.tuples(day, day)
    .map(sorted)
    .map(lambda two: {"is": "between", "value": {"first": two[0], "last": two[1]}}),
)
numbers = st.sampled_from([0, 1, 3, 12.5, -4, 0.1, 15.5, 100])
tests = st.one_of(
    st.fixed_dictionaries(
        {
            "is": st.sampled_from(
                ["is", "is_not", "contains", "contains_not", "starts", "ends"]
            ),
            "value": st.sampled_from(WORDS),
        }
    ),
    st.fixed_dictionaries({"is": st.sampled_from(["more", "less"]), "value": numbers}),
    st.fixed_dictionaries({"is": st.sampled_from(["before", "after"]), "value": day}),
    st.just({"is": "exists"}),
)
wheres = st.lists(
    st.fixed_dictionaries(
        {"property": st.sampled_from(["kind", "sum"]), "test": tests}
    ),
    max_size=2,
)
names = st.sampled_from(["bought", "signed_in", "tag.added", "*"])
narrowed = {"name": names, "when": whens, "where": wheres}
times = st.one_of(
    st.fixed_dictionaries({"is": st.just("at_least"), "value": st.integers(1, 3)}),
    st.fixed_dictionaries(
        {"is": st.sampled_from(["at_most", "exactly"]), "value": st.integers(0, 3)}
    ),
)
amounts = st.fixed_dictionaries(
    {
        "is": st.sampled_from(["more", "at_least", "less", "at_most", "exactly"]),
        "value": numbers,
    }
)
MEASURES = ["sum", "average", "smallest", "largest"]
conditions = st.one_of(
    st.builds(
        Condition,
        st.just("event"),
        st.sampled_from(["did", "did_not"]),
        st.fixed_dictionaries(narrowed),
    ),
    st.builds(
        Condition,
        st.just("event"),
        st.just("times"),
        st.fixed_dictionaries({**narrowed, "times": times}),
    ),
    st.builds(
        Condition,
        st.just("event"),
        st.sampled_from(MEASURES),
        st.fixed_dictionaries(
            {**narrowed, "of": st.sampled_from(["kind", "sum"]), "amount": amounts}
        ),
    ),
)
others = st.builds(Condition, st.just("vip"), st.sampled_from(["yes", "no"]))


def grouped(nodes: Any) -> st.SearchStrategy[Group]:
    several = st.lists(nodes, min_size=1, max_size=3).map(tuple)
    return st.builds(Group, st.sampled_from(list(Match)), several)


groups = grouped(st.one_of(conditions, others))
trees = grouped(st.one_of(conditions, others, groups, grouped(groups)))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lives=st.lists(
        st.builds(Life, st.lists(facts, max_size=6), st.booleans()),
        min_size=6,
        max_size=6,
    ),
    asked_for=st.lists(trees, min_size=20, max_size=20),
)
def test_conditions_on_events_are_true_for_those_to_whom_it_happened(
    there: None, lives: list[Life], asked_for: list[Group]
) -> None:
    audience = AudienceFactory.create(time_zone=str(ZONE))
    people = [ContactFactory.create(audience=audience, vip=life.vip) for life in lives]
    seen = ContactFactory.create(audience=audience)  # every name is known here
    seen_all = [Fact(n, NOW, {}) for n in ("bought", "signed_in", "tag.added")]
    lives = [*lives, Life(seen_all)]
    people.append(seen)
    pairs = zip(people, lives, strict=True)
    write(audience, [(person, fact) for person, life in pairs for fact in life.facts])
    subjects, at = subjects_of(audience), At(NOW, ZONE)

    for root in asked_for:
        bound = bind(root, subjects)
        assert bound.problems == ()
        found = set(audience.contacts.filter(q_of(bound, at)))

        pairs = zip(people, lives, strict=True)
        wanted = {person for person, life in pairs if is_true(root, life)}
        assert found == wanted
        answer = explain(bound, audience.contacts.all(), people[0].pk, at)
        assert answer is not None
        agree(answer, root, lives[0])


def agree(answer: Answer, node: Group | Condition, life: Life) -> None:
    assert answer.is_true == is_true(node, life)
    for part, child in zip(answer.of, getattr(node, "of", ()), strict=True):
        agree(part, child, life)


def test_every_way_to_ask_for_events_is_asked() -> None:
    asked: dict[str, set[str]] = {}

    def draw(condition: Condition) -> None:
        asked.setdefault("op", set()).add(condition.op)
        tests = [row["test"] for row in condition.value["where"]]
        for part in ("when", "times", "amount"):
            if said := condition.value.get(part):
                asked.setdefault(part, set()).add(said["is"])
        asked.setdefault("test", set()).update(test["is"] for test in tests)

    some(1_000)(given(conditions)(draw))()

    assert asked == {
        "op": {operator.key for operator in Events(Audience()).operators},
        "when": {*WHEN.cases},
        "times": {*TIMES.cases},
        "amount": {*AMOUNT.cases},
        "test": {*TESTS},
    }


def test_who_spent_more_than_100_in_90_days_is_one_condition(
    audience: Audience, buyer: Contact
) -> None:
    ContactFactory.create(audience=audience)
    said = value(
        of="sum",
        amount={"is": "more", "value": 100},
        when={"is": "last", "value": 30},
    )
    bound = read_and_bind(of("sum", said), subjects_of(audience))

    assert [*audience.contacts.filter(q_of(bound, At.of(audience)))] == [buyer]
    assert bound.root is not None
    assert sentence(bound.root) == (
        "Contacts for whom the sum of “sum” over “bought” is more than 100"
        " in the last 30 days."
    )


def test_the_latest_events_say_why(audience: Audience, buyer: Contact) -> None:
    said = value(times={"is": "at_least", "value": 2})
    bound = read_and_bind(of("times", said), subjects_of(audience))

    answer = explain(bound, audience.contacts.all(), buyer.pk, At.of(audience))

    assert answer is not None
    assert answer.is_true
    assert answer.of[0].datum.startswith("3 times, the latest: ")


def test_events_of_other_audiences_do_not_count(
    audience: Audience, buyer: Contact
) -> None:
    other = AudienceFactory.create()
    stranger = ContactFactory.create(audience=other)
    write(other, [(stranger, Fact("signed_in", NOW, {}))])
    subject = subjects_of(audience)["event"]

    names = subject.operators[0].control.parts["name"].choices  # type: ignore[attr-defined]  # Parts

    assert "bought" in names
    assert "signed_in" not in names


def test_what_never_happened_here_cannot_be_asked_for(
    audience: Audience, buyer: Contact
) -> None:
    (problem,) = read_and_bind(
        of("did", value(name="sold")), subjects_of(audience)
    ).problems

    assert (problem.path, problem.input) == ((0,), "name")
    assert problem.sentence == "There is no such event."


@pytest.mark.parametrize(
    ("said", "input"),
    [
        (value(when={"is": "last", "value": 0}), "when-last"),
        (value(when={"is": "never"}), "when-is"),
        (value(when=7), "when"),
        (value(where=[{"property": "a"}]), "where-0-test-is"),
        (value(where=[{"property": "a", "test": {"is": "more"}}]), "where-0-test-more"),
        (value(where=[{}] * 6), "where"),
        (value(more=1), ""),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_input(
    audience: Audience, buyer: Contact, said: dict[str, Any], input: str
) -> None:
    (problem,) = read_and_bind(of("did", said), subjects_of(audience)).problems

    assert (problem.path, problem.input) == ((0,), input)
