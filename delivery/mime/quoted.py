"""Bodies in quoted-printable, in pieces that can stand in any order (RFC 2045, 6.7).

Each piece begins on a line of its own and ends with a line break, a soft one unless its
text ends with a real one: so no line is longer than 76 whatever comes before and after.
"""

from __future__ import annotations

import re
from binascii import b2a_qp

LONGEST_LINE = 76
SOFT_BREAK = b"=\r\n"
BREAKS = re.compile(r"\r\n?|\n")
PLAIN = re.compile(r"[ -<>-~]{1,75}", re.A)


def quoted(text: str) -> bytes:
    """A piece of a body."""
    if PLAIN.fullmatch(text):
        return text.encode() + SOFT_BREAK
    raw = BREAKS.sub("\n", text).encode("utf-8", "replace")
    encoded = b2a_qp(raw, istext=True).replace(b"\n", b"\r\n")
    if not encoded or encoded.endswith(b"\r\n"):
        return encoded
    return _shortened(encoded) + SOFT_BREAK


def _shortened(encoded: bytes) -> bytes:
    """With room for the sign of a soft break on the last line."""
    begins = encoded.rfind(b"\n") + 1
    if len(encoded) - begins < LONGEST_LINE:
        return encoded
    cut = len(encoded) - 3
    while b"=" in encoded[cut - 2 : cut]:
        cut -= 1
    return encoded[:cut] + SOFT_BREAK + encoded[cut:]
