"""Questions as the builder posts them: bounded, in their order, with what is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext as _

from audiences import ordering
from forms.surveys.design import (
    EMAIL,
    KINDS,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    PICKS,
    SCALES,
    TEXT,
    Design,
    Option,
    Question,
)

if TYPE_CHECKING:
    pass

LONGEST_TITLE, LONGEST_HELP, LONGEST_OPTION, LONGEST_VALUE = 300, 500, 200, 255
MOST_GIFTS = 20
KINDS_OF_GIFTS = ("tag", "group", "preference")


def questions(
    data: QueryDict, shown: Design, languages: Sequence[str]
) -> list[Question]:
    """What is asked, after the button that was pressed, if any."""
    keys = ordering.moved(data, data.getlist("question")[:MOST_QUESTIONS])
    dropped = set(data.getlist("drop"))
    known = [key for key in dict.fromkeys(keys) if is_id(key) and key not in dropped]
    found = [_question(key, data, languages) for key in known]
    ids = count(max([shown.last_id, *shown.ids(), *_ids(found)]) + 1)
    found = [_worked(question, data, ids) for question in found]
    kind = data.get("new", "")
    if "add" in data and kind in KINDS and len(found) < MOST_QUESTIONS:
        found.append(_new(kind, ids, languages[0]))
    return list(_one_email(found))


def text_of(data: QueryDict, key: str, longest: int) -> str:
    said = data.get(key, "").replace("\r\n", "\n").replace("\0", "")
    return said.strip()[:longest]


def is_id(text: str) -> bool:
    return text.isdecimal() and text.isascii() and len(text) < 9 and text != "0"


def _question(key: str, data: QueryDict, languages: Sequence[str]) -> Question:
    kind = data.get(f"kind-{key}", "")
    kind = kind if kind in KINDS else TEXT
    scale, field = data.get(f"scale-{key}", ""), data.get(f"field-{key}", "")
    return Question(
        id=int(key),
        kind=kind,
        titles=_texts(data, f"title-{key}", languages, LONGEST_TITLE),
        helps=_texts(data, f"help-{key}", languages, LONGEST_HELP),
        required=f"required-{key}" in data,
        scale=int(scale) if is_id(scale) and int(scale) in SCALES else 5,
        long=kind == TEXT and f"long-{key}" in data,
        other=kind in PICKS and f"other-{key}" in data,
        field=int(field) if is_id(field) and kind != EMAIL else None,
        gives=_gives(data, f"gives-{key}"),
        options=tuple(_options(key, data, languages)) if kind in PICKS else (),
    )


def _options(key: str, data: QueryDict, languages: Sequence[str]) -> Iterator[Option]:
    numbers = _first_up(data.getlist(f"option-{key}")[:MOST_OPTIONS], key, data)
    dropped = set(data.getlist("drop-option"))
    for number in dict.fromkeys(numbers):
        name = f"{key}-{number}"
        if is_id(number) and name not in dropped:
            yield Option(
                id=int(number),
                texts=_texts(data, f"option-{name}", languages, LONGEST_OPTION),
                gives=_gives(data, f"gives-{name}"),
                value=text_of(data, f"value-{name}", LONGEST_VALUE),
            )


def _first_up(numbers: list[str], key: str, data: QueryDict) -> list[str]:
    """The option that its button names, one place up."""
    for name in data.getlist("up-option"):
        of, _dash, number = name.partition("-")
        if of == key and number in numbers and (place := numbers.index(number)):
            numbers.insert(place - 1, numbers.pop(place))
    return numbers


def _worked(question: Question, data: QueryDict, ids: Iterator[int]) -> Question:
    """With one more option, where that is asked for."""
    has_room = len(question.options) < MOST_OPTIONS
    if str(question.id) not in data.getlist("add-option") or not has_room:
        return question
    return replace(question, options=(*question.options, Option(next(ids))))


def _new(kind: str, ids: Iterator[int], language: str) -> Question:
    key = next(ids)
    options: tuple[Option, ...] = ()
    if kind in PICKS:
        options = (Option(next(ids)), Option(next(ids)))
    titles = {language: _("Email address")} if kind == EMAIL else {}
    return Question(key, kind, titles, options=options)


def _one_email(found: Sequence[Question]) -> Iterator[Question]:
    """Two addresses would be two people: what comes after the first is a text."""
    seen = False
    for question in found:
        is_second = seen and question.kind == EMAIL
        seen = seen or question.kind == EMAIL
        yield replace(question, kind=TEXT) if is_second else question


def _texts(
    data: QueryDict, name: str, languages: Sequence[str], longest: int
) -> Mapping[str, str]:
    said = {code: text_of(data, f"{name}-{code}", longest) for code in languages}
    return {code: " ".join(text.split()) for code, text in said.items() if text}


def _gives(data: QueryDict, name: str) -> tuple[str, ...]:
    return tuple(key for key in data.getlist(name)[:MOST_GIFTS] if _is_gift(key))


def _is_gift(key: str) -> bool:
    kind, _dash, number = key.partition("-")
    return kind in KINDS_OF_GIFTS and is_id(number)


def _ids(found: Sequence[Question]) -> Iterator[int]:
    yield from Design(questions=tuple(found)).ids()
