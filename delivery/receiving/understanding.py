"""What a message is and which delivery it is about. Nothing is written here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from delivery import addressing
from delivery.models import Bounce, Delivery, Received
from delivery.models.receiving import Kind
from delivery.receiving import finding, kinds, reports
from delivery.receiving.reading import Letter, addresses_in, clean_text, read
from delivery.receiving.storing import EVENT
from delivery.receiving.verdicts import Verdict, verdict_of, worst

MOST_NAMES = 1_000
MOST_ANSWER = 500
# Kinds of complaints (RFC 5965) by which nobody complains about the message.
PRAISE = {"not-spam", "auth-failure", "dmarc", "authfailure"}
# What a provider says of why (anymail), where the other server's words tell nothing.
REJECTED = {
    "invalid": Verdict(Bounce.HARD, "unknown"),
    "blocked": Verdict(Bounce.BLOCK, "blocked"),
    "spam": Verdict(Bounce.BLOCK, "spam"),
    "timed_out": Verdict(Bounce.SOFT, "unreachable"),
}
EVENT_KINDS = {
    "bounced": Kind.BOUNCE,
    "rejected": Kind.BOUNCE,
    "failed": Kind.BOUNCE,
    "complained": Kind.COMPLAINT,
    "unsubscribed": Kind.UNSUBSCRIBE,
}


@dataclass(slots=True)
class Finding:
    kind: Kind
    delivery: Delivery | None = None
    verdict: Verdict | None = None  # of a bounce
    reason: str = ""
    answer: str = ""
    about: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def columns(self, delivery: Delivery | None) -> dict[str, Any]:
        """What is written of it in its row."""
        bounce = self.verdict.bounce if self.verdict else None
        return {
            "kind": self.kind,
            "bounce": bounce or "",
            "reason": self.reason,
            "answer": clean_text(self.answer)[:MOST_ANSWER],
            "about": self.about,
            "names": self.names,
            "audience_id": delivery.audience_id if delivery else None,
            "delivery_id": delivery.pk if delivery else None,
            "contact_id": delivery.reader_id if delivery else None,
        }


def understand(received: Received) -> Finding:
    if received.place == EVENT:
        return _told(json.loads(bytes(received.raw)))
    letter = read(bytes(received.raw))
    envelope = kinds.envelope_of(received, letter)
    kind = kinds.kind_of(letter, envelope)
    found = MAKERS.get(kind, _other)(letter, envelope)
    found.kind = kind
    found.names = _names(letter, envelope)
    return found


def _bounce(letter: Letter, envelope: kinds.Envelope) -> Finding:
    failures = reports.failures_of(letter)
    about = list(dict.fromkeys(each.address for each in failures))
    delivery, proof = finding.bounced_of(envelope, letter, about) or (None, None)
    if not failures:
        # Who answers to our address of bounces without any form: by what they say.
        failures = [reports.Failure("", "failed", "", letter.text)]
    # Of several that failed, what is said of whom we wrote to.
    own = [each for each in failures if delivery and each.address == delivery.email]
    said = own or failures
    verdict = worst(verdict_of(each.status, each.answer, each.action) for each in said)
    if verdict.bounce == Bounce.HARD and not _may_be_dead(proof, bool(own)):
        delivery = None
    return Finding(
        Kind.BOUNCE,
        delivery,
        verdict,
        verdict.reason,
        said[0].answer,
        about or ([delivery.email] if delivery else []),
    )


def _may_be_dead(proof: finding.Proof | None, is_own: bool) -> bool:
    """Whether it proves enough to say so of an address: it costs them every message.

    `is_own` says that the report names the address that was written to.
    """
    is_returned = is_own and proof == finding.Proof.RETURNED
    return is_returned or proof == finding.Proof.ADDRESSED


def _complaint(letter: Letter, envelope: kinds.Envelope) -> Finding:
    said = reports.complaint_of(letter) or reports.Complaint("abuse", [])
    delivery = finding.delivery_of(envelope, letter, said.addresses)
    reason = "praise" if said.type in PRAISE else ""
    if not reason and delivery is None:
        reason = "unproven"
    return Finding(Kind.COMPLAINT, delivery, reason=reason, about=said.addresses)


def _other(letter: Letter, envelope: kinds.Envelope) -> Finding:
    """By the address it came to alone: what people quote proves nothing of them."""
    found = finding.find(finding.addressed(envelope))
    return Finding(Kind.MESSAGE, found[0] if len(found) == 1 else None)


MAKERS = {Kind.BOUNCE: _bounce, Kind.COMPLAINT: _complaint}


def _told(event: Mapping[str, Any]) -> Finding:
    """By what a provider told, in the words of `receiving.providers`."""
    kind = EVENT_KINDS[event["type"]]
    token = addressing.token_of(str(event.get("delivery") or ""))
    answer = clean_text(str(event.get("answer") or ""))[:MOST_ANSWER]
    about = addresses_in(clean_text(str(event.get("recipient") or "")))
    found = finding.find([token]) if token else []
    named = finding.named_in(str(event.get("message_id") or ""), about)
    delivery = found[0] if found else named
    made = Finding(kind, delivery, answer=answer, about=about, names=about)
    if kind == Kind.BOUNCE:
        status = reports.STATUS.search(answer)
        verdict = verdict_of(status[1] if status else "", answer)
        if verdict.reason == "other":
            verdict = REJECTED.get(str(event.get("why") or ""), verdict)
        made.verdict, made.reason = verdict, verdict.reason
    if delivery is None:
        made.reason = made.reason or "unproven"
    return made


def _names(letter: Letter, envelope: kinds.Envelope) -> list[str]:
    """Every address that stands in it, ours left out."""
    said = [each for values in letter.headers.values.values() for each in values]
    inner = [
        each
        for _kind, block in [*letter.blocks, *letter.inner_blocks]
        for values in block.values.values()
        for each in values
    ]
    # Whoever wrote it first: of those who are many, some may not fit.
    found = dict.fromkeys([envelope.sender or "", *letter.headers.addresses("from")])
    found |= dict.fromkeys(envelope.recipients)
    for text in (" ".join(said), " ".join(inner), letter.whole_text):
        found |= dict.fromkeys(addresses_in(text))
    named = [each for each in found if each and not addressing.read(each)]
    return [each[:320] for each in named[:MOST_NAMES]]
