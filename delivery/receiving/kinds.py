"""What a message is, by its headers and its form.

Bounces are asked for first, since they carry the marks of automatic mail as well; then
complaints, what asks whether a person wrote, automatic replies, and lists. The order
and most of the marks are those of FreeScout, Zammad, Discourse and Redmine.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from delivery import addressing
from delivery.models import Received
from delivery.models.receiving import Kind
from delivery.receiving import reports
from delivery.receiving.reading import Letter, addresses_in

MACHINES = re.compile(
    r"(mailer-?daemon|postmaster|mail-?daemon|bounces?|mdaemon|mailerdaemon)@|"
    r"mail delivery (sub)?system",
    re.I,
)
FAILURES = re.compile(
    r"undeliver|delivery (status notification|has failed|failure|report)|returned mail"
    r"|mail delivery failed|failure notice|delivery notification|could not be delivered"
    r"|non remis|échec de (la )?(remise|distribution)|unzustellbar|nicht zugestellt",
    re.I,
)
ABSENT_WORDS = (
    r"\s*(automatic reply|auto(matic)?[ -]?(reply|response|responder)|auto"
    r"|out of (the )?office|abwesenheitsnotiz|abwesenheit"
    r"|automatische antwort|r[ée]ponse automatique"
    r"|absence du bureau|absente? du bureau|autosvar|automatisch antwoord"
    r"|automatische reactie|afwezigheid|respuesta autom[áa]tica|fuera de la oficina"
    r"|fuori sede|risposta automatica|risposta non al computer|fr[åa]nvaro|poissa"
    r"|resposta autom[áa]tica|odpowied[źz] automatyczna)"
)
# "Automatic reply feature" may be what somebody writes about.
ABSENT = re.compile(ABSENT_WORDS + r"\s*(:|$)", re.I)
PERHAPS_ABSENT = re.compile(ABSENT_WORDS + r"\b", re.I)
OWNERS = re.compile(r"\bowner-|-(owner|request|bounces)@", re.I)
CHALLENGES = re.compile(
    r"please confirm your (message|e-?mail)"
    r"|confirm that (you|this) .{0,30}(sent|message)"
    r"|\[spam ?arrest|demande d.authentification|mail ?in ?black|boxbe"
    r"|verification (required|of your message)|sender (address )?verification",
    re.I,
)
CHALLENGERS = re.compile(
    r"@(.+\.)?(spamarrest\.com|mailinblack\.com|boxbe\.com|bluebottle\.com)$", re.I
)


@dataclass(frozen=True, slots=True)
class Envelope:
    """From where it came and to whom; `sender` is None where nobody knows."""

    sender: str | None
    recipients: list[str]

    @property
    def is_from_nobody(self) -> bool:
        return self.sender == ""

    def came_to(self, why: str) -> bool:
        """Whether it came to one of our addresses of this sort."""
        read = (addressing.read(each) for each in self.recipients)
        return any(found is not None and found[0] == why for found in read)


def envelope_of(received: Received, letter: Letter) -> Envelope:
    """As it was told, or as whoever delivered it wrote into the message."""
    headers = letter.headers
    to = list(received.recipients) or headers.addresses(
        "delivered-to", "x-original-to", "envelope-to", "to", "cc"
    )
    if received.has_envelope:
        return Envelope(received.sender, to)
    if not headers.has("return-path"):
        return Envelope(None, to)
    said = addresses_in(headers.first("return-path"))
    return Envelope(said[0] if said else "", to)


def kind_of(letter: Letter, envelope: Envelope) -> Kind:
    for kind, holds in KINDS:
        if holds(letter, envelope):
            return kind
    return Kind.MESSAGE


def is_bounce(letter: Letter, envelope: Envelope) -> bool:
    headers = letter.headers
    if letter.report in {"disposition-notification", "feedback-report"}:
        return False
    # People attach what came back to them; mail servers have no sender.
    is_returned = envelope.is_from_nobody or envelope.came_to(addressing.BOUNCE)
    if (
        letter.report == "delivery-status"
        or (is_returned and reports.is_report(letter))
        or headers.has("x-failed-recipients")
    ):
        return True
    from_machine = bool(MACHINES.search(headers.first("from")))
    if from_machine and not _is_absent(letter, envelope):
        told = FAILURES.search(headers.first("subject"))
        return bool(told) or envelope.is_from_nobody or bool(_failures(letter))
    if envelope.came_to(addressing.BOUNCE):
        # Who is away answers to this address too (RFC 3834), and people do by mistake.
        failed = FAILURES.search(headers.first("subject")) or _failures(letter)
        return bool(failed) or (
            envelope.is_from_nobody and not is_autoreply(letter, envelope)
        )
    return envelope.is_from_nobody and bool(FAILURES.search(headers.first("subject")))


def is_complaint(letter: Letter, envelope: Envelope) -> bool:
    return (
        letter.report == "feedback-report" or reports.complaint_of(letter) is not None
    )


def is_receipt(letter: Letter, envelope: Envelope) -> bool:
    return letter.report == "disposition-notification" or any(
        kind == "message/disposition-notification" for kind, _block in letter.blocks
    )


def is_unsubscribe(letter: Letter, envelope: Envelope) -> bool:
    """Whoever writes there opts out, be it by a program of theirs."""
    return envelope.came_to(addressing.UNSUBSCRIBE)


def is_challenge(letter: Letter, envelope: Envelope) -> bool:
    headers = letter.headers
    if headers.has("x-boxtrapper", "x-spamarrest-challenge", "x-tmda-confirm"):
        return True
    sender = headers.addresses("from")
    if sender and CHALLENGERS.search(sender[0]):
        return True
    is_answer = envelope.is_from_nobody or headers.has("in-reply-to", "auto-submitted")
    return is_answer and bool(CHALLENGES.search(headers.first("subject")))


def is_autoreply(letter: Letter, envelope: Envelope) -> bool:
    headers = letter.headers
    said = {
        name: headers.first(name).lower().partition(";")[0].strip()
        for name in ("auto-submitted", "precedence", "delivered-to", "x-loop")
    }
    suppresses = headers.first("x-auto-response-suppress").lower() == "all"
    signs = (
        # What a rule of somebody passes on was written by somebody.
        said["auto-submitted"].split(" ")[0] not in {"", "no", "auto-forwarded"}
        and not headers.has("list-id"),
        headers.has("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply"),
        said["precedence"] in {"auto_reply", "auto-reply"},
        said["precedence"] in {"junk", "bulk"} and not is_list(letter, envelope),
        said["delivered-to"] == "autoresponder",
        said["x-loop"] == "yes",
        # The first alone stands on what people write with Exchange as well.
        suppresses and headers.has("x-ms-exchange-inbox-rules-loop"),
        _is_absent(letter, envelope),
    )
    return any(signs)


def is_list(letter: Letter, envelope: Envelope) -> bool:
    headers = letter.headers
    return (
        headers.has("list-id", "list-unsubscribe", "list-post", "mailing-list")
        or headers.first("precedence").lower() == "list"
        # Lists from before there were headers for them.
        or bool(OWNERS.search(headers.first("sender")))
    )


def _is_absent(letter: Letter, envelope: Envelope) -> bool:
    subject = letter.headers.first("subject")
    if ABSENT.match(subject):
        return True
    is_answer = envelope.is_from_nobody and letter.headers.has("in-reply-to")
    return is_answer and bool(PERHAPS_ABSENT.match(subject))


def _failures(letter: Letter) -> bool:
    return any(each.action == "failed" for each in reports.failures_of(letter))


KINDS: tuple[tuple[Kind, Callable[[Letter, Envelope], bool]], ...] = (
    (Kind.BOUNCE, is_bounce),
    (Kind.COMPLAINT, is_complaint),
    (Kind.RECEIPT, is_receipt),
    (Kind.UNSUBSCRIBE, is_unsubscribe),
    (Kind.CHALLENGE, is_challenge),
    (Kind.AUTOREPLY, is_autoreply),
    (Kind.LIST, is_list),
)
