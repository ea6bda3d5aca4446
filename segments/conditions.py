"""The condition of being in another segment: its tree stands in the place of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conditions.binding import Bound, BoundGroup, read_and_bind
from conditions.controls import Choice, Refused
from conditions.subjects import Operator, Subject, provides, subjects_of
from contacts.conditions.ways import BELONGING, quoted
from segments.models import Segment

if TYPE_CHECKING:
    from audiences.models import Audience
    from conditions.moments import At

MAX_DEPTH = 8  # segments in segments


@provides
def of_segments(audience: Audience) -> Iterable[Subject]:
    yield Segments(audience)


def subjects_within(audience: Audience, pk: int | None) -> dict[str, Subject]:
    """The subjects for the tree of the segment of this id: it cannot be in itself."""
    subjects = subjects_of(audience)
    return {**subjects, Segments.key: Segments(audience, within=pk)}


def subjects_within_each(
    audience: Audience, pks: Iterable[int]
) -> Iterator[dict[str, Subject]]:
    """The same for the trees of many, with what they look up asked for once."""
    subjects, every = subjects_of(audience), Segments(audience)
    for pk in pks:
        one = Segments(audience, within=pk)
        one.segments = every.segments
        one.subjects = {**subjects, Segments.key: one}
        yield one.subjects


class Segments(Subject):
    key, label, section = "segment", gettext_lazy("Segment"), BELONGING

    def __init__(self, audience: Audience, within: int | None = None) -> None:
        self.audience = audience
        # Those whose trees are being bound, from the outermost on.
        self.open = [] if within is None else [within]
        self.bound: dict[int, Bound] = {}

    @cached_property
    def segments(self) -> dict[int, Segment]:
        segments = self.audience.segments.present().in_order()
        return {segment.pk: segment for segment in segments}

    @property
    def names(self) -> dict[int, str]:
        return {pk: segment.name for pk, segment in self.segments.items()}

    @cached_property
    def subjects(self) -> dict[str, Subject]:
        return {**subjects_of(self.audience), self.key: self}

    @property
    def operators(self) -> Sequence[Operator]:
        gone = gettext_lazy("This segment is no longer there.")
        control = SegmentChoice(lambda: self.names, gone, binding=self.bind)
        return (
            Operator("in", gettext_lazy("is in"), control),
            Operator("not_in", gettext_lazy("is not in"), control, "in"),
        )

    def bind(self, pk: int) -> Bound:
        """The tree of a segment; raises Refused for one that leads back to itself."""
        if pk in self.open:
            raise Refused(_("This segment refers back to the one it would be part of."))
        if pk not in self.bound:
            if len(self.open) > MAX_DEPTH:
                text = _("Segments can refer to each other %(n)s deep.")
                raise Refused(text % {"n": MAX_DEPTH})
            self.open.append(pk)
            try:
                self.bound[pk] = read_and_bind(self.segments[pk].tree, self.subjects)
            finally:
                self.open.pop()
        return self.bound[pk]

    def matching(self, op: str, value: int, at: At) -> BoundGroup:
        root = self.bind(value).root
        if root is None:
            raise Refused(_("This segment needs to be mended first."))
        return root

    def clause(self, op: str, value: int) -> str:
        name = quoted(self.segments[value].name)
        if op == "in":
            return _("who are in the segment %s") % name
        return _("who are not in the segment %s") % name

    def datum(self, contact: Any, op: str, value: int, at: At) -> str:
        return ""  # the conditions of the segment say their own

    def listens(self, op: str, value: int) -> frozenset[int]:
        return self.bind(value).listens

    def turns_with(self, op: str, value: int) -> bool:
        return self.bind(value).turns

    def weight(self, op: str, value: int) -> int:
        return self.bind(value).weight


@dataclass(frozen=True, slots=True)
class SegmentChoice(Choice):
    """A segment, whose own tree has to be sound."""

    binding: Callable[[int], Bound] = field(kw_only=True)

    def clean(self, value: Any) -> Any:
        key = Choice.clean(self, value)
        if self.binding(key).problems:
            raise Refused(_("This segment needs to be mended first."))
        return key
