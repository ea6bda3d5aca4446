"""Partial answers: the fields that are asked for, and those that are left out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import RequestFactory

from api.answers import answer

DOCUMENT: dict[str, Any] = {
    "lists": [
        {"id": "a", "stats": {"open": 1, "click": 2}, "_links": [{"rel": "self"}]},
        {"id": "b", "stats": {"open": 3, "click": 4}, "_links": [{"rel": "self"}]},
    ],
    "total_items": 2,
    "_links": [],
}


def cut(**query: str) -> Any:
    return json.loads(answer(RequestFactory().get("/", query), DOCUMENT).content)


def test_without_a_choice_all_of_it_is_answered() -> None:
    assert cut() == DOCUMENT


def test_fields_are_a_white_list_over_the_whole_document() -> None:
    assert cut(fields="lists.id") == {"lists": [{"id": "a"}, {"id": "b"}]}


def test_dots_descend_and_arrays_are_transparent() -> None:
    wanted = "lists.stats.open,lists._links.rel,total_items"

    assert cut(fields=wanted) == {
        "lists": [
            {"stats": {"open": 1}, "_links": [{"rel": "self"}]},
            {"stats": {"open": 3}, "_links": [{"rel": "self"}]},
        ],
        "total_items": 2,
    }


@pytest.mark.parametrize("order", ["lists,lists.id", "lists.id,lists"])
def test_the_wider_of_two_names_counts(order: str) -> None:
    assert cut(fields=order) == {"lists": DOCUMENT["lists"]}


@pytest.mark.parametrize("star", ["*", "*,lists.id", "lists.id,*", "*.id"])
def test_a_star_is_everything(star: str) -> None:
    assert cut(fields=star) == DOCUMENT


def test_a_star_below_a_name_is_everything_there() -> None:
    assert cut(fields="lists.*") == {"lists": DOCUMENT["lists"]}


def test_excluded_fields_are_left_out() -> None:
    assert cut(exclude_fields="lists._links,lists.stats.click,_links") == {
        "lists": [
            {"id": "a", "stats": {"open": 1}},
            {"id": "b", "stats": {"open": 3}},
        ],
        "total_items": 2,
    }


def test_what_is_excluded_is_taken_from_what_is_wanted() -> None:
    both = cut(fields="lists,total_items", exclude_fields="lists.stats,lists._links")

    assert both == {"lists": [{"id": "a"}, {"id": "b"}], "total_items": 2}


@pytest.mark.parametrize("names", ["nothing", "lists.nothing.at.all", "total_items.x"])
def test_names_of_nothing_break_nothing(names: str) -> None:
    cut(fields=names)
    assert cut(exclude_fields=names) == DOCUMENT


@pytest.mark.parametrize("names", [",", ".", "..", "lists..id", " , lists . id "])
def test_odd_names_break_nothing(names: str) -> None:
    cut(fields=names, exclude_fields=names)


def test_a_name_of_a_thousand_steps_is_no_trouble() -> None:
    assert cut(fields=".".join(["lists"] * 1000)) == {"lists": [{}, {}]}
