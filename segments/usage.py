"""Which segments use a tag, a group, a category, a preference, a field or another
segment, and which trees are kept that indexes of fields could help with.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from conditions.binding import read_and_bind
from conditions.subjects import subjects_of
from contacts.conditions.ways import quoted
from contacts.filters import Filter
from contacts.indexes.asking import Asking, asks
from contacts.models import Field, Group, GroupCategory, Tag
from contacts.usage import Use, finds, heeds
from preferences.models import Preference
from segments import depending
from segments.facets import UNREADABLE, TreeFacet
from segments.models import Segment
from segments.references import Reference, references_in

if TYPE_CHECKING:
    from audiences.models import Audience

KINDS = {
    Tag: "tag",
    Group: "group",
    GroupCategory: "category",
    Preference: "preference",
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
        if segment.entry_preference:
            named.add(Reference("preference", segment.entry_preference))
        for reference in named & wanted.keys():
            yield wanted[reference], use


@heeds(Tag, Group, GroupCategory, Preference, Field)
def look_anew(audience: Audience, things: Sequence[Any]) -> None:
    depending.look_anew(audience, [_reference_to(thing) for thing in things])


@asks
def of_segments(audience: Audience) -> Iterator[Asking]:
    """Those that are there; one that is followed is asked for every night."""
    subjects = subjects_of(audience)
    for segment in audience.segments.present():
        root = read_and_bind(segment.tree, subjects).root
        at = max(segment.changed_at, segment.counted_at or segment.changed_at)
        if root is not None:
            yield Asking(root, timezone.now() if segment.is_followed else at, segment.n)


@asks
def of_views(audience: Audience) -> Iterator[Asking]:
    """Of saved views nobody writes down when they are opened: today, it may be."""
    subjects = subjects_of(audience)
    for query in audience.savedviews.present().values_list("query", flat=True):
        tree = dict(Filter.from_query(QueryDict(query)).facts).get(TreeFacet.name)
        if tree and tree != UNREADABLE:
            root = read_and_bind(json.loads(tree), subjects).root
            if root is not None:
                yield Asking(root, timezone.now())


def _reference_to(thing: Any) -> Reference:
    if isinstance(thing, Field) and thing.column:
        return Reference("field", thing.column)
    return Reference(KINDS[type(thing)], thing.pk)
