"""The address of the page by which somebody opts out."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.urls import reverse

from delivery.addressing import written


def way_out(token: UUID) -> str:
    """Says by itself who opts out of what, and nobody can guess another."""
    return f"{settings.PUBLIC_URL}{reverse('way_out', args=[written(token)])}"
