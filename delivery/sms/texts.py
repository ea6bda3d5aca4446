"""The text of an SMS for each person: who writes, what, and how to opt out.

How to opt out stands in every message to many and of flows, in all countries: where a
law asks for it (the EU, the United Kingdom, the United States, Canada, Australia) it
asks for it in each, and nobody is worse off elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from delivery.language import Facts, Needs, Program, as_text, bind, program, read
from delivery.mime.letters import Envelope
from delivery.models import Kind, SmsProgram
from delivery.sms import programs
from delivery.vocabulary import vocabulary_of

if TYPE_CHECKING:
    from audiences.models import Audience
    from delivery.models import Message

STOP = re.compile(r"\bSTOP\b", re.A)


@dataclass(frozen=True, slots=True)
class Short:
    """What is the same for everybody, and the text between."""

    before: str
    text: Program[str]
    after: str

    def written_to(self, facts: Facts, _envelope: Envelope | None = None) -> bytes:
        pieces: list[str] = []
        self.text.write(facts, pieces)
        text = "".join(pieces).replace("\r\n", "\n").replace("\0", "").strip()
        return f"{self.before}{text}{self.after}".encode()


def short(message: Message) -> tuple[Short, Needs]:
    """What is wrong with a text is left out: problems are told before it is sent."""
    audience = message.audience
    bound = bind(read(message.text), vocabulary_of(audience))[0]
    own = programs.of(audience)
    before = after = ""
    if own:
        before = introduction(own, message.text)
        if message.kind in {Kind.BULK, Kind.FLOW}:
            after = way_out(own, audience, message.text)
    made = Short(before, program(bound.nodes, as_text, str), after)
    return made, bound.needs


def introduction(own: SmsProgram, text: str) -> str:
    """Who writes, unless the text says so itself."""
    said = own.identity.casefold() in text.casefold()
    return "" if said else f"{own.identity}: "


def way_out(own: SmsProgram, audience: Audience, text: str) -> str:
    """How to opt out, unless the text says so itself."""
    if own.stop_text:
        return "" if own.stop_text in text else f"\n{own.stop_text}"
    if STOP.search(text):
        return ""
    with translation.override(audience.language):
        return "\n" + _("Reply STOP to opt out")
