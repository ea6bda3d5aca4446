from __future__ import annotations

import random
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from audiences.models import Audience
from conditions.controls import Words
from conditions.subjects import Operator, Section, Subject, subjects_of
from conditions.tree import MAX_CONDITIONS, Condition, Group, Match, check_size
from segments import drafts, moves
from segments.drafts import DraftCondition, DraftGroup, DraftRefused, walk
from segments.moves import ADDING, MOVING
from tests.factories import TagFactory


def form(*pairs: tuple[str, str]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in pairs:
        data.appendlist(name, value)
    return data


def encoded(root: DraftGroup) -> QueryDict:
    """The form that shows this draft, of conditions on words."""
    data = QueryDict(mutable=True)
    places = moves.places_of(root)
    for _path, node in walk(root):
        parent = places[node.id].parent.id if node.id in places else ""
        if isinstance(node, DraftGroup):
            data.appendlist("n", f"{node.id}:{parent}:group")
            data[f"m-{node.id}"] = node.match.value
            continue
        data.appendlist("n", f"{node.id}:{parent}:condition")
        data[f"f-{node.id}"], data[f"o-{node.id}"] = node.field, node.op
        data[f"w-{node.id}"] = f"{node.field} {node.op}"
        data[f"v-{node.id}"] = node.value or ""
    return data


class Named(Subject):
    key, label, section = "name", "Name", Section(1, "About them")
    operators = (Operator("is", "is", Words()), Operator("has", "has", Words()))

    def matching(self, *_: Any) -> Any: ...
    def clause(self, *_: Any) -> Any: ...
    def datum(self, *_: Any) -> Any: ...
    def listens(self, *_: Any) -> Any: ...


SUBJECTS = {"name": Named()}
leaves = st.builds(
    Condition, st.just("name"), st.sampled_from(["is", "has"]), st.sampled_from("abc")
)
trees = st.recursive(
    leaves,
    lambda nodes: st.builds(
        Group, st.sampled_from(Match), st.lists(nodes, max_size=4).map(tuple)
    ),
    max_leaves=12,
)
roots = st.builds(Group, st.sampled_from(Match), st.lists(trees, max_size=4).map(tuple))
verbs = st.lists(
    st.tuples(st.sampled_from([*ADDING, *MOVING]), st.integers(0, 2**32)), max_size=12
)


def ids(root: DraftGroup) -> list[str]:
    return [node.id for _path, node in walk(root)]


@given(roots)
def test_a_draft_is_the_tree_it_was_made_of(root: Group) -> None:
    assert drafts.of_tree(root).node == root


@given(roots)
def test_a_form_says_the_draft_it_shows_with_its_ids(root: Group) -> None:
    draft = drafts.of_tree(root)

    found = drafts.read(encoded(draft), SUBJECTS)

    assert found == draft


@given(roots, verbs)
def test_any_row_of_verbs_leaves_a_sound_tree(
    root: Group, wanted: list[tuple[str, int]]
) -> None:
    draft = drafts.of_tree(root)
    for verb, choice in wanted:
        key = random.Random(choice).choice(ids(draft))
        before = sorted(ids(draft))
        done = moves.apply(draft, f"{verb}:{key}")
        after = sorted(ids(draft))

        assert len(set(after)) == len(after)
        assert not done.id or done.id in after
        if verb in {"up", "down", "out", "into-above", "into-below"}:
            assert after == before
    check_size(draft.node)


@given(roots, verbs)
def test_trees_are_the_same_whether_the_form_is_sent_between_verbs_or_not(
    root: Group, wanted: list[tuple[str, int]]
) -> None:
    at_once, sent = drafts.of_tree(root), drafts.of_tree(root)
    for verb, choice in wanted:
        place = choice % len(ids(at_once))
        moves.apply(at_once, f"{verb}:{ids(at_once)[place]}")
        sent = drafts.read(encoded(sent), SUBJECTS)
        moves.apply(sent, f"{verb}:{ids(sent)[place]}")

    assert sent.node == at_once.node


@pytest.mark.parametrize(
    "specs",
    [
        [],
        ["nonsense"],
        ["a::condition"],
        ["a:b:group"],
        ["a::group", "a:a:group"],
        ["a::group", "b:c:group", "c:b:group"],
        ["a::group", "b:b:group"],
        ["a::group", "b::group"],
        ["a::group", "b:a:condition", "c:b:condition"],
        ["a::group", "B:a:condition"],
        ["a::group", *(f"n{n}:a:condition" for n in range(10_000))],
        ["g0::group", *(f"g{n}:g{n - 1}:group" for n in range(1, 100))],
    ],
    ids=range(12),
)
def test_a_forged_form_is_refused(specs: list[str]) -> None:
    with pytest.raises(DraftRefused):
        drafts.read(form(*(("n", spec) for spec in specs)), SUBJECTS)


def test_no_more_conditions_are_added_than_anybody_can_follow() -> None:
    conditions = [DraftCondition("name", "is", "a") for _ in range(MAX_CONDITIONS)]
    root = DraftGroup(Match.ALL, [*conditions])

    done = moves.apply(root, f"add:{root.id}")

    assert len(root.of) == MAX_CONDITIONS
    assert done.said == "There can be at most 200 conditions."


def test_a_node_moves_over_the_edge_of_its_group() -> None:
    inner = DraftGroup(Match.ANY, [DraftCondition(), DraftCondition()])
    root = DraftGroup(Match.ALL, [inner])
    first, last = inner.of

    moves.apply(root, f"up:{first.id}")
    moves.apply(root, f"down:{last.id}")

    assert [node.id for node in root.of] == [first.id, inner.id, last.id]


def posted(field: str, op: str, was: str, *values: str, **more: str) -> QueryDict:
    pairs = [("n", "r::group"), ("n", "c:r:condition"), ("f-c", field), ("o-c", op)]
    pairs += [("w-c", was), *(("v-c", value) for value in values)]
    return form(*pairs, *((f"v-c-{key}", value) for key, value in more.items()))


def condition_in(data: QueryDict, audience: Audience) -> tuple[str, str, Any]:
    node = drafts.read(data, subjects_of(audience)).of[0]
    assert isinstance(node, DraftCondition)
    return node.field, node.op, node.value


def test_another_field_keeps_an_operator_and_a_value_that_it_has(
    audience: Audience,
) -> None:
    data = posted("first_name", "contains", "email contains", "ann")

    assert condition_in(data, audience) == ("first_name", "contains", "ann")


def test_another_field_drops_what_does_not_fit(audience: Audience) -> None:
    data = posted("rating", "contains", "email contains", "ann")

    assert condition_in(data, audience) == ("rating", "is", None)


def test_another_operator_keeps_the_value(audience: Audience) -> None:
    data = posted("country", "is_not", "country is", "NO", "SE")

    assert condition_in(data, audience) == ("country", "is_not", ["NO", "SE"])


def test_another_question_about_an_event_keeps_the_parts_they_share(
    audience: Audience,
) -> None:
    when = {"name": "nothing", "when-is": "last", "when-last": "30"}
    data = posted("event", "times", "event did", **when)

    _field, op, value = condition_in(data, audience)

    assert op == "times"
    assert value["when"] == {"is": "last", "value": 30}


def test_one_of_many_tags_is_typed_by_its_name(audience: Audience) -> None:
    tags = [TagFactory.create(audience=audience, name=f"Tag {n}") for n in range(101)]
    number = TagFactory.create(audience=audience, name=str(tags[0].pk))

    typed = posted("tag", "has", "tag has", name=" tag 7 ")
    as_number = posted("tag", "has", "tag has", name=number.name)
    unknown = posted("tag", "has", "tag has", name="Nobody’s")

    assert condition_in(typed, audience)[2] == tags[7].pk
    assert condition_in(as_number, audience)[2] == number.pk
    assert condition_in(unknown, audience)[2] == "Nobody’s"


def test_a_field_that_is_gone_is_kept_as_such(audience: Audience) -> None:
    data = posted("f999999", "is", "f999999 is", "x")

    assert condition_in(data, audience) == ("f999999", "is", None)


def test_choices_come_back_with_the_operator_that_has_room_for_them(
    audience: Audience,
) -> None:
    data = posted("country", "filled", "country is", "NO", "SE")
    (there,) = drafts.read(data, subjects_of(audience)).of
    assert isinstance(there, DraftCondition)
    assert there.value is None

    back = posted("country", "is_not", "country filled")
    back["b-c"] = str(there.put_by)
    (again,) = drafts.read(back, subjects_of(audience)).of

    assert isinstance(again, DraftCondition)
    assert (again.op, again.value) == ("is_not", ["NO", "SE"])
    assert again.put_by is None


@pytest.mark.parametrize(
    "text", ["", "{", "7", "[]", '["country is"]', "[7, 8]", '["country is", [7]]']
)
def test_nothing_comes_back_that_does_not_belong_there(
    audience: Audience, text: str
) -> None:
    data = posted("country", "is", "country filled")
    data["b-c"] = text

    assert condition_in(data, audience) == ("country", "is", None)
