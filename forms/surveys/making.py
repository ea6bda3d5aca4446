"""Surveys are made, changed, opened, closed, copied and deleted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import AuditEntry
from contacts.models import Source
from forms.models import Survey
from forms.signup.design import house_language
from forms.surveys.design import EMAIL, ONE, TEXT, Design, Option, Question
from forms.surveys.keeping import keep

if TYPE_CHECKING:
    from collections.abc import Collection

    from accounts.models import User
    from audiences.models import Audience
    from forms.surveys.querysets import SurveyQuerySet

MOST = 200  # of an audience: they stand on one page


def has_room(audience: Audience) -> bool:
    return audience.surveys.count() < MOST


def new_design(audience: Audience, kind: str) -> Design:
    """What a new one begins with, in the language of the audience."""
    code = audience.language
    with translation.override(house_language(code)):
        if kind == Survey.Kind.CONTACT:
            return Design(repeats=True).with_questions(_of_contact_form(code))
        options = tuple(
            Option(place, {code: text})
            for place, text in enumerate([_("Yes"), _("No")], 2)
        )
        asked = Question(1, ONE, {code: _("Do you like it?")}, options=options)
        return Design().with_questions([asked])


def _of_contact_form(code: str) -> list[Question]:
    return [
        Question(1, EMAIL, {code: _("Email address")}, required=True),
        Question(2, TEXT, {code: _("Name")}),
        Question(3, TEXT, {code: _("Message")}, required=True, long=True),
    ]


@transaction.atomic
def make(
    audience: Audience,
    kind: str,
    name: str,
    design: Design,
    *,
    actor: User | None,
    ip: str | None = None,
) -> Survey:
    """A draft, which nobody can answer yet."""
    survey = Survey.objects.create(
        audience=audience, kind=kind, name=name, design=design.data(), version=1
    )
    _record("made", survey, actor, ip)
    return survey


@transaction.atomic
def change(survey: Survey, design: Design) -> int:
    """Ask this from now on; return how many answered questions went aside for it.

    Whoever answers at this moment is waited for, and is asked anew if they come later.
    """
    rows = _rows(survey).select_for_update(of=("self",))
    held = rows.values_list("version", "design").first()
    if held is None:
        return 0
    version, shown = held
    kept = keep(Design.of(shown), design, survey.answers.answered())
    data = kept.design.data()
    if data != shown:
        _rows(survey).update(version=version + 1, design=data)
        survey.version, survey.design = version + 1, data
    return kept.aside


@transaction.atomic
def settle(survey: Survey, name: str, notified: Collection[int]) -> None:
    """Call it so, and tell these members; its source is called as it is."""
    _rows(survey).update(name=name, notified=sorted(notified))
    survey.name, survey.notified = name, sorted(notified)
    sources = survey.audience.sources.filter(
        kind=Source.Kind.SURVEY, object_id=survey.pk
    )
    sources.update(label=name)


def publish(survey: Survey, *, actor: User | None, ip: str | None = None) -> bool:
    """Let people answer, for the first time or again; False where they can."""
    now = timezone.now()
    rows = _rows(survey)
    if not (
        rows.drafts().update(published_at=now) or rows.closed().update(closed_at=None)
    ):
        return False
    _record("published", survey, actor, ip)
    return True


def close(survey: Survey, *, actor: User | None, ip: str | None = None) -> bool:
    """Let nobody answer; False where nobody can."""
    if not _rows(survey).open().update(closed_at=timezone.now()):
        return False
    _record("closed", survey, actor, ip)
    return True


def duplicate(survey: Survey, *, actor: User | None, ip: str | None = None) -> Survey:
    """A draft that asks the same, without the answers and what was asked before."""
    design = Design.of(survey.design)
    asked = [replace(one, options=tuple(one.asked_options)) for one in design.asked]
    name = _("%s (copy)") % survey.name[:90]
    copied = design.with_questions(asked)
    return make(survey.audience, survey.kind, name, copied, actor=actor, ip=ip)


@transaction.atomic
def delete(survey: Survey, *, actor: User | None, ip: str | None = None) -> bool:
    """With all answers; what they did to people stays done."""
    # The database deletes the submissions and answers with it.
    if not _rows(survey).exists():
        return False
    _record("deleted", survey, actor, ip)
    _rows(survey).delete()
    return True


def _rows(survey: Survey) -> SurveyQuerySet:
    rows: SurveyQuerySet = survey.audience.surveys.filter(pk=survey.pk)
    return rows


def _record(verb: str, survey: Survey, actor: User | None, ip: str | None) -> None:
    details: dict[str, Any] = {"audience": survey.audience_id, "survey": survey.pk}
    account, what = survey.audience.account, f"survey.{verb}"
    AuditEntry.objects.record(account, what, survey.name, actor=actor, ip=ip, **details)
