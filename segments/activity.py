"""How entering and leaving segments is told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.happenings import Kind, Names, Said, kinds, looks_up, tells
from events.names import Own

if TYPE_CHECKING:
    from audiences.models import Audience

kinds["segments"] = Kind(gettext_lazy("Segments"))


@looks_up("segment", "segment")
def read_segments(audience: Audience, ids: Collection[int]) -> Mapping[int, str]:
    return dict(audience.segments.filter(pk__in=ids).values_list("pk", "name"))


@tells(
    Own.SEGMENT_ENTERED,
    kind="segments",
    icon="chart-pie",
    label=gettext_lazy("Segments entered"),
)
def entered(said: Said, names: Names) -> str:
    return _("Entered the segment “%s”") % _segment(names, said)


@tells(
    Own.SEGMENT_LEFT,
    kind="segments",
    icon="chart-pie-off",
    label=gettext_lazy("Segments left"),
)
def left(said: Said, names: Names) -> str:
    return _("Left the segment “%s”") % _segment(names, said)


def _segment(names: Names, said: Said) -> str:
    return str(names.get("segment", said["segment"], _("a segment of the past")))
