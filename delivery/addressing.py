"""Addresses at the inbound domain, by which what comes back finds its delivery.

A letter that says why it comes, and the token of the delivery in 26 letters and digits
of base32 (RFC 4648), small, since servers fold the case of what they pass on.
"""

from __future__ import annotations

import re
from itertools import product
from uuid import UUID, uuid5

from django.conf import settings

REPLY, BOUNCE, UNSUBSCRIBE = "r", "b", "u"
NAMED = re.compile(r"\bd-[0-9a-f]{32}(?=@)", re.A)
WRITTEN = re.compile(r"([rbu])-([a-z2-7]{26})", re.A)
TOKEN = re.compile(r"[a-z2-7]{26}", re.A)
DIGITS = "abcdefghijklmnopqrstuvwxyz234567"
# What `int` takes for the same digits, and all pairs of digits: a token is written some
# six times in each message.
AS_NUMBER = str.maketrans(DIGITS, "0123456789abcdefghijklmnopqrstuv")
PAIRS = ["".join(pair) for pair in product(DIGITS, repeat=2)]


def address_of(why: str, token: UUID) -> str:
    """Empty where nothing can come back: no inbound domain is set."""
    if not settings.INBOUND_DOMAIN:
        return ""
    return f"{why}-{written(token)}@{settings.INBOUND_DOMAIN}"


def named(token: UUID) -> str:
    """The local part of the Message-ID: the same whenever it is tried, and nothing that
    its other addresses tell.
    """
    return f"d-{uuid5(token, 'message-id').hex}"


def read(address: str) -> tuple[str, UUID] | None:
    """Why it comes and the token; None of an address that is none of these."""
    local, _at, domain = address.strip().lower().rpartition("@")
    match = WRITTEN.fullmatch(local)
    if not match or not domain or domain != settings.INBOUND_DOMAIN:
        return None
    token = token_of(match[2])
    return (match[1], token) if token else None


def written(token: UUID) -> str:
    bits = token.int << 2  # to fill the 26th digit
    return "".join([PAIRS[bits >> at & 1023] for at in range(120, -1, -10)])


def token_of(text: str) -> UUID | None:
    """The token that is written so, and in no other way."""
    if not TOKEN.fullmatch(text):
        return None
    bits = int(text.translate(AS_NUMBER), 32)
    return None if bits & 3 else UUID(int=bits >> 2)
