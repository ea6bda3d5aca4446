"""Who answered a survey: what is known to be theirs, or came with their address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from conditions.controls import Choice
from conditions.matching import Members
from conditions.subjects import Operator, Subject, provides
from conditions.tree import Condition, Group, Match, compact
from contacts.conditions.ways import ACTIVITY, quoted
from events.names import Own
from forms.models import Submission, Survey

if TYPE_CHECKING:
    from audiences.models import Audience
    from conditions.moments import At

NOT_ANSWERED = pgettext_lazy("a survey", "was not answered")
ANSWERING = frozenset({Own.SURVEY_ANSWERED, Own.CONTACT_MERGED})


@provides
def of_surveys(audience: Audience) -> Iterable[Subject]:
    yield Answered(audience)


def url_of_people(survey: Survey) -> str:
    """The list of exactly those who answered it."""
    condition = Condition("survey", "answered", survey.pk)
    tree = compact(Group(Match.ALL, (condition,)))
    url = reverse("contacts:contact_list", args=[survey.audience_id])
    return f"{url}?{urlencode({'where': tree})}"


class Answered(Subject):
    key, label = "survey", gettext_lazy("Survey")
    section = ACTIVITY

    def __init__(self, audience: Audience) -> None:
        self.audience = audience

    @cached_property
    def names(self) -> dict[int, str]:
        surveys = self.audience.surveys.in_order()
        return dict(surveys.values_list("pk", "name"))

    @property
    def operators(self) -> Sequence[Operator]:
        gone = gettext_lazy("This survey is no longer there.")
        one = Choice(lambda: self.names, gone)
        return (
            Operator("answered", pgettext_lazy("a survey", "was answered"), one),
            Operator(
                "answered_not", pgettext_lazy("a survey", "was not answered"), one
            ),
        )

    def matching(self, op: str, value: int, at: At) -> Members:
        return Members(self._rows(value), complement=op == "answered_not")

    def clause(self, op: str, value: int) -> str:
        name = quoted(self.names[value])
        if op == "answered":
            return _("who answered %s") % name
        return _("who did not answer %s") % name

    def datum(self, contact: Any, op: str, value: int, at: At) -> str:
        rows = self._rows(value).filter(contact_id=contact.pk)
        last = rows.order_by("-at", "-pk").values_list("at", flat=True).first()
        if last is None:
            return _("Never answered.")
        return _("Answered on %s.") % date_format(last.astimezone(at.zone), "j F Y")

    def listens(self, op: str, value: int) -> frozenset[int]:
        return ANSWERING

    def _rows(self, pk: int) -> Any:
        of = Submission.objects.filter(audience=self.audience.pk, survey=pk)
        return of.filter(contact__isnull=False)
