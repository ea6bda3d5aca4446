"""The choices of a field as they are edited: each named anew, taken out, or added."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.models import Field

MAX_CHOICES = 500
MAX_CHOICE = 255


@dataclass(frozen=True, slots=True)
class Row:
    """A choice there is, and what it is to become: nothing, when it goes."""

    was: str
    now: str
    n: int | None  # how many contacts have it; None before they are counted

    @property
    def key(self) -> str:
        """What its number is called in the page, whatever the order is by then."""
        return blake2b(self.was.encode(), digest_size=8).hexdigest()

    @property
    def goes(self) -> bool:
        return not self.now


class ChoiceRows:
    """What is posted of the choices: `was` and `choice` in pairs, `drop` for some.

    The order of the pairs is the order of the choices. What somebody else added
    meanwhile stays, at the end. All people are read to count them, so that the numbers
    come after the page unless it `is_counted`.
    """

    def __init__(self, field: Field, data: Any) -> None:
        self.field = copy(field)  # as it is, whatever becomes of the form's
        self.before: list[str] = list(field.choices)
        self.data = data
        self.is_counted = data is not None
        self.changes: dict[str, str | None] = {}
        self.after: list[str] = self.before
        self.problems: list[str] = []
        self.asks = False  # whether removals have to be confirmed

    @cached_property
    def counts(self) -> dict[str, int]:
        if not self.field.pk or not self.field.has_choices:
            return {}
        return self.field.audience.contacts.count_choices(self.field)

    @property
    def rows(self) -> list[Row]:
        posted = self._posted() or {was: was for was in self.before}
        return [Row(was, now, self._count(was)) for was, now in posted.items()]

    def _count(self, was: str) -> int | None:
        return self.counts.get(was, 0) if self.is_counted else None

    @property
    def confirmed(self) -> bool:
        return bool(self.data and self.data.get("confirm_removal"))

    def settle(self, new: str) -> None:
        """Work out the choices there will be, and what becomes of those there were."""
        posted = self._posted()
        unnamed = [was for was in self.before if was not in posted]
        kept = [now for now in posted.values() if now]
        added = [line.strip() for line in new.splitlines() if line.strip()]
        self.after = [*kept, *unnamed, *added]
        self.changes = {was: now or None for was, now in posted.items() if now != was}
        self.problems = list(self._problems())

    def _posted(self) -> dict[str, str]:
        """The choices there are, as they are to be called; empty for those that go."""
        if self.data is None:
            return {}
        pairs = zip(self.data.getlist("was"), self.data.getlist("choice"), strict=False)
        gone = set(self.data.getlist("drop"))
        return {
            was: "" if was in gone else now.strip()
            for was, now in pairs
            if was in self.before
        }

    def _problems(self) -> Iterable[str]:
        if not self.after:
            yield _("Name the choices there are.")
        if len(self.after) > MAX_CHOICES:
            yield _("A field has at most %s choices.") % MAX_CHOICES
        if any(len(choice) > MAX_CHOICE or "\0" in choice for choice in self.after):
            yield _("A choice has at most %s characters.") % MAX_CHOICE
        if twice := _repeated(self.after):
            yield _("“%s” is named twice.") % twice[:MAX_CHOICE]
        gone = [was for was, now in self.changes.items() if now is None]
        n = sum(self.counts.get(was, 0) for was in gone) if gone else 0
        if n and not self.confirmed:
            self.asks = True
            yield ngettext(
                "%(n)s contact has a choice that you take out, and is left without.",
                "%(n)s contacts have a choice that you take out, and are left without.",
                n,
            ) % {"n": intcomma(n)}


def _repeated(choices: Iterable[str]) -> str:
    """A choice that is there twice, but for its capitals; or nothing."""
    seen: set[str] = set()
    for choice in choices:
        key = choice.casefold()
        if key in seen:
            return choice
        seen.add(key)
    return ""
