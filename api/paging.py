"""Which part of a collection a request asks for."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from api.problems import invalid

DEFAULT = 10
MOST = 1_000
FARTHEST = 2**31 - 1  # nobody's collection is longer


@dataclass(frozen=True, slots=True)
class Page:
    count: int
    offset: int

    @property
    def rows(self) -> slice:
        """What of a queryset the page is."""
        return slice(self.offset, self.offset + self.count)


def page_of(request: HttpRequest) -> Page:
    """The page asked for; past the end it is an empty one. Raises a Problem."""
    count = _number(request, "count", DEFAULT)
    if count > MOST:
        raise invalid(("count", f"Schema describes integer of at most {MOST}"))
    return Page(count, min(_number(request, "offset", 0), FARTHEST))


def _number(request: HttpRequest, name: str, default: int) -> int:
    text = request.GET.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise invalid((name, "Schema describes integer of at least 0"))
    return int(text)
