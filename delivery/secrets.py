"""Credentials for the services of others, as the database keeps them: sealed.

The key is derived from that of the installation, which is outside of the database: who
reads the database, or a copy of it, can send nothing.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "delivery.secrets"


def seal(said: Mapping[str, str]) -> bytes:
    return _fernet().encrypt(json.dumps(dict(said)).encode())


def unseal(sealed: bytes | memoryview) -> dict[str, str]:
    """What was sealed; nothing where the key that it was sealed with is gone."""
    try:
        opened: dict[str, str] = json.loads(_fernet().decrypt(bytes(sealed)))
    except InvalidToken:
        return {}
    return opened


def _fernet() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str | bytes) -> bytes:
    made = salted_hmac(SALT, "", secret=key, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made)
