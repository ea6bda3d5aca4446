"""The rows of the contact table, each as fast as filling in a form letter.

The template of a row is rendered once, with blanks where the contact stands; what the
blanks take is worked out here, as text that is escaped already. A page has fifty rows,
and templates are slow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.templatetags.ui import avatar, elapsed, short_day
from audiences.countries import COUNTRIES
from contacts.columns import STANDARD, Column
from contacts.filters import ARCHIVED
from contacts.listing import Row
from contacts.models import Contact

TEMPLATE = "contacts/contact_list.html#contact-row"
BLANKS = ("pk", "url", "name", "sub", "avatar", "choose")
SHOWN_TAGS = 4
AVATAR_SIZE = 34
WEEK = timedelta(days=7)
MINUTE = timedelta(minutes=1)


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
    columns: Sequence[Column]
    # By id, what the columns read beside what a row has anyway.
    more: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    now: datetime = field(default_factory=timezone.now)
    zone: tzinfo = field(default_factory=timezone.get_current_timezone)
    # What has been worked out: days and hours in words, names of countries.
    days: dict[date, tuple[str, str]] = field(default_factory=dict)
    ages: dict[int, str] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)

    def render(self, rows: Iterable[Row]) -> SafeString:
        letter = _letter(tuple((c.css, c.key) for c in self.columns), self.may_choose)
        badges = _badges()
        chips = {pk: _chip(name) for pk, name in self.tags.items()}
        choose = escape(_("Choose %s"))
        others = [column for column in self.columns if column.key not in STANDARD]
        filled = (self._filled(row, others, badges, chips, choose) for row in rows)
        return SafeString("".join(letter.format_map(blanks) for blanks in filled))

    def _filled(
        self,
        row: Row,
        others: Sequence[Column],
        badges: Mapping[str, str],
        chips: Mapping[int, str],
        choose: str,
    ) -> dict[str, object]:
        full_name = f"{row.first_name} {row.last_name}".strip()
        email = escape(row.email_display)
        held = self.more.get(row.pk, {})
        more = {c.key: escape(c.shown(held)) if held else "" for c in others}
        name = escape(full_name) if full_name else email
        return {
            **more,
            "pk": row.pk,
            "url": f"{self.url}{row.pk}/",
            "name": name,
            "sub": email if full_name else "",
            "avatar": avatar(full_name or row.email_display, AVATAR_SIZE),
            "choose": choose % name,
            "status": badges[ARCHIVED if row.archived_at else row.status],
            "tags": _tags([chips[pk] for pk in row.tag_ids if pk in chips]),
            "country": self._country(row.country),
            "created_at": self._time(row.created_at),
        }

    def _country(self, code: str) -> str:
        if code not in self.countries:
            self.countries[code] = escape(str(COUNTRIES.get(code, code)))
        return self.countries[code]

    def _time(self, moment: datetime) -> str:
        """The same as `relative_time`, which writes out every day anew."""
        local = moment.astimezone(self.zone)
        day = local.date()
        if day not in self.days:
            short = short_day(day, self.now.astimezone(self.zone).date())
            self.days[day] = (escape(short), escape(date_format(day, "j F Y")))
        short, long = self.days[day]
        text = self._age(moment) if self.now - moment < WEEK else short
        at = f"{local.hour:02}:{local.minute:02}"
        return (
            f'<time datetime="{moment.isoformat()}" title="{long}, {at}">{text}</time>'
        )

    def _age(self, moment: datetime) -> str:
        """How long ago: words that turn by the hour or, within one, by the minute."""
        minutes = (self.now - moment) // MINUTE
        turned = minutes if minutes < 60 else minutes // 60 * 60
        if turned not in self.ages:
            self.ages[turned] = escape(elapsed(moment, self.now))
        return self.ages[turned]


@lru_cache(maxsize=256)
def _letter(cells: Sequence[tuple[str, str]], may_choose: bool) -> str:
    """A row with blanks; each cell has a class and is named by its column."""
    blanks: dict[str, Any] = {name: f"{{{name}}}" for name in BLANKS}
    filled = (f'<td class="{css}">{{{key}}}</td>' for css, key in cells)
    given = {"cells": SafeString("".join(filled)), "may_manage": may_choose}
    return render_to_string(TEMPLATE, {**blanks, **given})


def _badges() -> dict[str, str]:
    return {
        status: f'<span class="st st-{status}">{escape(label)}</span>'
        for status, label in status_labels().items()
    }


def _chip(name: str) -> str:
    return f'<span class="tagx"><span class="ellipsis">{escape(name)}</span></span>'


def _tags(chips: list[str]) -> str:
    shown = " ".join(chips[:SHOWN_TAGS])
    more = len(chips) - SHOWN_TAGS
    return f'{shown} <span class="muted tiny">+{more}</span>' if more > 0 else shown
