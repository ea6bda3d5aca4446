"""What a message says, and in which language: of the audience, or else of the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from forms.letters import defaults

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.models import Contact


@dataclass(frozen=True, slots=True)
class Wording:
    """`is_own` says whether the audience words it so; `language` is a code."""

    subject: str
    body: str
    language: str
    is_own: bool = False


def language_of(audience: Audience, contact: Contact | None) -> str:
    """The contact's where the audience speaks it, else the audience's."""
    wanted = contact.language if contact else ""
    spoken = audience.spoken
    for code in (wanted, wanted.partition("-")[0]):
        if code in spoken:
            return code
    return audience.language


def wording_of(audience: Audience, key: str, language: str) -> Wording:
    """What the audience says in this language, else the house; else what the audience
    says in its own. In English where nobody has it in either.
    """
    codes = [language, audience.language]
    rows = audience.lettertexts.filter(kind=key, language__in=codes)
    own = {row.language: row for row in rows}
    for code in codes:
        if row := own.get(code):
            return Wording(row.subject, row.body, code, is_own=True)
        if spoken := house_language(code):
            return default(key, spoken, code)
    return default(key, settings.LANGUAGE_CODE, settings.LANGUAGE_CODE)


def default(key: str, spoken: str, language: str) -> Wording:
    """What the house says; `spoken` is one of its languages."""
    subject = defaults.subject_of(key, spoken)
    return Wording(subject, defaults.body_of(key, spoken), language)


def house_language(code: str) -> str:
    """The language of the house that this code means; empty for none."""
    base = code.partition("-")[0].partition("_")[0].lower()
    return base if base in dict(settings.LANGUAGES) else ""
