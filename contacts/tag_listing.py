"""The tags of an audience by name, page by page, and those that are searched for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from contacts.models import Tag

if TYPE_CHECKING:
    from audiences.models import Audience

SIZE = 50
MAX_LETTERS = 100  # as many as a name has


@dataclass(frozen=True, slots=True)
class Page:
    tags: list[Tag]
    total: int  # of all pages
    text: str  # what is searched for
    url: str  # the list from its beginning, without a search
    here: str
    previous_url: str
    next_url: str

    @property
    def is_first_run(self) -> bool:
        """Whether there is no tag at all."""
        return not (self.tags or self.text)


def page_of(audience: Audience, query: Mapping[str, str]) -> Page:
    """What a query asks for: words `q`, and the name `after` or `before` the page."""
    url = reverse("contacts:tag_list", args=[audience.pk])
    text, after, before = (_said(query, name) for name in ("q", "after", "before"))
    matching = audience.tags.present().search(text)
    tags, has_previous, has_next = matching.with_counts().page(
        SIZE, after=after, before=before
    )

    def link(**where: str) -> str:
        said = {name: value for name, value in {"q": text, **where}.items() if value}
        return f"{url}?{urlencode(said)}" if said else url

    return Page(
        tags=tags,
        total=matching.count(),
        text=text,
        url=url,
        here=link(after=after, before=before),
        previous_url=link(before=tags[0].name) if has_previous else "",
        next_url=link(after=tags[-1].name) if has_next else "",
    )


def _said(query: Mapping[str, str], name: str) -> str:
    return query.get(name, "").replace("\0", "").strip()[:MAX_LETTERS]
