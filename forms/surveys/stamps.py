"""What pages and links of surveys carry, so that they are known to be ours.

A link says by itself whose answers come by it, or which submission it confirms; nobody
can make another. A stamp says when a page was made.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from forms.models import Submission, Survey
from forms.signup.stamps import LATEST, LONGEST, SOONEST

if TYPE_CHECKING:
    from contacts.models import Contact

_pages = Signer(salt="forms.surveys.page", sep=".")
_persons = Signer(salt="forms.surveys.person", sep=".")
_links = Signer(salt="forms.surveys.confirm", sep=".")


def stamp(survey: Survey) -> str:
    return _pages.sign_object([survey.audience_id, survey.pk, time.time()])


def counts(survey: Survey, text: str) -> bool:
    """Whether the stamp is of this survey, and neither too fresh nor too old."""
    said = _opened(_pages, text)
    if said is None or said[:2] != [survey.audience_id, survey.pk]:
        return False
    return bool(SOONEST <= time.time() - said[2] <= LATEST)


def token_for(survey: Survey, contact: Contact) -> str:
    return _persons.sign_object([survey.audience_id, survey.pk, contact.pk])


def link_for(survey: Survey, contact: Contact) -> str:
    """Where this one person answers, and need not say who they are."""
    token = token_for(survey, contact)
    return settings.PUBLIC_URL + reverse("survey_own", args=[token])


def person(token: str) -> tuple[Survey, Contact] | None:
    """The survey of such a link with the person; None where either is gone."""
    said = _opened(_persons, token)
    if said is None:
        return None
    surveys = Survey.objects.select_related("audience__account__plan")
    survey = surveys.filter(
        audience=said[0],
        pk=said[1],
        audience__archived_at=None,
        audience__deleting_at=None,
        published_at__isnull=False,
    ).first()
    if survey is None:
        return None
    contact = survey.audience.contacts.filter(pk=said[2]).first()
    if contact is None:
        return None
    contact.audience = survey.audience
    return survey, contact


def confirmation_of(submission: Submission) -> str:
    """Where whoever has the address confirms that the answers are theirs."""
    token = _links.sign_object([submission.audience_id, submission.pk])
    return settings.PUBLIC_URL + reverse("survey_confirm", args=[token])


def submission(token: str) -> Submission | None:
    """What a link confirms, be it over; none of an audience that is gone."""
    said = _opened(_links, token)
    if said is None:
        return None
    rows = Submission.objects.select_related("audience__account__plan", "survey")
    found = rows.filter(audience=said[0], pk=said[1]).first()
    if found is None or found.audience.deleting_at:
        return None
    found.survey.audience = found.audience
    return found


def _opened(signer: Signer, text: str) -> list[Any] | None:
    if len(text) > LONGEST * 2:
        return None
    try:
        said: list[Any] = signer.unsign_object(text)
    except (BadSignature, ValueError):
        return None
    return said
