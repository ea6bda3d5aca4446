"""Pages of higher apps that messages lead to by name: `*|PAGE:spring|*`.

Each reader is led there by a link of their own; nobody's leads to the page as it is for
anybody. A higher app says which pages there are, and answers the addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from delivery.addressing import PAGE, told

if TYPE_CHECKING:
    from audiences.models import Audience

PREFIX = "PAGE:"

# Whether the audience has such a page.
type Has = Callable[[Audience, str], bool]

_has: list[Has] = []


def knows(has: Has) -> Has:
    _has.append(has)
    return has


def known_to(audience: Audience) -> Callable[[str], str | None]:
    """Says where such a tag leads who is not known, or None where it leads nowhere."""
    seen: dict[str, str | None] = {}

    def find(name: str) -> str | None:
        if not name.startswith(PREFIX):
            return None
        if name not in seen:
            slug = name.removeprefix(PREFIX).strip()
            is_there = any(has(audience, slug) for has in _has)
            seen[name] = address(audience, slug) if is_there else None
        return seen[name]

    return find


def among(names: Iterable[str]) -> list[str]:
    """Those of the tags that lead to such a page."""
    return [name for name in names if name.startswith(PREFIX)]


def led(audience: Audience, names: Iterable[str], token: UUID) -> dict[str, str]:
    """Where these tags lead who got the delivery of this token."""
    own = f"/{told(PAGE, token)}"
    return {
        name: address(audience, name.removeprefix(PREFIX).strip()) + own
        for name in names
    }


def address(audience: Audience, slug: str) -> str:
    return f"{settings.PUBLIC_URL}{_place()}{audience.public_id}/{slug}"


@cache
def _place() -> str:
    """Looked up once: an address is made for every message that leaves."""
    return reverse("landing", args=["-", "-"]).removesuffix("-/-")
