"""How the house words its messages where an audience does not word them itself.

Each in English and French; a paragraph is a text of the catalogue.
"""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _


def subject_of(key: str, language: str) -> str:
    with translation.override(language):
        return SUBJECTS[key]()


def body_of(key: str, language: str) -> str:
    """With who sends it at its end."""
    with translation.override(language):
        return "\n\n".join([*BODIES[key](), *([] if key in NOTICES else [FOOT])])


def _greeting() -> str:
    by_name, hello = _("Hello *|FNAME|*,"), _("Hello,")
    return f"*|IF:FNAME|*{by_name}*|ELSE:|*{hello}*|END:IF|*"


FOOT = "*|LIST:COMPANY|*\n*|LIST:ADDRESS|*"
NOTICES = {"subscribed", "unsubscribed", "daily"}

SUBJECTS = {
    "confirm": lambda: _("Please confirm: *|LIST:NAME|*"),
    "welcome": lambda: _("Welcome to *|LIST:NAME|*"),
    "goodbye": lambda: _("You are unsubscribed from *|LIST:NAME|*"),
    "link": lambda: _("Your settings at *|LIST:NAME|*"),
    "changed_address": lambda: _("Confirm your new address: *|LIST:NAME|*"),
    "readdressed": lambda: _("Your address was changed: *|LIST:NAME|*"),
    "subscribed": lambda: _("*|NOTICE:COUNT|* subscribed to *|LIST:NAME|*"),
    "unsubscribed": lambda: _("*|NOTICE:COUNT|* unsubscribed from *|LIST:NAME|*"),
    "daily": lambda: _("*|LIST:NAME|* on *|NOTICE:DAY|*"),
}
BODIES = {
    "confirm": lambda: [
        _("Hello,"),
        _("Somebody asked for *|LIST:NAME|* at this address. Was it you? Confirm:"),
        "*|LINK:CONFIRM|*",
        _(
            "The link holds for 72 hours. If it was not you, do nothing: you get no "
            "more mail from us."
        ),
    ],
    "welcome": lambda: [
        _greeting(),
        _("Good to have you: from now on you get *|LIST:NAME|*."),
        _("If you ever want no more of it, this link ends it at once:"),
        "*|UNSUB|*",
    ],
    "goodbye": lambda: [
        _greeting(),
        _("You are unsubscribed, and get no more of *|LIST:NAME|*."),
        _("If that was not meant, sign up again, or answer to *|LIST:EMAIL|*."),
    ],
    "link": lambda: [
        _greeting(),
        _("By this link you see and change what *|LIST:NAME|* knows of you:"),
        "*|LINK:UPDATE|*",
        _("It is yours alone: do not pass it on. If you did not ask, do nothing."),
    ],
    "changed_address": lambda: [
        _("Hello,"),
        _("Somebody wants to get *|LIST:NAME|* at this address. Was it you? Confirm:"),
        "*|LINK:CONFIRM|*",
        _("If it was not you, do nothing: everything stays as it is."),
    ],
    "readdressed": lambda: [
        _("Hello,"),
        _("*|LIST:NAME|* does not write to this address any more, but to another one."),
        _("If you did not ask for that, answer to *|LIST:EMAIL|*."),
    ],
    "subscribed": lambda: [
        _("Subscribed to *|LIST:NAME|*:"),
        "*|NOTICE:PEOPLE|*",
        "*|LINK:CONTACTS|*",
    ],
    "unsubscribed": lambda: [
        _("Unsubscribed from *|LIST:NAME|*:"),
        "*|NOTICE:PEOPLE|*",
        "*|LINK:CONTACTS|*",
    ],
    "daily": lambda: [
        _("What happened on *|NOTICE:DAY|* in *|LIST:NAME|*:"),
        "*|NOTICE:SUMMARY|*",
        "*|LINK:CONTACTS|*",
    ],
}
