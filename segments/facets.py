"""Lists of contacts narrowed by a segment, or by a tree that has no name.

Where who is meant cannot be told, because the segment is gone or the tree makes no
sense, nobody is: what is done to all who match must not be done to everyone.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conditions.binding import Bound
from conditions.sentences import sentence
from conditions.tree import TreeRefused, compact, read
from contacts.facets import Facet, Pair, cleaned_id, register
from segments.binding import bound_in, bound_of, settled, who

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.querysets import ContactQuerySet
    from segments.models import Segment

SHOWN_LETTERS = 120  # of its sentence
UNREADABLE = "-"


class SegmentFacet(Facet):
    name, label = "segment", gettext_lazy("Segment")
    is_heavy: ClassVar[bool] = True

    def clean(self, text: str) -> str:
        return cleaned_id(text)

    def narrow(
        self, audience: Audience, contacts: ContactQuerySet, value: str
    ) -> ContactQuerySet:
        segment = self._named(audience, value)
        if segment is None:
            return contacts.none()
        return contacts.filter(who(audience, bound_of(segment)))

    def words(self, audience: Audience, value: str) -> str:
        segment = self._named(audience, value)
        if segment is None:
            return _("one that is no longer there")
        if segment.archived_at:
            return _("%s (archived)") % segment.name
        if bound_of(segment).problems:
            return _("%s (needs to be mended)") % segment.name
        return segment.name

    def url(self, audience: Audience, value: str) -> str:
        segment = self._named(audience, value)
        return segment.edit_url if segment and not segment.archived_at else ""

    def fixed(self, audience: Audience, value: str) -> Pair:
        segment = self._named(audience, value)
        if segment is None or bound_of(segment).problems:
            return TreeFacet.name, UNREADABLE
        return TreeFacet.name, compact(settled(segment))

    def _named(self, audience: Audience, value: str) -> Segment | None:
        segment: Segment | None = audience.segments.filter(pk=int(value)).first()
        if segment is not None:
            segment.audience = audience
        return segment


class TreeFacet(Facet):
    """A tree as compact JSON; a dash for one that cannot be read."""

    name, label = "where", gettext_lazy("Conditions")
    is_heavy: ClassVar[bool] = True

    def clean(self, text: str) -> str:
        if not text:
            return ""
        try:
            return compact(read(json.loads(text)))
        except (TreeRefused, ValueError, RecursionError):
            return UNREADABLE

    def narrow(
        self, audience: Audience, contacts: ContactQuerySet, value: str
    ) -> ContactQuerySet:
        return contacts.filter(who(audience, self._bound(audience, value)))

    def words(self, audience: Audience, value: str) -> str:
        if value == UNREADABLE:
            return _("They cannot be read.")
        bound = self._bound(audience, value)
        if bound.root is None:
            return bound.problems[0].sentence
        return Truncator(sentence(bound.root)).chars(SHOWN_LETTERS)

    def url(self, audience: Audience, value: str) -> str:
        url = reverse("segments:segment_create", args=[audience.pk])
        return "" if value == UNREADABLE else f"{url}?{urlencode({self.name: value})}"

    def _bound(self, audience: Audience, value: str) -> Bound:
        data: Any = None if value == UNREADABLE else json.loads(value)
        return bound_in(audience, data)


register(SegmentFacet(), TreeFacet())
