"""Answers keep what they were answers to, whatever staff changes afterwards.

A question or an option that is worded differently gets another id; what was answered
before is kept aside under the words that people read. Nothing is read as an answer to
something else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

from forms.surveys.design import Design, Option, Question

if TYPE_CHECKING:
    from collections.abc import Iterator

# Questions and options with answers, as `AnswerQuerySet.answered` says them.
type Answered = Collection[tuple[int, int | None]]


@dataclass(frozen=True, slots=True)
class Kept:
    """The design that is to be shown, and how many questions went aside for it."""

    design: Design
    aside: int


def keep(shown: Design, wanted: Design, answered: Answered) -> Kept:
    """The wanted design, with all of the shown one that was answered."""
    ids = count(max([shown.last_id, wanted.last_id, *shown.ids(), *wanted.ids()]) + 1)
    before = {question.id: question for question in shown.questions}
    with_answers = {question for question, _option in answered}
    questions: list[Question] = []
    stays: set[int] = set()
    for question in wanted.asked:
        held = before.get(question.id)
        if held is None or held.archived:
            # One that was dropped meanwhile may stand in the pages of others still.
            is_new = question.id > shown.last_id
            questions.append(question if is_new else _fresh(question, ids))
        elif _is_other(held, question):
            questions.append(_fresh(question, ids))
        else:
            stays.add(question.id)
            questions.append(
                _with_options(held, question, answered, shown.last_id, ids)
            )
    aside = [
        replace(held, archived=True)
        for held in shown.questions
        if held.id not in stays and (held.archived or held.id in with_answers)
    ]
    news = sum(not before[question.id].archived for question in aside)
    design = replace(wanted, last_id=max(shown.last_id, wanted.last_id))
    return Kept(design.with_questions([*questions, *aside]), news)


def _is_other(held: Question, wanted: Question) -> bool:
    """Whether an answer to the one would be none to the other."""
    if (held.kind, held.scale) != (wanted.kind, wanted.scale):
        return True
    return _reworded(held.titles, wanted.titles)


def _is_another(held: Option, wanted: Option) -> bool:
    return held.archived or _reworded(held.texts, wanted.texts)


def _reworded(held: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    """Whether something that people may have read says something else, or nothing.

    A further language only says the same once more.
    """
    return any(text and wanted.get(code, "") != text for code, text in held.items())


def _fresh(question: Question, ids: Iterator[int]) -> Question:
    options = [replace(option, id=next(ids)) for option in question.asked_options]
    return replace(question, id=next(ids), options=tuple(options), archived=False)


def _with_options(
    held: Question,
    wanted: Question,
    answered: Answered,
    last_id: int,
    ids: Iterator[int],
) -> Question:
    before = {option.id: option for option in held.options}
    options: list[Option] = []
    stays: set[int] = set()
    for option in wanted.asked_options:
        known = before.get(option.id)
        is_gone = known is None and option.id <= last_id
        if is_gone or (known and _is_another(known, option)):
            options.append(replace(option, id=next(ids)))
        else:
            stays.add(option.id)
            options.append(option)
    aside = [
        replace(option, archived=True)
        for option in held.options
        if option.id not in stays
        and (option.archived or (held.id, option.id) in answered)
    ]
    return replace(wanted, options=(*options, *aside))
