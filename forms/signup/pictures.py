"""Pictures that people bring: what they are is read in their first bytes.

Nothing is decoded but the head, which says the kind and the size; a picture that is too
large, or none of the kinds that browsers show safely, is refused.
"""

from __future__ import annotations

import struct
from typing import IO

from django.utils.translation import gettext as _

MOST_BYTES = 1024 * 1024
MOST_PIXELS = 4000  # on a side
HEAD = 64 * 1024


class PictureRefused(ValueError):
    """Why a file is no picture that is taken, as a sentence."""


def kind_of(file: IO[bytes]) -> str:
    """Return png, jpg, gif or webp, or raise `PictureRefused`."""
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if size > MOST_BYTES:
        raise PictureRefused(_("A picture has at most 1 MB here."))
    for kind, measure in KINDS.items():
        try:
            sides = measure(head)
        except (struct.error, IndexError):
            continue
        if sides is None:
            continue
        if not all(1 <= side <= MOST_PIXELS for side in sides):
            raise PictureRefused(
                _("A picture has at most %s pixels on a side here.") % MOST_PIXELS
            )
        return kind
    raise PictureRefused(_("This is no PNG, JPEG, GIF or WebP picture."))


def _png(head: bytes) -> tuple[int, int] | None:
    if not head.startswith(b"\x89PNG\r\n\x1a\n") or head[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def _gif(head: bytes) -> tuple[int, int] | None:
    if head[:6] not in {b"GIF87a", b"GIF89a"}:
        return None
    width, height = struct.unpack("<HH", head[6:10])
    return width, height


def _webp(head: bytes) -> tuple[int, int] | None:
    if head[:4] != b"RIFF" or head[8:12] != b"WEBP":
        return None
    chunk = head[12:16]
    if chunk == b"VP8X":
        sides = [int.from_bytes(head[n : n + 3], "little") + 1 for n in (24, 27)]
        return sides[0], sides[1]
    if chunk == b"VP8L" and head[20] == 0x2F:
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


def _jpg(head: bytes) -> tuple[int, int] | None:
    if not head.startswith(b"\xff\xd8\xff"):
        return None
    at = 2
    while at + 9 <= len(head):
        if head[at] != 0xFF:
            return None
        marker = head[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        # A frame, which says its sides; not the tables that are named alike.
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", head[at + 5 : at + 9])
            return width, height
        (length,) = struct.unpack(">H", head[at + 2 : at + 4])
        at += 2 + max(length, 2)
    return None


KINDS = {"png": _png, "jpg": _jpg, "gif": _gif, "webp": _webp}
