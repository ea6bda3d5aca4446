from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audiences.models import Audience
from conditions.tree import write
from contacts.models import Source
from segments.copying import copy, copy_of
from tests.conditions.said import VIP, of
from tests.factories import (
    SegmentFactory,
)
from tests.segments.copies import field_of, group_of, tag_of


def test_everything_is_found_by_what_it_is_called_there(
    audience: Audience, club: Audience
) -> None:
    here = field_of(audience, "CUPS", "number")
    inner = SegmentFactory.create(audience=audience, name="Inner")
    nodes = [
        tag_of(audience, "Summer"),
        group_of(audience, "Topics", "Tea", "Coffee"),
        {"field": here.key, "op": "more", "value": 3},
        {"field": "segment", "op": "not_in", "value": inner.pk},
        {"field": "first_name", "op": "is", "value": "Ann"},
        VIP,
    ]
    segment = SegmentFactory.create(
        audience=audience,
        tree=of(of_group := {"match": "none", "of": nodes[:3]}, *nodes),
    )
    there = field_of(club, "CUPS", "number")
    told = [
        tag_of(club, "SUMMER"),
        group_of(club, "topics", "TEA", "coffee"),
        {"field": there.key, "op": "more", "value": 3},
        {
            "field": "segment",
            "op": "not_in",
            "value": SegmentFactory.create(audience=club, name="INNER").pk,
        },
        *nodes[4:],
    ]

    copied = copy_of(segment, club)

    assert copied.lost == []
    assert copied.tree is not None
    assert write(copied.tree) == of({**of_group, "of": told[:3]}, *told)


def test_what_it_asks_for_does_not_grow_with_the_conditions(
    audience: Audience,
    club: Audience,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in (1, 4):
        nodes = [tag_of(audience, f"t{n}-{place}") for place in range(n)]
        nodes += [group_of(audience, f"c{n}-{place}", "a", "b") for place in range(n)]
        segment = SegmentFactory.create(audience=audience, tree=of(*nodes))

        with django_assert_max_num_queries(18):
            copy_of(segment, club)


def test_what_cannot_be_told_there_is_listed_in_words_with_the_reason(
    audience: Audience, club: Audience
) -> None:
    by_hand = Source.objects.create(audience=audience, kind="staff", label="By hand")
    field_of(club, "CUPS", "text")
    cups = field_of(audience, "CUPS", "number")
    roast = field_of(audience, "ROAST", "dropdown", choices=["Dark", "Light"])
    field_of(club, "ROAST", "dropdown", choices=["Light"])
    inner = SegmentFactory.create(audience=audience, name="Inner")
    nodes = [
        tag_of(audience, "Summer"),
        group_of(audience, "Topics", "Tea"),
        {"field": cups.key, "op": "more", "value": 3},
        {"field": roast.key, "op": "is", "value": ["Dark"]},
        {"field": "segment", "op": "in", "value": inner.pk},
        {"field": "source", "op": "is", "value": [by_hand.pk]},
        {"field": "tag", "op": "has", "value": 404},
    ]
    segment = SegmentFactory.create(audience=audience, tree=of(*nodes))

    copied = copy_of(segment, club)

    assert copied.tree is None
    assert [(lost.words, lost.reason) for lost in copied.lost] == [
        ("who have the tag “Summer”", "There is no tag of this name there."),
        ("who are in “Tea” (Topics)", "There are no such groups there."),
        (
            "whose Cups is more than 3",
            "There is no field of this merge tag and type there.",
        ),
        ("whose Roast is Dark", "This choice is no longer there."),
        ("who are in the segment “Inner”", "There is no segment of this name there."),
        (copied.lost[5].words, "It is about what only this audience has."),
        ("Tag", "This tag is no longer there."),
    ]
    assert [lost.can_be_made for lost in copied.lost] == [True, True, *[False] * 5]


MORE, FEWER = "More people match without it.", "Fewer people match without it."


@pytest.mark.parametrize(
    ("match", "outer", "effect"),
    [
        ("all", "all", MORE),
        ("any", "all", FEWER),
        ("none", "all", MORE),
        ("all", "none", FEWER),
        ("any", "none", MORE),
        ("none", "none", FEWER),
    ],
)
def test_the_effect_of_leaving_one_out_is_said(
    audience: Audience, club: Audience, match: str, outer: str, effect: str
) -> None:
    inner = {"match": match, "of": [tag_of(audience, "Summer"), VIP]}
    segment = SegmentFactory.create(audience=audience, tree=of(inner, match=outer))

    (lost,) = copy_of(segment, club).lost

    assert lost.effect == effect


def test_a_group_that_is_left_empty_goes_as_a_whole(
    audience: Audience, club: Audience
) -> None:
    inner = {"match": "any", "of": [tag_of(audience, "Summer")]}
    segment = SegmentFactory.create(audience=audience, tree=of(inner, VIP))

    copied = copy_of(segment, club)

    assert copied.tree is not None
    assert write(copied.tree) == of(VIP)
    assert [lost.effect for lost in copied.lost] == [MORE]


def test_what_is_missing_is_made_there_if_that_is_wanted(
    audience: Audience, club: Audience, alice: User
) -> None:
    tree = of(
        tag_of(audience, "Summer"),
        group_of(audience, "Topics", "Tea", "Coffee"),
        group_of(audience, "Roasts", "Dark"),
    )
    audience.group_categories.filter(title="Roasts").update(kind="radio")
    group_of(club, "topics", "Tea")
    segment = SegmentFactory.create(audience=audience, tree=tree)

    made = copy(segment, club, "Told", owner=alice, make=True)

    assert copy_of(made, audience).lost == []
    assert club.tags.get().name == "Summer"
    categories = club.group_categories.order_by("pk").values_list("title", "kind")
    assert list(categories) == [("topics", "checkboxes"), ("Roasts", "radio")]
    names = club.groups.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["Tea", "Coffee", "Dark"]
