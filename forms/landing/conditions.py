"""Which pages people opened by a link of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from conditions.controls import Choice
from conditions.matching import Members
from conditions.subjects import Operator, Subject, provides
from contacts.conditions.ways import ACTIVITY, quoted
from events.names import Own
from forms.models import LandingVisit

if TYPE_CHECKING:
    from audiences.models import Audience
    from conditions.moments import At

OPENING = frozenset({Own.PAGE_VISITED, Own.CONTACT_MERGED})


@provides
def of_pages(audience: Audience) -> Iterable[Subject]:
    yield Pages(audience)


class Pages(Subject):
    key, label = "page", pgettext_lazy("a condition", "Landing page")
    section = ACTIVITY

    def __init__(self, audience: Audience) -> None:
        self.audience = audience

    @cached_property
    def names(self) -> dict[int, str]:
        pages = self.audience.landingpages.in_order()
        return dict(pages.values_list("pk", "title"))

    @property
    def operators(self) -> Sequence[Operator]:
        gone = gettext_lazy("This page is no longer there.")
        one = Choice(lambda: self.names, gone)
        return (
            Operator("opened", gettext_lazy("was opened"), one),
            Operator("not_opened", gettext_lazy("was not opened"), one, "opened"),
        )

    def matching(self, op: str, value: int, at: At) -> Members:
        return Members(self._visits(value))

    def clause(self, op: str, value: int) -> str:
        page = quoted(self.names[value])
        if op == "opened":
            return _("who opened the page %s") % page
        return _("who did not open the page %s") % page

    def datum(self, contact: Any, op: str, value: int, at: At) -> str:
        visits = self._visits(value).filter(contact_id=contact.pk)
        last = visits.order_by("-day").first()
        if last is None:
            return _("Never opened, as far as is known.")
        return _("Last opened on %s.") % date_format(last.day, "j F Y")

    def listens(self, op: str, value: int) -> frozenset[int]:
        return OPENING

    def _visits(self, pk: int) -> Any:
        return LandingVisit.objects.filter(audience=self.audience.pk, page=pk)
