"""The choices of a field as they are edited: each named anew, taken out, or added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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
    n: int  # how many contacts have it

    @property
    def goes(self) -> bool:
        return not self.now


class ChoiceRows:
    """What is posted of the choices: `was` and `choice` in pairs, `drop` for some.

    The order of the pairs is the order of the choices. What somebody else added
    meanwhile stays, at the end.
    """

    def __init__(self, field: Field, data: Any) -> None:
        self.field = field
        self.before: list[str] = list(field.choices)
        self.data = data
        self.counts: dict[str, int] = {}
        if field.pk and field.has_choices:
            self.counts = field.audience.contacts.count_choices(field)
        self.changes: dict[str, str | None] = {}
        self.after: list[str] = self.before
        self.problems: list[str] = []
        self.asks = False  # whether removals have to be confirmed

    @property
    def rows(self) -> list[Row]:
        posted = self._posted() or {was: was for was in self.before}
        return [Row(was, now, self.counts.get(was, 0)) for was, now in posted.items()]

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
        n = sum(self.counts.get(was, 0) for was in gone)
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
