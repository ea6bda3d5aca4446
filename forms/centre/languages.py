"""In which language the page speaks: that of staff for theirs, one of ours for ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation.trans_real import parse_accept_lang_header

if TYPE_CHECKING:
    from django.http import HttpRequest

    from audiences.models import Audience
    from contacts.models import Contact

# By which somebody asks for another language; it changes nothing that is kept.
ASKED = "in"


class Language(NamedTuple):
    code: str
    name: str  # as its speakers call it


def languages_of(audience: Audience) -> list[Language]:
    return [Language(code, name_of(code)) for code in audience.spoken]


def name_of(code: str) -> str:
    info = LANG_INFO.get(code) or LANG_INFO.get(base_of(code)) or {}
    return str(info.get("name_local") or code).capitalize()


def base_of(code: str) -> str:
    return code.replace("_", "-").partition("-")[0].lower()


def spoken(request: HttpRequest, audience: Audience, contact: Contact | None) -> str:
    """One of the audience's: as they ask, as is known of them, or as browsers say."""
    said = request.headers.get("Accept-Language", "")[:200]
    wanted = [
        request.GET.get(ASKED, ""),
        contact.language if contact else "",
        *(code for code, _quality in parse_accept_lang_header(said)),
    ]
    for code in wanted:
        if found := _among(audience.spoken, code):
            return found
    return audience.language


def house(code: str) -> str:
    """The language of our own words on a page in this one."""
    known = dict(settings.LANGUAGES)
    for one in (code, base_of(code)):
        if one in known:
            return one
    return settings.LANGUAGE_CODE


def _among(known: list[str], code: str) -> str:
    if not code:
        return ""
    if code in known:
        return code
    return next((one for one in known if base_of(one) == base_of(code)), "")
