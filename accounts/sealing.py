"""Texts that are kept closed in the database: private keys, passwords of servers.

They are opened by a secret of the data folder, so that neither a copy of the database
nor a changed SECRET_KEY has a say in it.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """It was sealed with another secret, or for another purpose."""


def seal(text: str, purpose: str) -> str:
    """Close a text; whoever opens it has to name the same purpose."""
    return _fernet(settings.SEALING_KEY, purpose).encrypt(text.encode()).decode()


def opened(sealed: str, purpose: str) -> str:
    """The text that was sealed; raises Unreadable."""
    try:
        return _fernet(settings.SEALING_KEY, purpose).decrypt(sealed).decode()
    except InvalidToken:
        raise Unreadable from None


@cache
def _fernet(secret: str, purpose: str) -> Fernet:
    key = HKDF(SHA256(), 32, salt=None, info=f"parterre {purpose}".encode())
    return Fernet(urlsafe_b64encode(key.derive(secret.encode())))
