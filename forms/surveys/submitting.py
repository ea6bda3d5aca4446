"""Somebody answers a survey: it is written down, and told to who wants to hear of it.

Whose answers they are is known from the link that they came by. An address that is
typed proves nothing: of who has it already, nothing is changed until they confirm it by
mail; who is unknown becomes a contact that is not subscribed.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone, translation

from audiences.models import Counter
from audiences.parts import parts_of
from audiences.plans import PlanLimit
from contacts.creating import New, create
from contacts.models import Contact, Suppression
from forms.letters import posting
from forms.models import Answer, Submission, Survey
from forms.signup.design import house_language
from forms.signup.joining import may_be_asked
from forms.surveys import applying, hearing, noticing
from forms.surveys.design import Design
from forms.surveys.owning import cause_of, has_answered
from forms.surveys.stamps import confirmation_of
from forms.surveys.wording import in_words

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.querysets import ContactQuerySet
    from forms.surveys.answers import Reply

logger = logging.getLogger(__name__)

# Staff who changes the questions waits for who answers them, and nobody else does.
HOLD = """
SELECT version FROM forms_survey
WHERE audience_id = %s AND id = %s AND published_at IS NOT NULL AND closed_at IS NULL
FOR SHARE
"""


class Stale(Exception):
    """The questions were changed, or the survey was closed, since they were read."""


class Answered(Exception):
    """They answered before, and nobody may twice."""


@dataclass(frozen=True, slots=True)
class Visit:
    ip: str | None
    language: str
    way: str  # page, link or embed


def submit(
    survey: Survey,
    replies: list[Reply],
    visit: Visit,
    *,
    contact: Contact | None = None,
    email: str = "",
) -> Submission:
    """Write it down for `contact`, for who has the typed address, or for nobody.

    Raises `Stale` and `Answered`.
    """
    with transaction.atomic(), translation.override(house_language(visit.language)):
        _hold(survey)
        if contact is not None:
            row = _as_own(survey, contact, visit)
        elif email:
            row = _by_address(survey, email, visit)
        else:
            row = _row(survey, Submission.Standing.ANONYMOUS, visit)
        _write(survey, row, replies)
        if row.contact is not None:
            applying.apply(row, row.contact, replies)
        _tell(survey, row, replies)
        return row


def _hold(survey: Survey) -> None:
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [survey.audience_id, survey.pk])
        held = cursor.fetchone()
    if held is None or held[0] != survey.version:
        raise Stale


def _as_own(survey: Survey, contact: Contact, visit: Visit) -> Submission:
    held = _locked(survey.audience, pk=contact.pk)
    if held is None:
        raise Stale
    if has_answered(survey, held):
        raise Answered
    return _row(survey, Submission.Standing.OWN, visit, contact=held)


def _by_address(survey: Survey, email: str, visit: Visit) -> Submission:
    audience = survey.audience
    waiting = Submission.Standing.WAITING
    if audience.contacts.filter(email=email).exists():
        row = _row(survey, waiting, visit, email=email)
        transaction.on_commit(lambda: ask(row))
        return row
    if Suppression.objects.kinds_among(audience, [email]).get(email):
        return _row(survey, waiting, visit, email=email)
    try:
        with transaction.atomic():
            made = _make(survey, email, visit)
    except PlanLimit as limit:
        logger.warning("Survey %s: nobody was added. %s", survey.pk, limit)
        made = None
    if made is None:
        return _row(survey, waiting, visit, email=email)
    return _row(survey, Submission.Standing.NEW, visit, contact=made, email=email)


def _make(survey: Survey, email: str, visit: Visit) -> Contact | None:
    """A contact who is not subscribed; None if somebody else made it meanwhile."""
    audience = survey.audience
    Counter.objects.hold_adding(audience, parts_of(email))
    if audience.contacts.filter(email=email).exists():
        return None
    cause = cause_of(survey, visit.ip)
    known = {"language": visit.language, "signup_at": cause.at, "signup_ip": cause.ip}
    (contact,) = create(audience, [New(email, "nonsubscribed", known)], cause)
    return contact


def _locked(audience: Audience, **of: object) -> Contact | None:
    contacts: ContactQuerySet = audience.contacts.select_for_update(of=("self",))
    contact = contacts.filter(**of).first()
    if contact is not None:
        contact.audience = audience
    return contact


def _row(
    survey: Survey,
    standing: str,
    visit: Visit,
    *,
    contact: Contact | None = None,
    email: str = "",
) -> Submission:
    return Submission.objects.create(
        audience=survey.audience,
        survey=survey,
        contact=contact,
        email=email,
        standing=standing,
        at=timezone.now(),
        ip=visit.ip,
        language=visit.language,
        way=visit.way,
    )


def _write(survey: Survey, row: Submission, replies: list[Reply]) -> None:
    Answer.objects.bulk_create(
        Answer(
            audience=survey.audience,
            survey=survey,
            submission=row,
            question=reply.question,
            option=reply.option,
            number=reply.number,
            text=reply.text,
            at=row.at,
        )
        for reply in replies
    )


def _tell(survey: Survey, row: Submission, replies: list[Reply]) -> None:
    languages = (survey.audience.language, row.language)
    words = in_words(Design.of(survey.design), replies, languages)
    is_message = survey.is_contact_form
    told = hearing.Told(row, row.contact, row.email, is_message, words)
    hearing.tell(told)
    noticing.notice(survey, told)


def ask(row: Submission) -> None:
    """Ask who has the address whether the answers are theirs, if it may be asked."""
    if not may_be_asked(row.email):
        logger.info("Survey %s: an address was asked too often.", row.survey_id)
        return
    contact = row.audience.contacts.filter(email=row.email).first()
    if contact is None or contact.status == "cleaned":
        return
    contact.audience = row.audience
    links = {"confirm": confirmation_of(row)}
    with transaction.atomic():
        posting.post(row.audience, "answers", contact, links=links)
