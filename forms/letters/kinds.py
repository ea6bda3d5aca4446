"""The messages that the house sends by itself, and what each of them can say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise

    # Made when it is asked for: in the language that is spoken then.
    type Said = Callable[[], str]
    type Sentence = str | Promise


@dataclass(frozen=True, slots=True)
class Kind:
    """`words` are merge tags of its own, with what they stand for."""

    key: str
    label: Sentence
    about: Sentence
    icon: str
    words: Mapping[str, Sentence] = field(default_factory=dict)
    # Without these it would be of no use.
    must_say: Sequence[str] = ()
    # It is only sent where the audience wants it.
    is_optional: bool = False
    # It goes to members of the team, in the language of each.
    is_for_staff: bool = False


CONFIRM = "LINK:CONFIRM"
UPDATE = "LINK:UPDATE"

_PEOPLE = [
    Kind(
        "confirm",
        _("Confirm a sign-up"),
        _("To who signed up by a form, when the audience asks to confirm."),
        "mail-question",
        {CONFIRM: _("The link by which they confirm")},
        must_say=[CONFIRM],
    ),
    Kind(
        "welcome",
        _("Welcome"),
        _("To who subscribed themselves; not to whom staff or a file bring in."),
        "mail-heart",
        is_optional=True,
    ),
    Kind(
        "goodbye",
        _("Goodbye"),
        _("To who unsubscribed themselves."),
        "mail-off",
        is_optional=True,
    ),
    Kind(
        "link",
        _("Link to their settings"),
        _("To who asks where to change what they receive."),
        "mail-cog",
        {UPDATE: _("The link to their own page")},
        must_say=[UPDATE],
    ),
    Kind(
        "changed_address",
        _("Confirm a new address"),
        _("To the address that somebody wants to be reached at from now on."),
        "mail-check",
        {CONFIRM: _("The link by which they confirm")},
        must_say=[CONFIRM],
    ),
    Kind(
        "readdressed",
        _("Word of a new address"),
        _("To the former address of somebody who took another one."),
        "mail-forward",
    ),
]
_STAFF = [
    Kind(
        "subscribed",
        _("Somebody subscribed"),
        _("To members of the team who want to hear of each."),
        "user-plus",
        {
            "NOTICE:COUNT": _("How many they are"),
            "NOTICE:PEOPLE": _("Who they are, a line for each"),
            "LINK:CONTACTS": _("The page of the contacts"),
        },
        is_for_staff=True,
    ),
    Kind(
        "unsubscribed",
        _("Somebody unsubscribed"),
        _("To members of the team who want to hear of each."),
        "user-minus",
        {
            "NOTICE:COUNT": _("How many they are"),
            "NOTICE:PEOPLE": _("Who they are, a line for each"),
            "LINK:CONTACTS": _("The page of the contacts"),
        },
        is_for_staff=True,
    ),
    Kind(
        "daily",
        _("Daily summary"),
        _("To members of the team who want it, in the morning, if anything happened."),
        "calendar-stats",
        {
            "NOTICE:DAY": _("The day that it is about"),
            "NOTICE:SUMMARY": _("What happened, a line for each"),
            "LINK:CONTACTS": _("The page of the contacts"),
        },
        is_for_staff=True,
    ),
]
KINDS = {kind.key: kind for kind in [*_PEOPLE, *_STAFF]}
OF_PEOPLE = [kind.key for kind in _PEOPLE]
OF_STAFF = [kind.key for kind in _STAFF]
OPTIONAL = [kind.key for kind in _PEOPLE if kind.is_optional]
