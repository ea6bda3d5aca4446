"""The adding of contacts in parts: each address lies in one, by its checksum.

Whoever adds somebody, or gives one another address, holds the part of the address first
of all locks (`Counter.objects.hold_adding`). So a person waits for an import only while
it writes addresses of the same part. The buckets of an import are found by the same
checksum: of a number that divides the parts, or that they divide, each lies in as few
parts as can be.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable

PARTS = 64


def bucket_of(email: str, buckets: int) -> int:
    """In which of so many buckets the address lies."""
    return zlib.crc32(email.encode()) % buckets


def parts_of(*emails: str) -> set[int]:
    return {bucket_of(email, PARTS) for email in emails}


def parts_in(some: Iterable[int], buckets: int) -> set[int]:
    """The parts with addresses that lie in some of so many buckets."""
    # A number leaves both of two remainders only where they differ by a multiple of it.
    step = math.gcd(buckets, PARTS)
    return {part for one in some for part in range(one % step, PARTS, step)}


def fitting(buckets: int) -> int:
    """The next larger number of buckets that cuts no part in two."""
    if buckets > PARTS:
        return PARTS * math.ceil(buckets / PARTS)
    return 1 << max(buckets - 1, 0).bit_length()
