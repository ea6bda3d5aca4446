"""The rows of the contact table as text that is ready to be shown.

What a template would work out fifty times over is worked out here once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.templatetags.ui import avatar, relative_time
from audiences.countries import COUNTRIES
from contacts.filters import ARCHIVED
from contacts.listing import Row
from contacts.models import Contact

SHOWN_TAGS = 4
AVATAR_SIZE = 34


@dataclass(frozen=True, slots=True)
class Line:
    pk: int
    url: str
    name: str  # or the address where there is no name
    sub: str
    avatar: SafeString
    choose: str
    badge: SafeString
    tags: SafeString
    country: str
    added: SafeString


def lines(rows: Iterable[Row], tags: Mapping[int, str], url: str) -> list[Line]:
    """Make the rows ready; `url` is what precedes an id, `tags` are names by id."""
    badges = _badges()
    chips = {pk: _chip(name) for pk, name in tags.items()}
    choose = _("Choose %s")
    return [_line(row, url, badges, chips, choose) for row in rows]


def _line(
    row: Row,
    url: str,
    badges: Mapping[str, SafeString],
    chips: Mapping[int, SafeString],
    choose: str,
) -> Line:
    full_name = f"{row.first_name} {row.last_name}".strip()
    name = full_name or row.email_display
    return Line(
        pk=row.pk,
        url=f"{url}{row.pk}/",
        name=name,
        sub=row.email_display if full_name else "",
        avatar=avatar(name, AVATAR_SIZE),
        choose=choose % name,
        badge=badges[ARCHIVED if row.archived_at else row.status],
        tags=_tags([chips[pk] for pk in row.tag_ids if pk in chips]),
        country=str(COUNTRIES.get(row.country, row.country)),
        added=relative_time(row.created_at),
    )


def status_labels() -> dict[str, str]:
    """The words for each status and for archived."""
    return {
        **{status.value: str(status.label) for status in Contact.Status},
        ARCHIVED: _("Archived"),
    }


def _badges() -> dict[str, SafeString]:
    return {
        status: format_html('<span class="st st-{}">{}</span>', status, label)
        for status, label in status_labels().items()
    }


def _chip(name: str) -> SafeString:
    return format_html(
        '<span class="tagx"><span class="ellipsis">{}</span></span>', name
    )


def _tags(chips: list[SafeString]) -> SafeString:
    shown = format_html_join(" ", "{}", ((chip,) for chip in chips[:SHOWN_TAGS]))
    more = len(chips) - SHOWN_TAGS
    if more <= 0:
        return shown
    return format_html('{} <span class="muted tiny">+{}</span>', shown, more)
