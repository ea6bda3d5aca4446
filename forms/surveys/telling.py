"""How it is told on the page of a contact that they answered a survey."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from contacts.happenings import Names, Said, looks_up, tells
from events.names import Own
from forms.surveys.design import Design
from forms.surveys.wording import in_words

if TYPE_CHECKING:
    from audiences.models import Audience
    from forms.models import Answer

LONGEST = 300  # letters of an answer


@looks_up("survey", "survey")
def read_surveys(audience: Audience, ids: Collection[int]) -> Mapping[int, str]:
    return dict(audience.surveys.filter(pk__in=ids).values_list("pk", "name"))


@looks_up("submission", "submission")
def read_submissions(
    audience: Audience, ids: Collection[int]
) -> Mapping[int, list[tuple[str, str]]]:
    """Questions and answers of each, in words: two queries."""
    rows = audience.submissions.filter(pk__in=ids).select_related("survey")
    surveys = {row.pk: row.survey for row in rows}
    said: dict[int, list[Answer]] = defaultdict(list)
    for answer in audience.answers.filter(submission_id__in=list(surveys)).in_order():
        said[answer.submission_id].append(answer)
    languages = (audience.language,)
    return {
        pk: in_words(Design.of(survey.design), said[pk], languages)
        for pk, survey in surveys.items()
    }


def _details(said: Said, names: Names) -> list[tuple[str, str]]:
    answers = names.get("submission", said.get("submission"), [])
    return [(title, text[:LONGEST]) for title, text in answers]


def _leads(audience: Audience, said: Said, names: Names) -> str:
    if names.get("submission", said.get("submission"), None) is None:
        return ""
    args = [audience.pk, said["submission"]]
    return reverse("forms:submission_detail", args=args)


@tells(
    Own.SURVEY_ANSWERED,
    kind="forms",
    icon="clipboard-check",
    label=gettext_lazy("Surveys answered"),
    details=_details,
    leads=_leads,
)
def answered(said: Said, names: Names) -> str:
    gone = pgettext("a survey", "one of the past")
    return _("Answered “%s”") % str(names.get("survey", said.get("survey"), gone))
