"""Submissions and written answers, page by page, the newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.keys import key_of_moment, text_of_moment
from forms.models import Submission
from forms.surveys.design import OTHER, RATING, Design, Question
from forms.surveys.querysets import Picked
from forms.surveys.reading import is_id

if TYPE_CHECKING:
    from forms.models import Survey
    from forms.surveys.periods import Period

SIZE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """Which submissions are wanted, as a query says it."""

    question: Question | None = None
    option: int | None = None
    number: int | None = None
    standing: str = ""

    @classmethod
    def of(cls, design: Design, said: Mapping[str, str]) -> Asked:
        """What is there to be asked for; anything else asks for all."""
        pk, standing = said.get("question", ""), said.get("standing", "")
        question = design.question(int(pk)) if is_id(pk) else None
        known = standing if standing in Submission.Standing.values else ""
        if question is None:
            return cls(standing=known)
        option, number = _number(said, "option"), _number(said, "number")
        return cls(question, option, number, known)

    def words(self, languages: tuple[str, ...]) -> str:
        """What the list is narrowed to; nothing where it shows all."""
        if self.question is None:
            standing = self.standing
            return str(Submission.Standing(standing).label) if standing else ""
        title = self.question.title(languages)
        answer = self._answer(self.question, languages)
        return f"{title} – {answer}" if answer else title

    def _answer(self, question: Question, languages: tuple[str, ...]) -> str:
        if question.kind == RATING:
            return "" if self.number is None else str(self.number)
        if self.option is None:
            return ""
        if self.option == OTHER:
            return _("Other")
        option = question.option(self.option)
        return option.text(languages) if option else ""

    @property
    def said(self) -> dict[str, Any]:
        parts = {
            "question": self.question.id if self.question else None,
            "option": self.option,
            "number": self.number,
            "standing": self.standing or None,
        }
        return {name: value for name, value in parts.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Any]
    first_url: str  # of the first page, or nothing where this is it
    next_url: str


def submissions(survey: Survey, period: Period, asked: Asked, before: str) -> Page:
    """Two queries."""
    rows = survey.submissions.within(period.since, period.until)
    if asked.question is not None:
        picked = Picked(asked.question.id, asked.option, asked.number)
        rows = rows.answering(picked)
    if asked.standing:
        rows = rows.filter(standing=asked.standing)
    url = reverse("forms:survey_answers", args=[survey.audience_id, survey.pk])
    said = {**period.said, **asked.said}
    return _page(rows.select_related("contact"), url, said, before)


def texts(survey: Survey, period: Period, question: Question, before: str) -> Page:
    """What was written to a question, or as “other” beside its options."""
    rows = survey.answers.within(period.since, period.until).written()
    url = reverse("forms:survey_texts", args=[survey.audience_id, survey.pk])
    of = rows.filter(question=question.id).select_related("submission__contact")
    return _page(of, url, {**period.said, "question": question.id}, before)


def _page(rows: Any, url: str, said: Mapping[str, Any], before: str) -> Page:
    key: tuple[datetime, int] | None = key_of_moment(before)
    found = list(rows.before(key).newest_first()[: SIZE + 1])
    shown = found[:SIZE]
    following = ""
    if len(found) > SIZE:
        last = shown[-1]
        place = text_of_moment(last.at, last.pk)
        following = f"{url}?{urlencode({**said, 'before': place})}"
    first = f"{url}?{urlencode(said)}" if said else url
    return Page(shown, first if key else "", following)


def _number(said: Mapping[str, str], name: str) -> int | None:
    text = said.get(name, "")
    return int(text) if text == "0" or is_id(text) else None
