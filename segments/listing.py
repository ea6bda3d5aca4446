"""The list of segments: what each says, how many are in it, and what refers to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode

from django.http import QueryDict

from conditions.binding import Bound, read_and_bind
from conditions.sentences import sentence
from contacts.usage import Use, uses_of_each
from segments.conditions import Segments
from segments.counting import is_stale
from segments.querysets import ORDERS

if TYPE_CHECKING:
    from audiences.models import Audience
    from segments.models import Segment
    from segments.querysets import SegmentQuerySet

MOST = 500  # on one page; whoever has more searches
MAX_TEXT = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which segments are listed, and in which order, as its URL says."""

    text: str = ""
    label: str = ""
    archived: bool = False
    order: str = "name"

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        order = query.get("order", "")
        return cls(
            query.get("q", "").strip()[:MAX_TEXT],
            query.get("label", "")[:MAX_TEXT].replace("\0", ""),
            query.get("archived") == "yes",
            order if order.removeprefix("-") in ORDERS else "name",
        )

    def to_query(self) -> list[tuple[str, str]]:
        pairs = [("q", self.text), ("label", self.label)]
        pairs += [("archived", "yes" if self.archived else "")]
        pairs += [("order", "" if self.order == "name" else self.order)]
        return [(name, value) for name, value in pairs if value]

    @property
    def query_string(self) -> str:
        return urlencode(self.to_query())

    @property
    def narrows(self) -> bool:
        return bool(self.text or self.label)

    def changed(self, **changes: object) -> Self:
        return replace(self, **changes)  # type: ignore[arg-type]  # names of fields

    def among(self, segments: SegmentQuerySet) -> SegmentQuerySet:
        """Those that match, archived or not."""
        found = segments.search(self.text)
        return found.labeled(self.label) if self.label else found


@dataclass(frozen=True, slots=True)
class Row:
    segment: Segment
    sentence: str  # what its tree says; empty where that cannot be told
    problem: str  # why nobody is in it
    uses: list[Use]
    is_stale: bool  # its numbers are old, and can be asked for
    is_slow: bool = False  # they were asked for just now, in vain

    @classmethod
    def of(cls, segment: Segment, bound: Bound, uses: list[Use]) -> Self:
        said = sentence(bound.root) if bound.root else ""
        problem = bound.problems[0].sentence if bound.problems else ""
        return cls(segment, said, problem, uses, is_stale(segment) and not problem)


def rows_of(audience: Audience, wanted: Wanted) -> list[Row]:
    """The rows of a page; what they ask for does not grow with their number."""
    every = audience.segments.all()
    some = every.archived() if wanted.archived else every.present()
    found = wanted.among(some).in_order(wanted.order).select_related("owner")
    segments = list(found[:MOST])
    uses = uses_of_each(audience, segments)
    subject = Segments(audience)
    rows = []
    for segment in segments:
        segment.audience = audience
        subject.bound.clear()  # how deep segments lie is counted from each anew
        if segment.pk in subject.segments:
            bound = subject.bind(segment.pk)
        else:
            bound = read_and_bind(segment.tree, subject.subjects)
        rows.append(Row.of(segment, bound, uses[segment.pk]))
    return rows
