"""Which encoding a file is in, and bytes of a second one in between."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from typing import IO

import charset_normalizer
from django.utils.translation import gettext_lazy as _

from contacts.imports import alphabets

SAMPLE = 1 << 20
MIXED = "parterre-mixed"  # decodes what is no UTF-8 as Windows-1252, byte by byte

# What a stored file can be in; in all of them a newline is the byte it is in ASCII.
ENCODINGS = {
    "utf-8": _("Unicode (UTF-8)"),
    "cp1252": _("Western European (Windows)"),
    "mac_roman": _("Western European (Mac)"),
    "cp850": _("Western European (DOS)"),
    "cp1250": _("Central European (Windows)"),
    "iso8859_2": _("Central European (ISO)"),
    "cp1251": _("Cyrillic (Windows)"),
    "koi8_r": _("Cyrillic (KOI8-R)"),
    "cp866": _("Cyrillic (DOS)"),
    "cp1253": _("Greek (Windows)"),
    "cp1254": _("Turkish (Windows)"),
    "cp1255": _("Hebrew (Windows)"),
    "cp1256": _("Arabic (Windows)"),
    "cp1257": _("Baltic (Windows)"),
    "cp932": _("Japanese (Shift-JIS)"),
    "euc_jp": _("Japanese (EUC)"),
    "gb18030": _("Chinese (simplified)"),
    "big5": _("Chinese (traditional)"),
    "cp949": _("Korean"),
}
MULTI = ["cp932", "euc_jp", "gb18030", "big5", "cp949"]
TELLING = 20_000  # bytes of telling lines that are looked at

_BOMS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_HIGH = re.compile(rb"[\x80-\xff]")


def _one_byte_each(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    # Windows-1252 leaves five bytes undefined; Latin-1 has them all.
    try:
        return bad.decode("cp1252"), error.end
    except UnicodeDecodeError:
        return bad.decode("latin-1"), error.end


codecs.register_error(MIXED, _one_byte_each)


def decoder(encoding: str) -> Callable[[bytes], str]:
    """A function from the bytes of a line to its text, whatever bytes they are."""
    is_single_byte = len(bytes(range(256)).decode(encoding, "replace")) == 256
    if not is_single_byte:
        return lambda line: line.decode(encoding, MIXED)

    def decode(line: bytes) -> str:
        # Hardly any line of an old encoding happens to be UTF-8, so one that is, is.
        try:
            return line.decode()
        except UnicodeDecodeError:
            return line.decode(encoding, MIXED)

    return decode


def detect(file: IO[bytes]) -> str:
    """Name the encoding of the file, which is left wherever reading ended."""
    file.seek(0)
    head = file.read(SAMPLE)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    if wide := _without_bom(head):
        return wide
    telling = _first_high_sample(file, head)
    if not _HIGH.search(telling):
        return "utf-8"
    try:
        telling[: telling.rfind(b"\n") + 1 or None].decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(telling)
    return "utf-8"


def _without_bom(head: bytes) -> str | None:
    """UTF-16 without a mark shows as a NUL beside each letter of an address."""
    pairs = head[:4000]
    if len(pairs) < 4:
        return None
    first, second = pairs[::2].count(0), pairs[1::2].count(0)
    if second > len(pairs) * 0.15 and first < 8:
        return "utf-16-le"
    if first > len(pairs) * 0.15 and second < 8:
        return "utf-16-be"
    return None


def _first_high_sample(file: IO[bytes], head: bytes) -> bytes:
    """A piece of the file that is not all ASCII, if there is one."""
    piece = head
    while piece and not _HIGH.search(piece):
        piece = file.read(SAMPLE)
    return piece + file.read(SAMPLE) if piece else b""


def _legacy(sample: bytes) -> str:
    """Tell a file of an older encoding from UTF-8 with some foreign bytes in it."""
    multibyte = sum(len(found) for found in _MULTIBYTE.findall(sample))
    if multibyte * 2 > len(_HIGH.findall(sample)):
        return "utf-8"
    lines = b"\n".join(line for line in sample.split(b"\n") if _HIGH.search(line))
    single, share = alphabets.best(lines[:TELLING])
    if share >= 0.5:
        return single
    multi = charset_normalizer.from_bytes(lines[:TELLING], cp_isolation=MULTI).best()
    return multi.encoding if multi else "cp1252"
