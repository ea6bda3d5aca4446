"""Conditions read back in words, as somebody would say them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given

from audiences.models import Audience
from conditions.binding import read_and_bind
from conditions.sentences import sentence
from conditions.subjects import subjects_of
from config.translations import compile_stale
from tests.conditions.asking import everything_asked, some
from tests.conditions.worlds import conditions, settle_usual


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    compile_stale()


@pytest.fixture(params=["en", "fr"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


BERGEN = {"km": 50, "name": "Bergen", "latitude": 60.39, "longitude": 5.32}
MAY = "2026-05-03"

SAID: list[tuple[str, str, Any, str, str]] = [
    (
        *("created_at", "last", 30),
        *(
            "who were added in the last 30 days",
            "qui ont été ajoutés ces 30 derniers jours",
        ),
    ),
    (
        *("created_at", "last", 1),
        *("who were added today", "qui ont été ajoutés aujourd’hui"),
    ),
    (
        *("created_at", "last_not", 7),
        *(
            "who were not added in the last 7 days",
            "qui n’ont pas été ajoutés ces 7 derniers jours",
        ),
    ),
    (
        *("created_at", "before", MAY),
        *(
            "who were added before 3 May 2026",
            "qui ont été ajoutés avant le 3 mai 2026",
        ),
    ),
    (
        *("changed_at", "between", {"first": MAY, "last": "2026-05-09"}),
        *(
            "who were last changed between 3 May 2026 and 9 May 2026",
            "qui ont été modifiés pour la dernière fois"
            " entre le 3 mai 2026 et le 9 mai 2026",
        ),
    ),
    (
        *("{joined}", "next", 14),
        *(
            "whose Member since is in the next 14 days",
            "dont le champ Member since tombe dans les 14 prochains jours",
        ),
    ),
    (
        *("{joined}", "next_not", 1),
        *(
            "whose Member since is not today",
            "dont le champ Member since ne tombe pas aujourd’hui",
        ),
    ),
    (
        *("country", "is", ["NO", "SE"]),
        *(
            "whose country is Norway or Sweden",
            "dont le pays est Norvège ou Suède",
        ),
    ),
    (
        *("country", "is_not", ["NO"]),
        *("whose country is not Norway", "dont le pays n’est pas Norvège"),
    ),
    (
        *("country", "is_not", ["SE", "NO"]),
        *(
            "whose country is neither Norway nor Sweden",
            "dont le pays n’est ni Norvège ni Suède",
        ),
    ),
    (
        *("email", "ends", "@example.com"),
        *(
            "whose email address ends with “@example.com”",
            "dont l’adresse e-mail finit par «\xa0@example.com\xa0»",
        ),
    ),
    (
        *("rating", "at_least", 1),
        *(
            "whose rating is at least 1 star",
            "dont la note est d’au moins 1 étoile",
        ),
    ),
    (
        *("location", "within", BERGEN),
        *(
            "who are within 50 km of “Bergen”",
            "qui sont à 50 km ou moins de «\xa0Bergen\xa0»",
        ),
    ),
    (
        *("location", "beyond", {**BERGEN, "name": ""}),
        *(
            "who are farther than 50 km from 60.39°, 5.32°",
            "qui sont à plus de 50 km de 60.39°, 5.32°",
        ),
    ),
]


@pytest.mark.parametrize(("field", "op", "value", "english", "french"), SAID)
def test_a_condition_is_said_as_people_say_it(
    audience: Audience,
    language: str,
    field: str,
    op: str,
    value: Any,
    english: str,
    french: str,
) -> None:
    joined = audience.fields.create(type="date", label="Member since", tag="SINCE")
    said = {"field": field.format(joined=joined.key), "op": op, "value": value}

    bound = read_and_bind({"v": 1, "match": "all", "of": [said]}, subjects_of(audience))

    assert bound.root is not None
    expected = {"en": english, "fr": french}[language]
    assert sentence(bound.root) == f"Contacts {expected}."


def test_everything_that_can_be_asked_can_be_said(db: None, language: str) -> None:
    here = settle_usual(n=1)
    subjects = subjects_of(here.audience)

    for asked in everything_asked(here):
        node = conditions(here, [asked])

        def check(condition: Any) -> None:
            tree = {"v": 1, "match": "none", "of": [condition.to_dict()]}
            root = read_and_bind(tree, subjects).root
            assert root is not None
            text = sentence(root)
            assert "  " not in text
            assert "%(" not in text

        some(2)(given(node)(check))()


def test_subjects_stand_in_sections_with_what_everybody_has_first(
    audience: Audience,
) -> None:
    audience.fields.create(type="text", label="Team", tag="TEAM", position=9)

    subjects = [*subjects_of(audience).values()]

    sections = [str(subject.section) for subject in subjects]
    assert [*dict.fromkeys(sections)] == [
        *("About them", "Fields", "Tags and groups", "Preferences", "Permissions"),
        "Activity",
    ]
    assert sections == sorted(sections, key=[*dict.fromkeys(sections)].index)
    assert [subject.key for subject in subjects][:4] == [
        *("email", "first_name", "last_name", "phone")
    ]
