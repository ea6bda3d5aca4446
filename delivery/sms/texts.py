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


@dataclass(frozen=True, slots=True)
class Short:
    """A text, and what stands around it unless it says so itself to who reads it."""

    text: Program[str]
    identity: str = ""
    way_out: str = ""

    def written_to(self, facts: Facts, _envelope: Envelope | None = None) -> bytes:
        pieces: list[str] = []
        self.text.write(facts, pieces)
        text = "".join(pieces).replace("\r\n", "\n").replace("\0", "").strip()
        before = introduction(self.identity, text)
        after = "" if self.way_out in text else f"\n{self.way_out}"
        return f"{before}{text}{after}".encode()


def short(message: Message) -> tuple[Short, Needs]:
    """What is wrong with a text is left out: problems are told before it is sent."""
    audience = message.audience
    bound = bind(read(message.text), vocabulary_of(audience))[0]
    own = programs.of(audience)
    written = program(bound.nodes, as_text, str)
    if own is None:
        return Short(written), bound.needs
    to_many = message.kind in {Kind.BULK, Kind.FLOW}
    after = way_out(own, audience) if to_many else ""
    return Short(written, own.identity, after), bound.needs


def introduction(identity: str, text: str) -> str:
    """Who writes, unless the text says so itself: a part of a word does not."""
    name = rf"(?<!\w){re.escape(identity.casefold())}(?!\w)"
    said = not identity or re.search(name, text.casefold())
    return "" if said else f"{identity}: "


def way_out(own: SmsProgram, audience: Audience) -> str:
    """How people opt out: only these very words make it said."""
    if own.stop_text:
        return own.stop_text
    with translation.override(audience.language):
        return _("Reply STOP to opt out")
