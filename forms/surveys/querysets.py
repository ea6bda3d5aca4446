"""Which surveys, submissions and answers; what is counted of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value, Window
from django.db.models.functions import Coalesce, RowNumber, TruncDate

if TYPE_CHECKING:
    from datetime import date

    from forms.models import Answer, Submission, Survey


class Picked(NamedTuple):
    """What was answered to a question: an option or a number, None of either."""

    question: int
    option: int | None
    number: int | None


class SurveyQuerySet(models.QuerySet["Survey"]):
    def open(self) -> Self:
        """Those that people can answer."""
        return self.filter(published_at__isnull=False, closed_at=None)

    def drafts(self) -> Self:
        return self.filter(published_at=None)

    def closed(self) -> Self:
        return self.filter(published_at__isnull=False, closed_at__isnull=False)

    def in_order(self) -> Self:
        return self.order_by("-created_at", "-pk")

    def with_counts(self) -> Self:
        """Annotate `answered`: how many submissions there are."""
        submission: Any = self.model._meta.get_field("submissions").related_model
        of = submission.objects.filter(
            audience_id=OuterRef("audience_id"), survey_id=OuterRef("pk")
        )
        counted = of.order_by().values("survey_id").annotate(n=Count("pk")).values("n")
        return self.annotate(answered=Coalesce(Subquery(counted), Value(0)))


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def of_persons(self) -> Self:
        """Those that are somebody's."""
        return self.filter(contact__isnull=False)

    def proven(self) -> Self:
        """Those of which it is known that the contact answered themselves."""
        return self.filter(standing__in=["own", "confirmed"])

    def within(self, since: datetime | None, until: datetime | None = None) -> Self:
        rows = self.filter(at__gte=since) if since else self
        return rows.filter(at__lt=until) if until else rows

    def answering(self, picked: Picked) -> Self:
        """Those in which this was answered; any answer where neither is said."""
        answer: Any = self.model._meta.get_field("answers").related_model
        answers = answer.objects.filter(
            audience_id=OuterRef("audience_id"),
            submission_id=OuterRef("pk"),
            question=picked.question,
        )
        if picked.option is not None:
            answers = answers.filter(option=picked.option)
        if picked.number is not None:
            answers = answers.filter(number=picked.number)
        return self.filter(Exists(answers))

    def before(self, key: tuple[datetime, int] | None) -> Self:
        """Those that stand behind this place in a list, newest first."""
        if key is None:
            return self
        at, pk = key
        return self.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))

    def newest_first(self) -> Self:
        return self.order_by("-at", "-pk")

    def by_standing(self) -> Mapping[str, int]:
        counted = self.order_by().values("standing").annotate(n=Count("pk"))
        return {row["standing"]: row["n"] for row in counted}

    def by_day(self, zone: str) -> Mapping[date, int]:
        day = TruncDate("at", tzinfo=ZoneInfo(zone))
        counted = (
            self.order_by().annotate(day=day).values("day").annotate(n=Count("pk"))
        )
        return {row["day"]: row["n"] for row in counted}


class AnswerQuerySet(models.QuerySet["Answer"]):
    def within(self, since: datetime | None, until: datetime | None = None) -> Self:
        rows = self.filter(at__gte=since) if since else self
        return rows.filter(at__lt=until) if until else rows

    def answered(self) -> set[tuple[int, int | None]]:
        """Questions and their options that were answered."""
        rows = self.order_by().values_list("question", "option").distinct()
        return set(rows)

    def picked(self) -> Mapping[Picked, int]:
        """How often each was answered."""
        counted = self.order_by().values("question", "option", "number")
        return {
            Picked(row["question"], row["option"], row["number"]): row["n"]
            for row in counted.annotate(n=Count("pk"))
        }

    def by_question(self) -> Mapping[int, int]:
        """In how many submissions each question was answered."""
        counted = self.order_by().values("question")
        n = Count("submission_id", distinct=True)
        return {row["question"]: row["n"] for row in counted.annotate(n=n)}

    def written(self) -> Self:
        return self.exclude(text="")

    def latest_each(self, n: int) -> Self:
        """The last texts of each question, so many of each."""
        place = Window(
            RowNumber(),
            partition_by=F("question"),
            order_by=[F("at").desc(), F("pk").desc()],
        )
        return self.annotate(place=place).filter(place__lte=n).newest_first()

    def before(self, key: tuple[datetime, int] | None) -> Self:
        if key is None:
            return self
        at, pk = key
        return self.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))

    def newest_first(self) -> Self:
        return self.order_by("-at", "-pk")

    def in_order(self) -> Self:
        return self.order_by("pk")
