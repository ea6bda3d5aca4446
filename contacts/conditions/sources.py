"""Where contacts came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conditions.controls import Choices
from conditions.subjects import Operator, Subject
from contacts.conditions.choosing import listed
from contacts.conditions.ways import CHANGES, IDENTITY, quoted
from contacts.facets import said_of

if TYPE_CHECKING:
    from audiences.models import Audience
    from conditions.moments import At


def of_sources(audience: Audience) -> Iterable[Subject]:
    yield Sources(audience)


class Sources(Subject):
    key, label, section = "source", gettext_lazy("Source"), IDENTITY

    def __init__(self, audience: Audience) -> None:
        self.audience = audience

    @cached_property
    def names(self) -> dict[int, str]:
        sources = self.audience.sources.order_by("-pk")
        return {source.pk: said_of(source) for source in sources}

    @property
    def operators(self) -> Sequence[Operator]:
        gone = gettext_lazy("This source is no longer there.")
        control = Choices(lambda: self.names, gone)
        return (
            Operator("is", gettext_lazy("is one of"), control),
            Operator("is_not", gettext_lazy("is none of"), control, "is"),
        )

    def matching(self, op: str, value: list[int], at: At) -> Q:
        return Q(source_id__in=value)

    def clause(self, op: str, value: list[int]) -> str:
        names = {pk: quoted(name) for pk, name in self.names.items()}
        if op == "is":
            return _("who came by %s") % listed(names, value)
        return _("who did not come by %s") % listed(names, value)

    def datum(self, contact: Any, op: str, value: list[int], at: At) -> str:
        return self.names.get(contact.source_id) or _("Nothing is known.")

    def listens(self, op: str, value: list[int]) -> frozenset[int]:
        return CHANGES
