"""What files of other services, and of Parterre, say of people that no import fills."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from contacts.exports import columns

# What an export of Mailchimp says of people beside what they are.
BOOKKEEPING = {
    *("memberrating", "optintime", "optinip", "confirmtime", "confirmip"),
    *("latitude", "longitude", "gmtoff", "dstoff", "timezone", "region"),
    *("lastchanged", "leid", "euid", "notes", "unsubtime", "unsubcampaigntitle"),
    *("unsubcampaignid", "unsubreason", "unsubreasonother", "cleantime"),
    *("cleancampaigntitle", "cleancampaignid"),
}

TELLING = frozenset({"public_id", "consent_at"})  # no file but ours has these columns


def notes(titles: Mapping[str, str]) -> dict[str, str]:
    """Why columns of these titles are left out; each comes with its folded form."""
    found = {}
    if {"leid", "euid"} <= set(titles.values()):
        why = _("it is bookkeeping of the other service.")
        found = {title: why for title, name in titles.items() if name in BOOKKEEPING}
    ours = _of_own({title.casefold() for title in titles})
    why = _("it is bookkeeping that a file does not change.")
    return found | {title: why for title in titles if title.casefold() in ours}


def _of_own(titles: Collection[str]) -> frozenset[str]:
    """All titles of our files, in small letters, if these are of one; else none."""
    for by_key in _by_language():
        if any(by_key[key] in titles for key in TELLING):
            return frozenset(by_key.values())
    return frozenset()


@cache
def _by_language() -> list[dict[str, str]]:
    """In each language, the titles by the keys of the columns."""
    found = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            facts = columns.facts()
            found.append({column.key: column.title.casefold() for column in facts})
    return found
