"""The address of the page by which somebody opts out."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from delivery.addressing import written


def way_out(token: UUID) -> str:
    """Says by itself who opts out of what, and nobody can guess another."""
    return f"{settings.PUBLIC_URL}{_place()}{written(token)}"


@cache
def _place() -> str:
    """Looked up once: an address is made for every message that leaves."""
    return reverse("way_out", args=["-"]).removesuffix("-")
