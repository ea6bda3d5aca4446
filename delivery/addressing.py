"""Addresses at the inbound domain, by which what comes back finds its delivery.

A letter that says why it comes, and a token in 26 letters and digits of base32 (RFC
4648), small, since servers fold the case of what they pass on.

There is a token for each purpose, and none tells another: who is sent a copy of an
answer sees the address of answers, and cannot say from there that a message came back.
That of opting out is the delivery's own, which has to lead out whatever becomes of our
keys; the others are that one in a cipher, so that they are found by the same index.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from threading import get_ident
from uuid import UUID, uuid5

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

# The last three are of no address: the links and the picture by which reading is
# counted, the page of what somebody gets, and pages that are made for anybody.
REPLY, BOUNCE, UNSUBSCRIBE = "r", "b", "u"
READING, CENTRE, PAGE = "c", "p", "g"
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
    return f"{why}-{told(why, token)}@{settings.INBOUND_DOMAIN}"


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
    token = heard(match[1], match[2])
    return (match[1], token) if token else None


def told(why: str, token: UUID) -> str:
    """The token of a delivery as it is written for this purpose alone."""
    if why == UNSUBSCRIBE:
        return written(token)
    closing, _opening = _ciphers(settings.SEALING_KEY, why, get_ident())
    return written(UUID(bytes=closing.update(token.bytes)))


def heard(why: str, text: str) -> UUID | None:
    """The token of the delivery that was told so; of what is made up, nobody's."""
    token = token_of(text)
    if token is None or why == UNSUBSCRIBE:
        return token
    _closing, opening = _ciphers(settings.SEALING_KEY, why, get_ident())
    return UUID(bytes=opening.update(token.bytes))


@lru_cache(256)
def _ciphers(secret: str, why: str, thread: int) -> tuple[CipherContext, CipherContext]:
    """What closes and what opens tokens for a purpose, for one thread: to make it takes
    longer than to use it, and it takes one word at a time.
    """
    info = f"parterre address {why}".encode()
    key = HKDF(SHA256(), 16, salt=None, info=info).derive(secret.encode())
    # A token is one block of random bits: there is no second that could tell of it.
    cipher = Cipher(AES(key), ECB())  # noqa: S305
    return cipher.encryptor(), cipher.decryptor()


def written(token: UUID) -> str:
    bits = token.int << 2  # to fill the 26th digit
    return "".join([PAIRS[bits >> at & 1023] for at in range(120, -1, -10)])


def token_of(text: str) -> UUID | None:
    """The token that is written so, and in no other way."""
    if not TOKEN.fullmatch(text):
        return None
    bits = int(text.translate(AS_NUMBER), 32)
    return None if bits & 3 else UUID(int=bits >> 2)
