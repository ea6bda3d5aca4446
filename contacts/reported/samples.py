"""What properties events of a name have, from the latest of them, never from all."""

from __future__ import annotations

import json
from collections import Counter as Tally
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.activity import in_words
from events.models import Event

if TYPE_CHECKING:
    from audiences.models import Audience
    from events.models import CustomEvent
    from events.querysets import EventQuerySet

SIZE = 1_000
TOP = 5
SHOWN_PROPERTIES = 60
SHOWN_LETTERS = 60

# By the types of Python; a truth is an int as well, and comes first.
KINDS: tuple[tuple[type | tuple[type, ...], str, Promise], ...] = (
    (bool, "truth", gettext_lazy("yes or no")),
    ((int, float), "number", gettext_lazy("number")),
    (str, "text", gettext_lazy("text")),
    (list, "list", gettext_lazy("list")),
    (dict, "object", gettext_lazy("object")),
)


@dataclass(frozen=True, slots=True)
class Top:
    text: str
    percent: int  # of the events that have the property


@dataclass(slots=True)
class Property:
    name: str
    last_at: datetime
    n: int = 0
    kinds: Tally[str] = field(default_factory=Tally)
    values: Tally[str] = field(default_factory=Tally)
    of: int = 0  # events looked at

    @property
    def percent(self) -> int:
        return _percent(self.n, self.of)

    @property
    def kind(self) -> str:
        """What its values are, in a word, or in several where they differ."""
        known = {key: str(label) for _types, key, label in KINDS}
        found = [known[key] for key, _n in self.kinds.most_common() if key in known]
        return ", ".join(found) or _("nothing")

    @property
    def top(self) -> list[Top]:
        """The most frequent values, unless hardly two are the same."""
        if self.is_diverse:
            return []
        most = self.values.most_common(TOP)
        return [Top(_shown(text), _percent(n, self.n)) for text, n in most]

    @property
    def span(self) -> tuple[str, str] | None:
        """From the smallest to the largest, where numbers are of many values."""
        if set(self.kinds) != {"number"} or len(self.values) <= TOP:
            return None
        numbers = [json.loads(text) for text in self.values]
        return in_words(min(numbers)), in_words(max(numbers))

    @property
    def is_diverse(self) -> bool:
        return len(self.values) > TOP and len(self.values) > 0.9 * self.n

    @property
    def example(self) -> Any:
        """The most frequent value, as JSON had it."""
        return json.loads(self.values.most_common(1)[0][0])


@dataclass(frozen=True, slots=True)
class Sample:
    size: int
    properties: list[Property]
    more: int = 0  # properties that are not shown


def sample_of(audience: Audience, event: CustomEvent) -> Sample:
    """The properties of the latest events, the most frequent first."""
    log: EventQuerySet = Event.objects.filter(audience=audience.pk)
    kept = log.kept_of(Event.Kind.CUSTOM, audience.account).of_name(event.name_id)
    latest = list(kept.values_list("properties", "occurred_at")[:SIZE])
    found: dict[str, Property] = {}
    for said, at in latest:
        for name, value in (said if isinstance(said, Mapping) else {}).items():
            each = found.setdefault(name, Property(name, at, of=len(latest)))
            each.n += 1
            each.kinds[_kind(value)] += 1
            each.values[json.dumps(value, sort_keys=True)] += 1
    ordered = sorted(found.values(), key=lambda each: (-each.n, each.name))
    shown = ordered[:SHOWN_PROPERTIES]
    return Sample(len(latest), shown, len(ordered) - len(shown))


def _kind(value: Any) -> str:
    return next((key for types, key, _l in KINDS if isinstance(value, types)), "")


def _percent(n: int, of: int) -> int:
    """In whole percent, and at least one of what there is."""
    return max(1, round(100 * n / of)) if n else 0


def _shown(text: str) -> str:
    said = in_words(json.loads(text))
    return said if len(said) <= SHOWN_LETTERS else f"{said[: SHOWN_LETTERS - 1]}…"
