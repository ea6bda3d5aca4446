"""What answers do to what is known of a person: as staff set it, question by question.

Nothing of it ever subscribes anybody to email, or gives back what they declined.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from contacts import editing, grouping, values
from contacts.models import Contact
from events import log
from events.names import Own
from forms.models import Submission
from forms.surveys.answers import Reply
from forms.surveys.design import MANY, Design, Question
from forms.surveys.owning import cause_of, has_answered
from forms.surveys.wording import told_of
from preferences import choosing

if TYPE_CHECKING:
    from contacts.causes import Cause
    from contacts.models import Field
    from contacts.querysets import ContactQuerySet

# How long a link to confirm leads on.
LASTS = timedelta(hours=72)


class Outcome(StrEnum):
    """What comes of a link to confirm."""

    DONE = "done"
    ALREADY = "already"
    LATE = "late"
    TWICE = "twice"  # they answered by another way, and nobody may twice
    GONE = "gone"


def outlook(row: Submission) -> Outcome:
    """What would come of it now; changes nothing."""
    if row.standing != Submission.Standing.WAITING:
        return Outcome.ALREADY
    if row.at <= timezone.now() - LASTS:
        return Outcome.LATE
    return Outcome.DONE


@transaction.atomic
def confirm(row: Submission, *, ip: str | None) -> Outcome:
    """Let the answers be those of who has the address; once, however often asked."""
    audience = row.audience
    locked = audience.contacts.select_for_update(of=("self",))
    contact = locked.filter(email=row.email).first() if row.email else None
    row.refresh_from_db(fields=["standing"])
    if (seen := outlook(row)) != Outcome.DONE:
        return seen
    if contact is None:
        return Outcome.GONE
    if has_answered(row.survey, contact):
        return Outcome.TWICE
    contact.audience = audience
    rows = audience.submissions.filter(pk=row.pk)
    now = timezone.now()
    confirmed = Submission.Standing.CONFIRMED
    rows.update(contact=contact.pk, standing=confirmed, confirmed_at=now)
    row.contact, row.standing = contact, confirmed
    answers = row.answers.in_order()
    replies = [Reply(one.question, one.option, one.number, one.text) for one in answers]
    row.ip = ip
    apply(row, contact, replies)
    return Outcome.DONE


def apply(row: Submission, contact: Contact, replies: list[Reply]) -> None:
    """Write down that they answered, and do what the answers are said to do."""
    survey = row.survey
    cause = cause_of(survey, row.ip)
    audience, said = survey.audience, cause.properties(submission=row.pk)
    log.record(audience.pk, Own.SURVEY_ANSWERED, [contact.pk], said)
    design = Design.of(survey.design)
    by_question: dict[int, list[Reply]] = defaultdict(list)
    for reply in replies:
        by_question[reply.question].append(reply)
    answered = [
        (question, by_question[question.id])
        for question in design.questions
        if question.id in by_question
    ]
    languages = (audience.language,)
    _fill_in(contact, answered, languages, cause)
    gifts = _gifts(answered, languages)
    row_of: ContactQuerySet = audience.contacts.filter(pk=contact.pk)
    _give(row_of, contact, gifts, cause)


def _fill_in(
    contact: Contact,
    answered: Iterable[tuple[Question, list[Reply]]],
    languages: tuple[str, ...],
    cause: Cause,
) -> None:
    """Write answers into fields; what a field does not take stays an answer alone."""
    wanted = [(one, replies) for one, replies in answered if one.field]
    if not wanted:
        return
    ids = [question.field for question, _replies in wanted]
    known = contact.audience.fields.present().exclude(column="email").in_bulk(ids)
    columns: dict[str, Any] = {}
    fields: dict[str, Any] = {}
    for question, replies in wanted:
        field: Field | None = known.get(question.field)
        if field is None:
            continue
        value = _value(field, _text(question, replies, languages), contact)
        if value in (None, ""):
            continue
        if field.column:
            columns[field.column] = value
        else:
            fields[field.key] = value
    if columns or fields:
        editing.edit(contact, columns, fields, cause)


def _text(question: Question, replies: list[Reply], languages: tuple[str, ...]) -> str:
    if any(reply.number is not None for reply in replies):
        return str(replies[0].number)
    said = []
    for reply in replies:
        option = question.option(reply.option) if reply.option else None
        if option is None:
            said.append(reply.text)
        else:
            said.append(option.value or option.text(languages))
    return ", ".join(said) if question.kind == MANY else said[0]


def _value(field: Field, text: str, contact: Contact) -> Any:
    try:
        return field.reader(contact.audience.country)(text.strip())
    except values.ValueRefused:
        return None


def _gifts(
    answered: Iterable[tuple[Question, list[Reply]]], languages: tuple[str, ...]
) -> Mapping[str, str]:
    """What they get, each with what was asked and answered for it."""
    gifts: dict[str, str] = {}
    for question, replies in answered:
        title = question.title(languages)
        whole = f"{title}\n{told_of(question, replies, languages)}"
        gifts |= dict.fromkeys(question.gives, whole)
        for reply in replies:
            option = question.option(reply.option) if reply.option else None
            if option is not None:
                wording = f"{title}\n{option.text(languages)}"
                gifts |= dict.fromkeys(option.gives, wording)
    return gifts


def _of(gifts: Mapping[str, str], kind: str) -> Iterator[int]:
    for key in gifts:
        name, _dash, number = key.partition("-")
        if name == kind and number.isdecimal():
            yield int(number)


def _give(
    row: ContactQuerySet, contact: Contact, gifts: Mapping[str, str], cause: Cause
) -> None:
    audience = contact.audience
    groups = dict.fromkeys(_of(gifts, "group"), True)
    grouping.choose_each(audience, {contact.pk: groups}, cause)
    tags = audience.tags.present().filter(pk__in=list(_of(gifts, "tag")))
    for tag in tags.order_by("pk"):
        row.tag(tag, cause)
    preferences = audience.preferences.present().filter(
        pk__in=list(_of(gifts, "preference"))
    )
    for preference in preferences.order_by("pk"):
        wording = gifts[f"preference-{preference.pk}"]
        choosing.give(row, preference, replace(cause, wording=wording))
