"""Yes and no, in the words that files and the languages of Parterre have for them."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from contacts.values.refusing import ValueRefused

YES = (
    *("1", "true", "t", "yes", "y", "on", "x", "vrai", "oui", "ja", "j", "wahr"),
    *("waar", "si", "sí", "verdadero", "vero", "sim"),
)
NO = (
    *("0", "false", "f", "no", "n", "off", "faux", "non", "nee", "nein", "falsch"),
    *("onwaar", "falso", "não"),
)


def truth(cell: str) -> bool:
    try:
        return _words()[cell.casefold()]
    except KeyError:
        raise ValueRefused("truth") from None


@cache
def _words() -> dict[str, bool]:
    words = {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words |= {_("yes").casefold(): True, _("no").casefold(): False}
    return words
