"""Reading what anybody may have sent: never raises, and takes no more than so long.

Only the beginning of a message is looked at, and nothing of it that is nested without
end. The standard library's older way of parsing is used, which raised on none of 2,058
real messages, where its newer one raised on 12; what it makes of headers is decoded
here. What leaves this module holds neither NUL nor halves of surrogate pairs, which
neither the database nor JSON takes.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from itertools import islice

import charset_normalizer

MOST_BYTES = 1_000_000
MOST_LINES = 20_000
MOST_HEADER_BYTES = 64_000
MOST_BOUNDARIES = 50  # more of them are nested deeper than anybody means
MOST_PARTS = 100
MOST_TEXT = 64_000  # letters, all texts together
MOST_HEADER = 4_000  # letters of one
# Where it came to may stand behind a thousand others.
MOST_READERS = 60_000
READERS = {"to", "cc"}

UNFIT = re.compile("[\x00\ud800-\udfff]")
END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
MANY_LINES = re.compile(rb"(?:[^\n]*\n){%d}" % MOST_LINES)
NESTING = re.compile(rb"boundary\s*\*?\d*\*?=|message/", re.I)
SPACE = re.compile(r"\s+")
ADDRESS = re.compile(r"[^\s\"'<>()\[\],;:&?=]{1,64}@[A-Za-z0-9.-]{1,255}")
# Names of charsets that are in use and that Python does not know.
CHARSETS = {
    "cp-850": "cp850",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "utf8mb4": "utf-8",
    "windows-874": "cp874",
    "x-gbk": "gbk",
    "x-mac-roman": "mac-roman",
    "x-sjis": "shift_jis",
    "x-unknown": "",
    "unknown-8bit": "",
}
DETECTED = 16_000  # bytes that are looked at to tell a charset

# Parts of reports whose blocks are read as messages, and are none.
SAID_ITSELF = {
    *("message/delivery-status", "message/global-delivery-status"),
    *("message/feedback-report", "message/disposition-notification"),
}

type Part = Message[str, str]


def clean_text(text: str) -> str:
    return UNFIT.sub("\ufffd", text)


def decoded(data: bytes, charset: str = "") -> str:
    """The text of the bytes, in the charset that is said or else in what it may be."""
    name = charset.strip().lower().removeprefix("charset=").strip("\"'")
    for wanted in (CHARSETS.get(name, name), "utf-8"):
        with suppress(LookupError, ValueError):
            return clean_text(data.decode(wanted))
    with suppress(Exception):
        best = charset_normalizer.from_bytes(data[:DETECTED]).best()
        if best is not None:
            return clean_text(data.decode(best.encoding, "replace"))
    return clean_text(data.decode("latin-1"))


@dataclass(frozen=True, slots=True)
class Headers:
    """Headers by their names in small letters, decoded, each in one line."""

    values: dict[str, list[str]]

    def first(self, name: str) -> str:
        return next(iter(self.values.get(name, ())), "")

    def every(self, name: str) -> list[str]:
        return self.values.get(name, [])

    def has(self, *names: str) -> bool:
        return any(name in self.values for name in names)

    def addresses(self, *names: str) -> list[str]:
        found = (each for name in names for each in self.every(name))
        return addresses_in(" ".join(found))


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as far as it was read. `raw` is what was looked at of it."""

    raw: bytes
    headers: Headers
    type: str = "text/plain"  # with the subtype, in small letters
    report: str = ""  # of a report, which kind
    # Of each part that is no container: its type and its text, as far as it is one.
    texts: list[tuple[str, str]] = field(default_factory=list)
    # The headers of the parts of reports, block by block.
    blocks: list[tuple[str, Headers]] = field(default_factory=list)
    # The same of messages that are returned or attached: it does not say that itself.
    inner_texts: list[tuple[str, str]] = field(default_factory=list)
    inner_blocks: list[tuple[str, Headers]] = field(default_factory=list)
    parsed: Part | None = None

    @property
    def text(self) -> str:
        return "\n".join(text for _type, text in self.texts)

    @property
    def whole_text(self) -> str:
        """With that of the messages in it."""
        return "\n".join(text for _type, text in [*self.texts, *self.inner_texts])


def read(raw: bytes) -> Letter:
    """What can be read of it, at the least its headers."""
    shown = _beginning(raw)
    if len(NESTING.findall(shown)) <= MOST_BOUNDARIES:
        with suppress(Exception):
            return _letter(shown, email.message_from_bytes(shown, policy=compat32))
    _head, _blank, body = shown.partition(b"\n\n")
    headers = read_headers(shown)
    return Letter(shown, headers, texts=[("text/plain", decoded(body[:MOST_TEXT]))])


def read_headers(raw: bytes) -> Headers:
    """Of the message itself; none where they cannot be read."""
    head = raw[:MOST_HEADER_BYTES]
    if end := END_OF_HEADERS.search(head):
        head = head[: end.start()]
    with suppress(Exception):
        return _headers(BytesHeaderParser(policy=compat32).parsebytes(head + b"\n\n"))
    return Headers({})


def addresses_in(text: str) -> list[str]:
    """What looks like addresses, in small letters, each once, in their order."""
    found = (each.lower().strip(".") for each in ADDRESS.findall(text[:MOST_TEXT]))
    return list(dict.fromkeys(found))


def _beginning(raw: bytes) -> bytes:
    shown = raw[:MOST_BYTES]
    if lines := MANY_LINES.match(shown):
        shown = shown[: lines.end()]
    # mbox writes this line before each message.
    if shown.startswith(b"From "):
        shown = shown.partition(b"\n")[2]
    end = END_OF_HEADERS.search(shown)
    if end and end.start() > MOST_HEADER_BYTES:
        shown = shown[:MOST_HEADER_BYTES] + b"\n\n" + shown[end.end() :]
    return shown


def _letter(raw: bytes, parsed: Part) -> Letter:
    letter = Letter(
        raw,
        _headers(parsed),
        _type(parsed),
        _param(parsed, "report-type").lower(),
        parsed=parsed,
    )
    left = MOST_TEXT
    for part, is_inner in islice(_walk(parsed), MOST_PARTS):
        kind = _type(part)
        if kind.startswith("message/") or kind == "text/rfc822-headers":
            blocks = letter.inner_blocks if is_inner else letter.blocks
            blocks.extend((kind, each) for each in _blocks(part))
        if part.is_multipart() or left <= 0:
            continue
        text = _text(part)[:left]
        left -= len(text)
        (letter.inner_texts if is_inner else letter.texts).append((kind, text))
    return letter


def _walk(part: Part, *, is_inner: bool = False) -> Iterator[tuple[Part, bool]]:
    """Each part, and whether it is one of a message in the message."""
    yield part, is_inner
    inside = part.get_payload()
    if not isinstance(inside, list):
        return
    kind = _type(part)
    is_inner = is_inner or (kind.startswith("message/") and kind not in SAID_ITSELF)
    for each in inside:
        if isinstance(each, Message):
            yield from _walk(each, is_inner=is_inner)


def _blocks(part: Part) -> Iterator[Headers]:
    """Of a part of a report: its blocks; of a message in a message: its headers."""
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (_headers(each) for each in payload if isinstance(each, Message))
        return
    for block in re.split(r"\r?\n\s*\n", _text(part)[:MOST_TEXT]):
        yield read_headers(block.encode(errors="replace"))


def _text(part: Part) -> str:
    # A container in which nothing was found may hold text after all.
    if part.get_content_maintype() not in {"text", "message", "multipart"}:
        return ""
    with suppress(Exception):
        data = part.get_payload(decode=True)
        if isinstance(data, bytes):
            return decoded(data[: MOST_TEXT * 4], _param(part, "charset"))
    return ""


def _type(part: Part) -> str:
    with suppress(Exception):
        return clean_text(part.get_content_type().lower())[:100]
    return "text/plain"


def _param(part: Part, name: str) -> str:
    with suppress(Exception):
        value = part.get_param(name, "")
        value = value[2] if isinstance(value, tuple) else value
        return clean_text(str(value))[:100]
    return ""


def _headers(part: Part) -> Headers:
    values: dict[str, list[str]] = {}
    with suppress(Exception):
        for name, value in part.raw_items():
            key = clean_text(str(name)).lower()
            most = MOST_READERS if key in READERS else MOST_HEADER
            values.setdefault(key, []).append(_said(str(value)[:most]))
    return Headers(values)


def _said(value: str) -> str:
    """A header as people read it, in one line."""
    # What was raw in it stands there as surrogates.
    text = decoded(value.encode("ascii", "surrogateescape"))
    with suppress(Exception):
        pieces = decode_header(text)
        text = "".join(
            piece if isinstance(piece, str) else decoded(piece, charset or "")
            for piece, charset in pieces
        )
    return clean_text(SPACE.sub(" ", text)).strip()
