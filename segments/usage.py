"""Which segments use a tag, a group, a category, a field or another segment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from contacts.conditions.ways import quoted
from contacts.models import Field, Group, GroupCategory, Tag
from contacts.usage import Use, finds
from segments.models import Segment
from segments.references import Reference, references_in

if TYPE_CHECKING:
    from audiences.models import Audience

KINDS = {
    Tag: "tag",
    Group: "group",
    GroupCategory: "category",
    Field: "field",
    Segment: "segment",
}


@finds(*KINDS)
def in_segments(audience: Audience, things: Sequence[Any]) -> Iterable[tuple[int, Use]]:
    wanted = {_reference_to(thing): thing.pk for thing in things}
    for segment in audience.segments.present().in_order():
        use = Use(_("The segment %s") % quoted(segment.name), segment.edit_url)
        named = references_in(segment.tree)
        if segment.entry_tag:
            named.add(Reference("tag", segment.entry_tag))
        for reference in named & wanted.keys():
            yield wanted[reference], use


def _reference_to(thing: Any) -> Reference:
    if isinstance(thing, Field) and thing.column:
        return Reference("field", thing.column)
    return Reference(KINDS[type(thing)], thing.pk)
