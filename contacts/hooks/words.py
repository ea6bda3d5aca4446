"""What came of a call, or what would, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts import addresses, values
from contacts.hooks.bodies import REASONS as UNREADABLE

if TYPE_CHECKING:
    from contacts.models import HookCall

type Sentence = Callable[[str], str]

# Why nothing came of a call, by code.
WHYS: dict[str, Sentence] = {
    "unmapped": lambda _about: _("It is not said yet what it means."),
    "paused": lambda _about: _("The webhook was paused."),
    "failed": lambda _about: _("Something went wrong here, not with the call."),
    "no_address": lambda path: _("There is no email address at %s.") % path,
    "address": lambda code: str(addresses.REASONS.get(code, code)),
    "no_name": lambda _about: _("It says no name for the event."),
    "name": lambda text: _("“%s” cannot be made the name of an event.") % text,
    "names": lambda most: (
        _("There are %(n)s event names already, as many as there can be.") % {"n": most}
    ),
    "old": lambda day: (
        _("It happened on %s: events that old are not kept.") % _day(day)
    ),
    "ahead": lambda day: _("It is to happen on %s, more than a day ahead.") % _day(day),
    "unfit": lambda where: _("No event can hold what it says at %s.") % where,
    "unknown": lambda _about: _("Nobody in this audience has this email address."),
    "erased": lambda _about: _("The person was erased, and is not added again."),
    "opted_out": lambda _about: _("The person opted out, and is not added again."),
    "plan": lambda plan: " ".join(
        [
            _("The plan %s has no room for another contact.") % plan,
            _("Archive some, or ask whoever runs this installation for a larger plan."),
        ]
    ),
    "gone": lambda _about: _("The person was deleted meanwhile."),
}

# What was amiss in a call that was taken in.
NOTES: dict[str, Callable[..., str]] = {
    "missing": lambda name: _("%s is empty: the call has no such value.") % name,
    "cut": lambda name: _("%s was shortened.") % name,
    "left_out": lambda n: (
        ngettext(
            "%(n)s value was left out: an event has no room for it.",
            "%(n)s values were left out: an event has no room for them.",
            n,
        )
        % {"n": n}
    ),
    "no_time": lambda path: (
        _("There is no time at %s: that of the call counts.") % path
    ),
    "no_id": lambda path: _("There is no id at %s.") % path,
    "no_value": lambda label: (
        _("%s stays as it was: the call has no value for it.") % label
    ),
    "value": lambda label, code: (
        _("%(field)s stays as it was: %(why)s")
        % {"field": label, "why": values.sentence(code)}
    ),
    "no_tag": lambda path: _("There is no tag at %s.") % path,
}


def outcome(call: HookCall) -> str:
    """What came of the call, in a sentence or two."""
    said = call.said
    if call.state == call.State.AGAIN:
        return _("It came before; nothing was written twice.")
    if call.state == call.State.TAKEN:
        return done(said)
    return why(said.get("why", ["unmapped", ""]))


def why(said: Sequence[Any]) -> str:
    code, about = said[0], said[1] if len(said) > 1 else ""
    if code in UNREADABLE:
        return str(UNREADABLE[code][1])
    return WHYS[code](str(about)) if code in WHYS else str(code)


def done(said: dict[str, Any]) -> str:
    """What was done, of an outcome as it is kept."""
    parts = []
    if event := said.get("event"):
        parts.append(_("Event %s written") % event)
    if said.get("is_new"):
        parts.append(_("person added"))
    if fields := said.get("fields"):
        parts.append(_("%s set") % in_row(fields))
    if tags := said.get("tags"):
        parts.append(
            ngettext("tag %s given", "tags %s given", len(tags)) % in_row(tags)
        )
    text = ", ".join(parts) or _("Nothing to do")
    return f"{text[0].upper()}{text[1:]}."


def notes(said: dict[str, Any]) -> list[str]:
    return [note(each) for each in said.get("notes", ())]


def note(said: Sequence[Any]) -> str:
    return NOTES[said[0]](*said[1:])


def in_row(words: Sequence[str]) -> str:
    """The words as they are listed in a sentence."""
    if len(words) < 2:
        return "".join(words)
    return _("%(most)s and %(last)s") % {
        "most": ", ".join(words[:-1]),
        "last": words[-1],
    }


def _day(text: str) -> str:
    day = parse_date(text)
    return date_format(day, "j F Y") if day else text
