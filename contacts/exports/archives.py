"""Zip files put together from compressed pieces, without compressing anything again.

Each piece is a run of deflate blocks that needs none of the others; their sum is closed
by an empty last block. So a slice compresses what it wrote, and the end only copies.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Buffer, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, cast

LAST_BLOCK = b"\x03\x00"
# Beyond 4 GB the format changes, and not every spreadsheet knows the newer one.
MAX_SIZE = 0xFFFF_FFFF
VERSION, UTF8, DEFLATED = 20, 0x800, 8
LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")


class TooLarge(Exception):
    """The whole would not fit into a zip file."""


def compress(data: bytes) -> bytes:
    """The data as blocks that others can follow."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH)


@dataclass(slots=True)
class Member:
    """A file in the archive: its sums, and its pieces in their order."""

    name: str
    crc: int = 0
    raw: int = 0
    packed: int = 0
    pieces: Iterable[bytes] = field(default_factory=list)

    @classmethod
    def of(cls, name: str, data: bytes) -> Member:
        packed = compress(data)
        return cls(name, zlib.crc32(data), len(data), len(packed), [packed])

    @property
    def stored(self) -> int:
        return self.packed + len(LAST_BLOCK)


def archive(members: Iterable[Member], at: datetime) -> Iterator[bytes]:
    """The bytes of the zip file, piece by piece."""
    clock = (at.hour << 11) | (at.minute << 5) | (at.second // 2)
    day = ((at.year - 1980) << 9) | (at.month << 5) | at.day
    directory, offset = b"", 0
    for member in members:
        name = member.name.encode()
        facts = (UTF8, DEFLATED, clock, day, member.crc, member.stored, member.raw)
        head = LOCAL.pack(b"PK\x03\x04", VERSION, *facts, len(name), 0) + name
        yield head
        yield from member.pieces
        yield LAST_BLOCK
        directory += CENTRAL.pack(
            *(b"PK\x01\x02", VERSION, VERSION, *facts),
            *(len(name), 0, 0, 0, 0, 0, offset),
        )
        directory += name
        offset += len(head) + member.stored
        if max(offset, member.raw) > MAX_SIZE:
            raise TooLarge
    number = directory.count(b"PK\x01\x02")
    yield directory
    yield END.pack(
        *(b"PK\x05\x06", 0, 0, number, number, len(directory), offset, 0),
    )


class _Pieces(io.RawIOBase):
    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces = iter(pieces)
        self.left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        while not self.left:
            piece = next(self.pieces, None)
            if piece is None:
                return 0
            self.left = piece
        view = memoryview(buffer)
        n = min(len(view), len(self.left))
        view[:n] = self.left[:n]
        self.left = self.left[n:]
        return n


def reader(pieces: Iterable[bytes]) -> IO[bytes]:
    """The pieces as one file to read from."""
    return cast(IO[bytes], io.BufferedReader(_Pieces(pieces), 1 << 18))
