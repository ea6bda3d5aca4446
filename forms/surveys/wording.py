"""Answers in words: what was asked, and what somebody said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from forms.surveys.design import MANY, OTHER, RATING, Design, Question

if TYPE_CHECKING:
    from forms.models import Answer
    from forms.surveys.answers import Reply


def in_words(
    design: Design, answers: Iterable[Answer | Reply], languages: tuple[str, ...]
) -> list[tuple[str, str]]:
    """Questions with answers, as they read then, in the order of the survey."""
    by_question: dict[int, list[Any]] = defaultdict(list)
    for answer in answers:
        by_question[answer.question].append(answer)
    return [
        (question.title(languages), told_of(question, said, languages))
        for question in design.questions
        if (said := by_question.get(question.id))
    ]


def told_of(
    question: Question, answers: Iterable[Any], languages: tuple[str, ...]
) -> str:
    said = [_said(question, answer, languages) for answer in answers]
    return ", ".join(said) if question.kind == MANY else "\n".join(said)


def _said(question: Question, answer: Any, languages: tuple[str, ...]) -> str:
    if question.kind == RATING:
        best = question.numbers[-1]
        return _("%(number)s of %(best)s") % {"number": answer.number, "best": best}
    if answer.option is None:
        return str(answer.text)
    if answer.option == OTHER:
        other = _("Other")
        return f"{other}: {answer.text}" if answer.text else other
    option = question.option(answer.option)
    if option is None:
        return pgettext("an option of a question", "one of the past")
    return option.text(languages)
