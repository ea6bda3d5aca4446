"""DKIM signatures, relaxed for headers and simple for bodies (RFC 6376).

The key signs by `cryptography`; a domain with two keys signs twice (RFC 8463).
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

type Field = tuple[bytes, bytes]

# What is signed, if it is there. From and Subject once more than they are there: a
# second one that somebody adds breaks the signature.
SIGNED = (
    *(b"from", b"to", b"subject", b"date", b"message-id", b"reply-to"),
    *(b"mime-version", b"content-type", b"list-id", b"feedback-id"),
    *(b"list-unsubscribe", b"list-unsubscribe-post"),
)
GUARDED = (b"from", b"subject")
SPACES = re.compile(rb"[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Signer:
    domain: str
    selector: str
    key: RSAPrivateKey | Ed25519PrivateKey

    def sign(self, fields: Sequence[Field], body: bytes, at: int) -> Field:
        """The signature's own field; `body` ends with one line break.

        `at` is in seconds since 1970.
        """
        canonical = {}
        for name, value in fields:
            lowered = name.lower()
            if lowered in SIGNED:
                canonical[lowered] = _relaxed(lowered, value)
        names = [name for name in SIGNED if name in canonical]
        value = self._unsigned([*names, *GUARDED], body, at)
        signed = b"\r\n".join([canonical[name] for name in names])
        own = _relaxed(b"dkim-signature", value)
        signature = b64encode(self._signed(b"%s\r\n%s" % (signed, own)))
        return b"DKIM-Signature", value + _in_lines(signature)

    def _unsigned(self, names: Iterable[bytes], body: bytes, at: int) -> bytes:
        algorithm = b"rsa" if isinstance(self.key, RSAPrivateKey) else b"ed25519"
        return (
            b"v=1; a=%s-sha256; c=relaxed/simple; d=%s;\r\n s=%s; t=%d;\r\n"
            b" h=%s;\r\n bh=%s;\r\n b="
        ) % (
            *(algorithm, self.domain.encode(), self.selector.encode(), at),
            b":\r\n  ".join(_few(names)),
            b64encode(sha256(body).digest()),
        )

    def _signed(self, data: bytes) -> bytes:
        if isinstance(self.key, RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        # RFC 8463, 3: what is signed is the digest.
        return self.key.sign(sha256(data).digest())


def _relaxed(name: bytes, value: bytes) -> bytes:
    return b"%s:%s" % (name, SPACES.sub(b" ", value).strip())


def _few(names: Iterable[bytes]) -> Iterable[bytes]:
    """The names with colons, some to a line."""
    every = list(names)
    return [b":".join(every[at : at + 5]) for at in range(0, len(every), 5)]


def _in_lines(signature: bytes) -> bytes:
    return b"\r\n  ".join(
        signature[at : at + 72] for at in range(0, len(signature), 72)
    )
