"""A program and its texts as its page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audiences.countries import COUNTRIES
from contacts.values import phones
from delivery.models import Channel, Delivery, SmsProgram
from delivery.sms import texts
from delivery.sms.lookalikes import Offer, offer
from delivery.sms.segments import Segments, segments_of

if TYPE_CHECKING:
    from audiences.models import Audience

TRIAL = "TRIAL"
BADGES = {"draft": "info", "asked": "warn", "approved": "ok", "paused": "warn"}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where it stands: the kind of note, and what it says."""

    kind: str
    title: str
    text: str


def standing(program: SmsProgram) -> Standing:
    match program.state:
        case SmsProgram.State.DRAFT:
            title = _("Nothing is sent yet")
            text = _(
                "An owner or admin of the account has to approve the program. Ask them "
                "when all below is right."
            )
            return Standing("", title, text)
        case SmsProgram.State.ASKED:
            title = _("Waiting for approval")
            who = program.asked_by or _("Somebody")
            text = _("%s asked the owners and admins of the account to approve it.")
            return Standing("warn", title, text % who)
        case SmsProgram.State.PAUSED:
            title = _("Paused: nothing is sent to many")
            text = _(
                "What waits is held until the program goes on. Who writes STOP, START "
                "or HELP is still answered."
            )
            return Standing("warn", title, text)
    title = _("Approved: messages can be sent")
    return Standing("ok", title, _approved(program))


def _approved(program: SmsProgram) -> str:
    who = program.approved_by or _("Somebody")
    said = _(
        "%s approved it. Another number, name or provider has to be approved anew."
    )
    return said % who


def facts(program: SmsProgram) -> list[tuple[str, str]]:
    audience = program.audience
    return [
        (_("Number or name"), sender_in_words(program)),
        (_("Who writes"), program.identity),
        (_("How people opt out"), texts.way_out(program, audience)),
        (_("Provider"), program.get_provider_display()),
        (_("Country"), str(COUNTRIES.get(program.country, program.country))),
        *_details(program),
    ]


def _details(program: SmsProgram) -> list[tuple[str, str]]:
    """What the provider was told, but for the secrets: an admin approves it too."""
    labels = {
        "account": _("Account SID"),
        "url": _("Address that takes messages"),
        "template": _("What is posted"),
    }
    return [(labels[name], said) for name, said in program.details.items() if said]


def sender_in_words(program: SmsProgram) -> str:
    plus = program.sender.startswith("+")
    return phones.in_words(program.sender) if plus else program.sender


@dataclass(frozen=True, slots=True)
class Measure:
    """A text as it would be sent, with what stands before and after it."""

    segments: Segments
    offer: Offer | None

    @property
    def words(self) -> str:
        n = len(self.segments.parts)
        said = ngettext("%(n)d part", "%(n)d parts", n) % {"n": n}
        room = self.segments.room
        left = ngettext(
            "room for %(n)d more character", "room for %(n)d more characters", room
        )
        return f"{said}, {left % {'n': room}}"

    @property
    def is_cheaper(self) -> bool:
        return bool(self.offer) and not (self.offer and self.offer.without)

    @property
    def changes(self) -> str:
        pairs = self.offer.changes if self.offer else ()
        return ", ".join(f"{old} → {new or '∅'}" for old, new in pairs)


def measure(program: SmsProgram, text: str) -> Measure:
    before = texts.introduction(program.identity, text)
    return Measure(segments_of(before + text.replace("\r\n", "\n")), offer(text))


def last_trial(audience: Audience) -> Delivery | None:
    trials = Delivery.objects.filter(
        audience=audience,
        message__channel=Channel.SMS,
        message__kind="system",
        message__name=TRIAL,
    )
    return trials.order_by("-pk").first()
