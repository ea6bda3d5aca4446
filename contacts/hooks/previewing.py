"""What would come of a call that is kept, in plain words; nothing is written."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audiences.plans import contact_limit
from contacts.activity import in_words
from contacts.hooks import words
from contacts.hooks.mapping import Mapping
from contacts.hooks.meaning import missing
from contacts.hooks.reading import Reader, Reading, Refused
from contacts.models import Suppression
from events import dictionary

if TYPE_CHECKING:
    from contacts.models import Contact, Hook, HookCall

TOLD = 6  # properties
LETTERS = 40


@dataclass(frozen=True, slots=True)
class Preview:
    """`doubts` are what would be amiss, `missing` what has to be chosen yet."""

    sentences: list[str]
    is_refused: bool = False
    contact: Contact | None = None
    doubts: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def preview(hook: Hook, call: HookCall) -> Preview:
    mapping = Mapping.of(hook.mapping)
    lacks = missing(mapping)
    try:
        reading = Reader.of(hook).read(json.loads(call.body), call.received_at)
    except Refused as refused:
        said = [] if refused.why[0] == "unmapped" else [words.why(refused.why)]
        return Preview(said, bool(said), missing=lacks)
    contact = hook.audience.contacts.filter(email=reading.email).first()
    why = _kept_out(hook, reading, is_new=contact is None)
    said = [_sentence(reading)] if mapping.is_ready else []
    if why:
        otherwise = _("Of somebody who is in the audience: %s")
        else_said = [otherwise % each for each in said]
        told = [words.why(why), *(else_said if contact is None else ())]
        return Preview(told, is_refused=True, missing=lacks)
    if not contact:
        said.append(
            _("%s is added as nonsubscribed, with this webhook as source.")
            % reading.email
        )
    doubts = [words.note(note) for note in reading.notes]
    return Preview(said, contact=contact, doubts=doubts, missing=lacks)


def _kept_out(hook: Hook, reading: Reading, *, is_new: bool) -> list[str]:
    """Why nothing would come of it, as outcomes say it; or nothing."""
    audience = hook.audience
    if is_new and not hook.adds_people:
        return ["unknown"]
    if is_new:
        kinds = Suppression.objects.kinds_among(audience, [reading.email])
        if kinds:
            is_erased = "erased" in kinds[reading.email]
            return ["erased" if is_erased else "opted_out"]
        if contact_limit(audience.account):
            return ["plan", audience.account.plan.name]
    if reading.name and not dictionary.has_room_for(audience.pk, reading.name):
        return ["names", str(dictionary.MOST)]
    return []


def _sentence(reading: Reading) -> str:
    """As in: writes the event x for a with b 1, sets C to d, gives the tag E."""
    parts = []
    if reading.name:
        said = _("writes the event %(name)s for %(email)s")
        if reading.properties:
            said = _("writes the event %(name)s for %(email)s with %(properties)s")
        parts.append(
            said
            % {
                "name": reading.name,
                "email": reading.email,
                "properties": _told(reading.properties),
            }
        )
    parts += [
        _("sets %(field)s to %(value)s")
        % {"field": each.label, "value": _cut(each.in_words(value))}
        for each, value in reading.sets
    ]
    if reading.tags:
        n = len(reading.tags)
        given = ngettext("gives the tag %s", "gives the tags %s", n)
        parts.append(given % words.in_row(reading.tags))
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def _told(properties: dict[str, Any]) -> str:
    told = [
        f"{name} {_cut(in_words(value))}"
        for name, value in list(properties.items())[:TOLD]
    ]
    if (left := len(properties) - TOLD) > 0:
        told.append(ngettext("%(n)s more", "%(n)s more", left) % {"n": left})
    return words.in_row(told)


def _cut(text: str) -> str:
    return text if len(text) <= LETTERS else f"{text[: LETTERS - 1]}…"
