"""Whether a zip file is what it says it is, before anything opens it.

Nothing here needs Django: the process that reads workbooks asks the same questions.
"""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from typing import IO

MAX_MEMBERS = 1_000
MAX_DIRECTORY = 1 << 20  # bytes of the list of members
MAX_BYTES = 2 << 30  # of all members, unpacked
MAX_RATIO = 300  # to one, of members that are large when unpacked
LARGE = 32 << 20
PIECE = 1 << 18

_END = b"PK\x05\x06"
_END_SIZE = 22
_MAX_COMMENT = 0xFFFF
_LOCATOR = b"PK\x06\x07"
_LOCATOR_SIZE = 20
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1


class ZipRefused(Exception):
    """The code of the reason why a zip file is left shut."""


def members(file: IO[bytes]) -> list[zipfile.ZipInfo]:
    """The members by the directory of the file; nothing is unpacked.

    Raises `ZipRefused` when these are too many, too large, or not what they seem.
    """
    size = file.seek(0, os.SEEK_END)
    _check_directory(file, size)
    try:
        with zipfile.ZipFile(file) as archive:
            listed = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
        raise ZipRefused("broken") from None
    for member in listed:
        _check_member(member)
    if sum(member.file_size for member in listed) > MAX_BYTES:
        raise ZipRefused("large")
    # Members that share bytes unpack to far more than there is.
    if sum(member.compress_size for member in listed) > size:
        raise ZipRefused("bomb")
    return [member for member in listed if not member.is_dir()]


def check_contents(file: IO[bytes]) -> None:
    """Unpack everything into nothing: sizes that the directory gives may be lies."""
    left = MAX_BYTES
    for member in members(file):
        for piece in pieces(file, member):
            left -= len(piece)
            if left < 0:
                raise ZipRefused("large")


def pieces(file: IO[bytes], member: zipfile.ZipInfo) -> _Pieces:
    """The unpacked bytes of a member, never more than its directory entry says."""
    return _Pieces(file, member)


class _Pieces:
    """Reads the compressed bytes itself, so that a lie about a size is seen."""

    def __init__(self, file: IO[bytes], member: zipfile.ZipInfo) -> None:
        self.file = file
        self.place = _data_offset(file, member)
        self.left = member.compress_size
        self.declared = member.file_size
        self.waiting = b""
        is_packed = member.compress_type == zipfile.ZIP_DEFLATED
        self.inflate = zlib.decompressobj(-zlib.MAX_WBITS) if is_packed else None

    def __iter__(self) -> _Pieces:
        return self

    def __next__(self) -> bytes:
        while self.left or self.waiting:
            piece = self._next()
            self.declared -= len(piece)
            if self.declared < 0:
                raise ZipRefused("bomb")
            if piece:
                return piece
        raise StopIteration

    def _next(self) -> bytes:
        packed = self.waiting
        if not packed:
            self.file.seek(self.place)
            packed = self.file.read(min(PIECE, self.left))
            if not packed:
                raise ZipRefused("broken")
            self.place += len(packed)
            self.left -= len(packed)
        if self.inflate is None:
            self.waiting = b""
            return packed
        try:
            piece = self.inflate.decompress(packed, PIECE)
        except zlib.error:
            raise ZipRefused("broken") from None
        self.waiting = self.inflate.unconsumed_tail
        if self.inflate.eof:
            self.left, self.waiting = 0, b""
        return piece


def _check_directory(file: IO[bytes], size: int) -> None:
    """Look at the last record alone, since the directory itself may be huge."""
    start = max(0, size - _END_SIZE - _MAX_COMMENT - _LOCATOR_SIZE)
    file.seek(start)
    tail = file.read()
    found = tail.rfind(_END)
    if found < 0 or len(tail) - found < _END_SIZE:
        raise ZipRefused("broken")
    entries, length = struct.unpack_from("<HL", tail, found + 10)
    locator = tail[max(0, found - _LOCATOR_SIZE) : found]
    if locator.startswith(_LOCATOR) and len(locator) == _LOCATOR_SIZE:
        file.seek(min(struct.unpack_from("<Q", locator, 8)[0], size))
        record = file.read(56)
        if len(record) < 56:
            raise ZipRefused("broken")
        entries, length = struct.unpack_from("<QQ", record, 32)
    if entries > MAX_MEMBERS or length > MAX_DIRECTORY:
        raise ZipRefused("members")


def _check_member(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & _ENCRYPTED:
        raise ZipRefused("password")
    if member.compress_type not in _METHODS:
        raise ZipRefused("broken")
    parts = member.filename.replace("\\", "/").split("/")
    if ".." in parts or member.filename.startswith(("/", "\\")):
        raise ZipRefused("names")
    packed = max(member.compress_size, 1)
    if member.file_size > LARGE and member.file_size > MAX_RATIO * packed:
        raise ZipRefused("bomb")


def _data_offset(file: IO[bytes], member: zipfile.ZipInfo) -> int:
    file.seek(member.header_offset)
    header = file.read(30)
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        raise ZipRefused("broken")
    name, extra = struct.unpack_from("<HH", header, 26)
    return member.header_offset + 30 + int(name) + int(extra)
