"""What reports say: of what came back (RFC 3464), and of complaints (RFC 5965)."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flufl.bounce import all_failures

from delivery.receiving.reading import addresses_in, clean_text, read_headers

if TYPE_CHECKING:
    from delivery.receiving.reading import Headers, Letter

# It says of each of its detectors what that failed on, and goes on.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)

BLANK = re.compile(r"\n\s*\n")
# Programs that wrote reports before there was a form for them.
STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
MOST_FAILED = 50
MOST_ANSWER = 500
STATUSES = {"message/delivery-status", "message/global-delivery-status"}
HOTMAIL = re.compile(r"\bstaff@hotmail\.com\b", re.I)
FAILED = re.compile(r"final-recipient|original-recipient", re.I)


@dataclass(frozen=True, slots=True)
class Failure:
    """That somebody was not reached: in which words, and with which status, if any.

    `action` is the report's word: failed, delayed, delivered, relayed, expanded.
    """

    address: str
    action: str = "failed"
    status: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Complaint:
    """Of which kind it is ("abuse" where none is said), and who complained, if said."""

    type: str
    addresses: list[str]


def failures_of(letter: Letter) -> list[Failure]:
    """Whom the report is about, in its form; else whom flufl.bounce finds in it."""
    found = list(_formal(letter))[:MOST_FAILED]
    if found:
        return found
    answer = _said_in(letter.text)
    status = STATUS.search(answer)
    return [
        Failure(address, action, status[1] if status else "", answer)
        for address, action in _guessed(letter)
    ]


def complaint_of(letter: Letter) -> Complaint | None:
    for kind, block in letter.blocks:
        if kind == "message/feedback-report":
            said = block.first("feedback-type").lower() or "abuse"
            about = block.addresses("original-rcpt-to", "removal-recipient")
            return Complaint(said, about)
    # Hotmail's program passes on the message itself; people attach one that was.
    about = letter.headers.addresses("x-hmxmroriginalrecipient")
    if HOTMAIL.search(letter.headers.first("from")):
        about += [
            address
            for _kind, block in letter.blocks
            for address in block.addresses("x-hmxmroriginalrecipient")
        ]
    return Complaint("abuse", about) if about else None


def is_report(letter: Letter) -> bool:
    """Whether it holds itself what only reports of delivery hold."""
    return any(kind in STATUSES for kind, _block in letter.blocks)


def _formal(letter: Letter) -> Iterator[Failure]:
    blocks = [
        block for kind, block in letter.blocks if kind.endswith("delivery-status")
    ]
    if not any(block.has("final-recipient", "original-recipient") for block in blocks):
        # In a broken frame the blocks stand in the text.
        blocks = list(_blocks_in(letter.text))
    for block in blocks:
        failure = _of_block(block)
        if failure:
            yield failure


def _blocks_in(text: str) -> Iterator[Headers]:
    if not FAILED.search(text):
        return
    for block in BLANK.split(text.replace("\r\n", "\n")):
        if FAILED.match(block.lstrip()) or "\nfinal-recipient:" in block.lower():
            yield read_headers(block.strip().encode(errors="replace"))


def _of_block(block: Headers) -> Failure | None:
    about = block.addresses("final-recipient") + block.addresses("original-recipient")
    if not about:
        return None
    # Where both are said, the original is who was written to.
    address = (block.addresses("original-recipient") or about)[0]
    answer = block.first("diagnostic-code").partition(";")[2].strip()
    answer = answer or block.first("diagnostic-code")
    status = STATUS.search(block.first("status"))
    action = block.first("action").lower().split(" ")[0] or "failed"
    return Failure(address, action, status[1] if status else "", answer[:MOST_ANSWER])


def _guessed(letter: Letter) -> list[tuple[str, str]]:
    """Addresses by flufl.bounce, each failed or delayed.

    It looks into attached messages too: what one that is a report itself says is not
    what this one says.
    """
    is_attached = any(kind in STATUSES for kind, _block in letter.inner_blocks)
    if letter.parsed is None or is_attached:
        return []
    with suppress(Exception):
        temporary, permanent = all_failures(letter.parsed)
        pairs = [(each, "failed") for each in permanent]
        pairs += [(each, "delayed") for each in temporary if each not in permanent]
        return sorted(
            (address, action)
            for each, action in pairs
            for address in addresses_in(_as_text(each))
        )[:MOST_FAILED]
    return []


def _as_text(address: bytes | str) -> str:
    text = address.decode("ascii", "replace") if isinstance(address, bytes) else address
    return clean_text(text)


def _said_in(text: str) -> str:
    """The lines that speak of the failure, as far as one can tell."""
    lines = [line.strip() for line in text[: MOST_ANSWER * 20].splitlines()]
    telling = [line for line in lines if re.search(r"\b[45]\d\d\b|[45]\.\d\.\d", line)]
    return clean_text(" ".join(telling or lines))[:MOST_ANSWER]
