"""The names of an audience, page by page: those in use, or those put aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.reported.volumes import Volume, volumes
from contacts.reported.words import url_of_people

if TYPE_CHECKING:
    from audiences.models import Audience

SIZE = 50
MAX_LETTERS = 50


@dataclass(frozen=True, slots=True)
class Row:
    volume: Volume
    url: str
    people_url: str


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    current: bool
    count: int


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Row]
    tabs: list[Tab]
    here: str  # the URL of this page
    first_url: str  # of the first one, or nothing where this is it
    next_url: str
    is_hidden: bool

    @property
    def is_first_run(self) -> bool:
        return not any(tab.count for tab in self.tabs)


def page_of(audience: Audience, query: Mapping[str, str]) -> Page:
    """What a query asks for: `hidden`, and the name `after` which the page begins."""
    url = reverse("contacts:event_list", args=[audience.pk])
    events = audience.customevents
    is_hidden = "hidden" in query
    after = query.get("after", "").replace("\0", "")[:MAX_LETTERS]
    of = events.hidden() if is_hidden else events.shown()
    said = {"hidden": "yes"} if is_hidden else {}
    found = list(of.after(after).in_order()[: SIZE + 1])
    shown = found[:SIZE]
    more = len(found) > SIZE
    return Page(
        rows=[
            Row(
                volume,
                reverse("contacts:event_detail", args=[audience.pk, volume.event.pk]),
                url_of_people(audience, volume.event.name.name),
            )
            for volume in volumes(audience, shown)
        ],
        tabs=[
            Tab(_("Events"), url, not is_hidden, events.shown().count()),
            Tab(_("Hidden"), f"{url}?hidden=yes", is_hidden, events.hidden().count()),
        ],
        here=_url(url, said | ({"after": after} if after else {})),
        first_url=_url(url, said) if after else "",
        next_url=_url(url, said | {"after": shown[-1].name.name}) if more else "",
        is_hidden=is_hidden,
    )


def _url(url: str, said: dict[str, str]) -> str:
    return f"{url}?{urlencode(said)}" if said else url
