"""What makes no sense in an audience is refused with its condition and why."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiences.models import Audience
from conditions.binding import Bound, Problem, bind, read_and_bind
from conditions.compiling import q_of
from conditions.moments import At
from conditions.subjects import subjects_of
from conditions.tree import read
from contacts.models import Tag
from tests.conditions.said import VIP, asking, group, of, some_json
from tests.conditions.worlds import settle_usual
from tests.factories import (
    ContactFactory,
    GroupCategoryFactory,
    GroupFactory,
    TagFactory,
)

GONE = "What this condition asks for is no longer there."
UNASKED = "This cannot be asked here."
NO_NUMBER = "This is not a number."
NO_DAY = "This is not a day. Write it like 2026-11-28."
NO_TEXT = "This is not a text."
BOUNDS = "The number lies between -1e+15 and 1e+15."
AWAY = "This day lies too far away."
NOT_HERE = "This is not what belongs here."
NONE_OF_THEM = "This is not one of the choices."
NO_CHOICE = "This choice is no longer there."
THERE_IS_NONE = "There is no such day."

# What is asked, of a field by the type in braces, and what is said to it.
NONSENSE: list[tuple[str, str, Any, str, str]] = [
    ("planet", "is", "Mars", GONE, ""),
    ("f999999", "is", "x", GONE, ""),
    ("groups999999", "any", [1], GONE, ""),
    ("email'; DROP TABLE contacts_contact; --", "is", "x", GONE, ""),
    ("email", "looks like", "x", UNASKED, ""),
    ("email", "filled", None, UNASKED, ""),
    ("vip", "yes", True, "There is nothing to fill in here.", ""),
    ("email", "is", None, "Type something to look for.", ""),
    ("email", "is", "", "Type something to look for.", ""),
    ("email", "contains", 1, NO_TEXT, ""),
    ("email", "contains", True, NO_TEXT, ""),
    ("email", "contains", ["a"], NO_TEXT, ""),
    ("email", "contains", {"a": 1}, NO_TEXT, ""),
    *(("email", "is", odd, NO_TEXT, "") for odd in ("a\0b", "\ud800", "a\udfff")),
    ("email", "is", "x" * 256, "This is longer than 255 letters.", ""),
    ("{number}", "is", None, "Type a number.", ""),
    ("{number}", "more", True, NO_NUMBER, ""),
    ("{number}", "more", "5", NO_NUMBER, ""),
    ("{number}", "more", [1], NO_NUMBER, ""),
    ("{number}", "more", {"n": 1}, NO_NUMBER, ""),
    *(
        ("{number}", "is", odd, BOUNDS, "")
        for odd in (float("nan"), float("inf"), -float("inf"), 10**16, 10**400, 1e300)
    ),
    ("rating", "is", 2.5, "This is not a whole number.", ""),
    ("rating", "is", 6, "The number lies between 0 and 5.", ""),
    ("created_at", "on", "", "Choose a day.", ""),
    *(
        ("created_at", "before", odd, NO_DAY, "")
        for odd in ("tomorrow", "2026-02-30", "2026-13-01", "10000-01-01", 20260503)
    ),
    ("{date}", "after", True, NO_DAY, ""),
    ("{date}", "after", ["2026-05-03"], NO_DAY, ""),
    ("{date}", "after", "\ud800", NO_DAY, ""),
    *(("{date}", "on", odd, AWAY, "") for odd in ("0001-01-01", "9999-12-31")),
    *(
        ("created_at", "last", n, "The number lies between 1 and 36500.", "")
        for n in (0, -5, 36_501, 10**400)
    ),
    ("created_at", "between", "2026-05-03", NOT_HERE, ""),
    ("created_at", "between", {"first": "2026-05-03"}, "Choose a day.", "last"),
    ("created_at", "between", {"from": "2026-05-03"}, NOT_HERE, ""),
    (
        *("{date}", "between", {"first": "2026-05-04", "last": "2026-05-03"}),
        *("The first day comes after the last.", "last"),
    ),
    ("{birthday}", "on", {"day": 30, "month": 2}, THERE_IS_NONE, "day"),
    ("{birthday}", "on", {"day": 31, "month": 4}, THERE_IS_NONE, "day"),
    (
        "{birthday}",
        "on",
        {"day": 1, "month": 13},
        NO_CHOICE,
        "month",
    ),
    ("{birthday}", "month", True, NONE_OF_THEM, ""),
    ("{birthday}", "next", 367, "The number lies between 1 and 366.", ""),
    ("status", "is", [], "Choose at least one.", ""),
    ("status", "is", "subscribed", "These are not some of the choices.", ""),
    ("status", "is", ["asleep"], NO_CHOICE, ""),
    ("status", "is", [1.5], NONE_OF_THEM, ""),
    ("status", "is", [True], NONE_OF_THEM, ""),
    ("status", "is", [["a"]], NONE_OF_THEM, ""),
    ("status", "is", [{}], NONE_OF_THEM, ""),
    ("status", "is", ["subscribed"] * 101, "Choose 100 at most.", ""),
    ("{radio}", "is", ["Green"], NO_CHOICE, ""),
    ("tag", "has", None, "Choose one.", ""),
    ("tag", "has", 10**30, "This tag is no longer there.", ""),
    ("tag", "has", "1", "This tag is no longer there.", ""),
    ("tag", "has", True, NONE_OF_THEM, ""),
    ("tag", "has", 1.0, NONE_OF_THEM, ""),
    ("tag", "has", [1], NONE_OF_THEM, ""),
    ("tag", "has", {"pk": 1}, NONE_OF_THEM, ""),
    ("source", "is", [10**30], "This source is no longer there.", ""),
    ("segment", "in", 10**30, "This segment is no longer there.", ""),
]


def test_what_makes_no_sense_is_refused_at_its_condition(db: None) -> None:
    here = settle_usual(n=1)
    keys = {type: key for key, type in here.world.types.items()}
    subjects = subjects_of(here.audience)

    for field, op, value, sentence, input in NONSENSE:
        said = asking(field.format_map(keys), op, value)
        problems = bind(read(of(VIP, group(said))), subjects).problems
        found = [problem._replace(blank=False) for problem in problems]
        assert found == [Problem((1, 0), sentence, input)], said


def test_an_empty_group_is_refused_as_yet_to_be_filled(audience: Audience) -> None:
    bound = read_and_bind(of(VIP, group()), subjects_of(audience))

    (problem,) = bound.problems
    assert (problem.path, problem.blank) == ((1,), True)


def test_text_like_sql_is_looked_for_as_it_stands(audience: Audience) -> None:
    odd = "'; DROP TABLE contacts_contact; -- %s %(a)s \\"
    ann = ContactFactory.create(audience=audience, first_name=odd)
    ContactFactory.create(audience=audience)
    bound = read_and_bind(of(asking("first_name", "is", odd)), subjects_of(audience))

    assert [*found_by(bound, audience)] == [ann]


def found_by(bound: Bound, audience: Audience) -> Any:
    return audience.contacts.filter(q_of(bound, At.of(audience)))


def deleted_tag(audience: Audience) -> dict[str, Any]:
    tag = TagFactory.create(audience=audience)
    ContactFactory.create(audience=audience)
    said = asking("tag", "has_not", tag.pk)
    Tag.objects.filter(audience=audience, pk=tag.pk).delete()
    return said


def deleted_group(audience: Audience) -> dict[str, Any]:
    category = GroupCategoryFactory.create(audience=audience)
    group = GroupFactory.create(audience=audience, category=category)
    audience.groups.filter(pk=group.pk).delete()
    return asking(f"groups{category.pk}", "none", [group.pk])


def deleted_field(audience: Audience) -> dict[str, Any]:
    field = audience.fields.create(type="text", label="Team", tag="TEAM")
    audience.fields.filter(pk=field.pk).delete()
    return asking(field.key, "is_not", "red")


def deleted_choice(audience: Audience) -> dict[str, Any]:
    field = audience.fields.create(
        type="radio", label="Team", tag="TEAM", choices=["red"]
    )
    return asking(field.key, "is_not", ["blue"])


@pytest.mark.parametrize(
    "lose", [deleted_tag, deleted_group, deleted_field, deleted_choice]
)
@pytest.mark.parametrize("match", ["all", "any", "none"])
def test_a_tree_that_asks_for_what_is_gone_matches_nobody(
    audience: Audience, lose: Any, match: str
) -> None:
    ContactFactory.create(audience=audience, vip=True)
    said = lose(audience)

    bound = read_and_bind(of(VIP, said, match=match), subjects_of(audience))

    assert [problem.path for problem in bound.problems] == [(1,)]
    assert not found_by(bound, audience).exists()


def test_whatever_is_filled_in_binds_and_compiles_or_is_refused(db: None) -> None:
    here = settle_usual(n=1)
    subjects, at = subjects_of(here.audience), At.of(here.audience)
    asked = [(key, op.key) for key in subjects for op in subjects[key].operators]

    @given(st.sampled_from(asked), some_json)
    def check(about: tuple[str, str], value: Any) -> None:
        bound = read_and_bind(of(asking(*about, value)), subjects)
        assert all(problem.sentence for problem in bound.problems)
        here.audience.contacts.filter(q_of(bound, at)).exists()

    check()
