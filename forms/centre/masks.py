"""Enough to know one's own by, and not enough to learn another's."""

from __future__ import annotations

DOTS = "•••"


def masked_address(email: str) -> str:
    local, _at, domain = email.rpartition("@")
    return f"{local[:1]}{DOTS}@{domain}"


def masked(text: str) -> str:
    """The first letter of a text that hides more; of a short one nothing."""
    return f"{text[:1]}{DOTS}" if len(text) > 2 and text[:1].isalpha() else DOTS
