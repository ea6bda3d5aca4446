"""What was answered: counted by the database, however many answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.templatetags.ui import short_day
from forms.models import Submission
from forms.surveys.design import EMAIL, OTHER, RATING, TEXT, Design, Question
from forms.surveys.querysets import Picked

if TYPE_CHECKING:
    from forms.models import Answer, Survey
    from forms.surveys.periods import Period

MOST_DAYS = 92  # bars; beyond, they are months
TEXTS = 4  # of each question, on the page of all


@dataclass(frozen=True, slots=True)
class Share:
    """An answer that can be picked, and who picked it."""

    label: str
    n: int
    percent: int  # of those who answered the question
    url: str
    is_archived: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """A question with what was answered to it."""

    question: Question
    title: str
    kind: str
    n: int  # submissions that answer it
    url: str
    shares: list[Share]
    average: float | None
    texts: list[Answer]
    texts_url: str

    @property
    def is_archived(self) -> bool:
        return self.question.archived

    @property
    def best(self) -> int:
        return self.question.numbers[-1]


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    day: str
    n: int


@dataclass(frozen=True, slots=True)
class Results:
    total: int
    standings: list[Share]
    bars: list[Bar]
    is_by_month: bool
    results: list[Result]

    @property
    def labels(self) -> list[str]:
        return [bar.label for bar in self.bars]

    @property
    def values(self) -> list[int]:
        return [bar.n for bar in self.bars]

    @property
    def most(self) -> int:
        return max(self.values, default=0)

    @property
    def newest_first(self) -> list[Bar]:
        return self.bars[::-1]


def results_of(survey: Survey, period: Period) -> Results:
    """Five queries, however many questions and submissions there are."""
    ends = (period.since, period.until)
    submissions = survey.submissions.within(*ends)
    answers = survey.answers.within(*ends)
    by_standing = submissions.by_standing()
    total = sum(by_standing.values())
    links = Links(survey, period)
    bars, is_by_month = _bars(submissions.by_day(survey.audience.time_zone), period)
    return Results(
        total=total,
        standings=[
            Share(
                str(label),
                by_standing[key],
                _percent(by_standing[key], total),
                links.to(standing=key),
            )
            for key, label in Submission.Standing.choices
            if by_standing.get(key)
        ],
        bars=bars,
        is_by_month=is_by_month,
        results=list(_results(survey, links, answers)),
    )


@dataclass(frozen=True, slots=True)
class Links:
    """Where the submissions behind a number are listed."""

    survey: Survey
    period: Period

    def to(self, **said: Any) -> str:
        query = urlencode({**self.period.said, **said})
        url = reverse(
            "forms:survey_answers", args=[self.survey.audience_id, self.survey.pk]
        )
        return f"{url}?{query}" if query else url

    def to_texts(self, question: int) -> str:
        args = [self.survey.audience_id, self.survey.pk]
        query = urlencode({**self.period.said, "question": question})
        return f"{reverse('forms:survey_texts', args=args)}?{query}"


def _results(survey: Survey, links: Links, answers: Any) -> Iterable[Result]:
    design = Design.of(survey.design)
    languages = (survey.audience.language,)
    picked = answers.picked()
    by_question = answers.by_question()
    texts: dict[int, list[Answer]] = defaultdict(list)
    latest = answers.written().latest_each(TEXTS).select_related("submission__contact")
    for answer in latest:
        texts[answer.question].append(answer)
    for question in design.questions:
        n = by_question.get(question.id, 0)
        if question.kind == EMAIL or (question.archived and not n):
            continue
        is_text = question.kind == TEXT
        written = texts[question.id]
        yield Result(
            question=question,
            title=question.title(languages),
            kind=question.kind,
            n=n,
            url=links.to(question=question.id),
            shares=_shares(question, picked, n, links, languages),
            average=_average(question, picked),
            texts=written if is_text or question.other else [],
            texts_url=links.to_texts(question.id),
        )


def _shares(
    question: Question,
    picked: Mapping[Picked, int],
    n: int,
    links: Links,
    languages: tuple[str, ...],
) -> list[Share]:
    def share(label: str, *, archived: bool = False, **of: int) -> Share:
        key = Picked(question.id, of.get("option"), of.get("number"))
        times = picked.get(key, 0)
        url = links.to(question=question.id, **of)
        return Share(label, times, _percent(times, n), url, archived)

    if question.kind == RATING:
        return [share(str(number), number=number) for number in question.numbers]
    if question.kind == TEXT:
        return []
    shares = [
        share(one.text(languages), archived=one.archived, option=one.id)
        for one in question.options
    ]
    others = picked.get(Picked(question.id, OTHER, None), 0)
    if question.other or others:
        shares.append(share(_("Other"), archived=not question.other, option=OTHER))
    return [one for one in shares if one.n or not one.is_archived]


def _average(question: Question, picked: Mapping[Picked, int]) -> float | None:
    if question.kind != RATING:
        return None
    numbers = [
        (one.number, n)
        for one, n in picked.items()
        if one.question == question.id and one.number is not None
    ]
    times = sum(n for _number, n in numbers)
    return sum(number * n for number, n in numbers) / times if times else None


def _bars(by_day: Mapping[date, int], period: Period) -> tuple[list[Bar], bool]:
    """A bar for each day, or each month where the days are many."""
    today = timezone.localdate(timezone=period.zone)
    last = min(period.last or today, today)
    earliest = min([last, *by_day])
    first = period.first or min(earliest, last - timedelta(days=6))
    if (last - first).days >= MOST_DAYS:
        first = max(first, earliest)
    if (last - first).days < MOST_DAYS:
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return [
            Bar(short_day(day, today), date_format(day, "j F Y"), by_day.get(day, 0))
            for day in days
        ], False
    months: dict[tuple[int, int], int] = defaultdict(int)
    for day, n in by_day.items():
        months[day.year, day.month] += n
    bars = []
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        name = date_format(date(year, month, 1), "F Y")
        bars.append(Bar(name, name, months[year, month]))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return bars[-MOST_DAYS:], True


def _percent(n: int, of: int) -> int:
    return round(100 * n / of) if of else 0
