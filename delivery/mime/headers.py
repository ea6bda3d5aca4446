"""Header fields as bytes: folded, and in words of RFC 2047 where they are not ASCII."""

from __future__ import annotations

import re
from base64 import b64encode

from delivery.language import as_header

# Of one field's lines (RFC 5322, 2.1.1); an encoded word takes 75 (RFC 2047, 2).
LONGEST_LINE = 78
WORD_BYTES = 45
LONGEST_WORD = 200
PRINTABLE = re.compile(r"[ -~]*", re.A)
UNQUOTED = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]+", re.A)


def text(value: str, used: int = 0) -> bytes:
    """The body of a field that anybody may have written; nothing breaks out of it.

    `used` is how much of its first line the name takes.
    """
    line = as_header(value)
    return _folded(line, used) if _is_plain(line) else _words(line)


def address(name: str, email: str) -> bytes:
    """A person with a name as they stand in From or To; `email` is ASCII."""
    line = as_header(name)
    if not line:
        return b"<%s>" % email.encode("ascii")
    if not _is_plain(line):
        shown = _words(line)
    elif UNQUOTED.fullmatch(line):
        shown = line.encode()
    else:
        shown = b'"%s"' % re.sub(r'(["\\])', r"\\\1", line).encode()
    between = b"\r\n " if len(shown) + len(email) > LONGEST_LINE - 12 else b" "
    return b"%s%s<%s>" % (shown, between, email.encode("ascii"))


def _is_plain(line: str) -> bool:
    """ASCII that can be folded, and that nobody reads as encoded words."""
    is_ascii = PRINTABLE.fullmatch(line) and "=?" not in line
    return bool(is_ascii) and all(len(word) <= LONGEST_WORD for word in line.split())


def _words(line: str) -> bytes:
    """Encoded words, one to a line, none of which divides a character."""
    words: list[bytes] = []
    word = b""
    for character in line:
        raw = character.encode("utf-8", "replace")
        if len(word) + len(raw) > WORD_BYTES:
            words.append(word)
            word = b""
        word += raw
    words.append(word)
    return b"\r\n ".join(b"=?utf-8?b?%s?=" % b64encode(word) for word in words)


def _folded(line: str, used: int) -> bytes:
    """In lines that break at spaces."""
    lines = [""]
    room = LONGEST_LINE - used
    for word in line.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if len(longer) > room and lines[-1]:
            lines.append(word)
            room = LONGEST_LINE - 1
        else:
            lines[-1] = longer
    return "\r\n ".join(lines).encode()
