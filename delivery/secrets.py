"""Credentials for the services of others, as the database keeps them: sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping

from accounts import sealing

PURPOSE = "credentials"


def seal(said: Mapping[str, str]) -> bytes:
    return sealing.seal(json.dumps(dict(said)), PURPOSE).encode()


def unseal(sealed: bytes | memoryview) -> dict[str, str]:
    """What was sealed; nothing where the secret that it was sealed with is gone."""
    try:
        opened: dict[str, str] = json.loads(
            sealing.opened(bytes(sealed).decode(), PURPOSE)
        )
    except sealing.Unreadable:
        return {}
    return opened
