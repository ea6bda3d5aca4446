"""The rows of the contact table, each as fast as filling in a form letter.

The template of a row is rendered once, with blanks where the contact stands; what the
blanks take is worked out here. A page has fifty rows, and templates are slow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.templatetags.ui import avatar, relative_time, short_day
from audiences.countries import COUNTRIES
from contacts.filters import ARCHIVED
from contacts.listing import Row
from contacts.models import Contact

TEMPLATE = "contacts/contact_list.html#contact-row"
BLANKS = (
    *("pk", "url", "name", "sub", "avatar", "choose"),
    *("badge", "tags", "country", "added"),
)
SHOWN_TAGS = 4
AVATAR_SIZE = 34
WEEK = timedelta(days=7)


def status_labels() -> dict[str, str]:
    """The words for each status and for archived."""
    return {
        **{status.value: str(status.label) for status in Contact.Status},
        ARCHIVED: _("Archived"),
    }


@dataclass(frozen=True, slots=True)
class Rows:
    """Renders rows; `url` is what precedes an id, `tags` are their names by id."""

    url: str
    tags: Mapping[int, str]
    may_choose: bool
    now: datetime = field(default_factory=timezone.now)
    days: dict[date, tuple[str, str]] = field(default_factory=dict)

    def render(self, rows: Iterable[Row]) -> SafeString:
        blanks: dict[str, Any] = {name: f"{{{name}}}" for name in BLANKS}
        letter = render_to_string(TEMPLATE, {**blanks, "may_manage": self.may_choose})
        badges = _badges()
        chips = {pk: _chip(name) for pk, name in self.tags.items()}
        choose = _("Choose %s")
        filled = (self._filled(row, badges, chips, choose) for row in rows)
        return format_html_join("", letter, filled)

    def _filled(
        self,
        row: Row,
        badges: Mapping[str, str],
        chips: Mapping[int, str],
        choose: str,
    ) -> dict[str, object]:
        full_name = f"{row.first_name} {row.last_name}".strip()
        name = full_name or row.email_display
        return {
            "pk": row.pk,
            "url": f"{self.url}{row.pk}/",
            "name": name,
            "sub": row.email_display if full_name else "",
            "avatar": avatar(name, AVATAR_SIZE),
            "choose": choose % name,
            "badge": badges[ARCHIVED if row.archived_at else row.status],
            "tags": _tags([chips[pk] for pk in row.tag_ids if pk in chips]),
            "country": COUNTRIES.get(row.country, row.country),
            "added": self._time(row.created_at),
        }

    def _time(self, moment: datetime) -> SafeString:
        """The same as `relative_time`, which writes out every day anew."""
        if self.now - moment < WEEK:
            return relative_time(moment)
        local = timezone.localtime(moment)
        day = local.date()
        if day not in self.days:
            short = short_day(day, timezone.localdate(self.now))
            self.days[day] = (short, date_format(day, "j F Y"))
        short, long = self.days[day]
        return format_html(
            '<time datetime="{}" title="{}, {}">{}</time>',
            moment.isoformat(),
            long,
            local.strftime("%H:%M"),
            short,
        )


def _badges() -> dict[str, SafeString]:
    return {
        status: format_html('<span class="st st-{}">{}</span>', status, label)
        for status, label in status_labels().items()
    }


def _chip(name: str) -> SafeString:
    return format_html(
        '<span class="tagx"><span class="ellipsis">{}</span></span>', name
    )


def _tags(chips: list[str]) -> str:
    shown = format_html_join(" ", "{}", ((chip,) for chip in chips[:SHOWN_TAGS]))
    more = len(chips) - SHOWN_TAGS
    if more <= 0:
        return shown
    return format_html('{} <span class="muted tiny">+{}</span>', shown, more)
