"""Whose answers are whose, and how it is said of what comes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contacts.causes import Cause
from contacts.models import Source

if TYPE_CHECKING:
    from contacts.models import Contact
    from forms.models import Survey


def has_answered(survey: Survey, contact: Contact) -> bool:
    """Whether they may not once more: what is proven to be theirs counts alone."""
    if survey.design.get("repeats"):
        return False
    own = survey.submissions.filter(contact_id=contact.pk)
    return bool(own.proven().exists())


def cause_of(survey: Survey, ip: str | None) -> Cause:
    source, _created = survey.audience.sources.get_or_create(
        kind=Source.Kind.SURVEY, object_id=survey.pk, defaults={"label": survey.name}
    )
    about = {"survey": survey.pk}
    return Cause(survey.audience, "survey", source=source, ip=ip, about=about)
