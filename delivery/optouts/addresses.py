"""The addresses of the pages of whoever gets a message: the way out, and the centre."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from delivery.addressing import CENTRE, told, written


def way_out(token: UUID) -> str:
    """Says by itself who opts out of what, and nobody can guess another."""
    return f"{settings.PUBLIC_URL}{_place()}{written(token)}"


def centre(token: UUID) -> str:
    """Where they say what they want to get, which a higher app answers.

    It tells neither the way out nor any other address of the delivery.
    """
    return f"{settings.PUBLIC_URL}{_place_of_centre()}{told(CENTRE, token)}"


@cache
def _place_of_centre() -> str:
    return reverse("centre", args=["-"]).removesuffix("-")


@cache
def _place() -> str:
    """Looked up once: an address is made for every message that leaves."""
    return reverse("way_out", args=["-"]).removesuffix("-")
