"""What people permit: each permission of the audience is in one of three states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conditions.controls import Choice
from conditions.matching import Members
from conditions.subjects import Operator, Section, Subject, provides
from contacts.conditions.ways import BELONGING, quoted
from contacts.models import Consent
from events.names import Own
from forms.landing.conditions import Pages
from forms.models.permissions import PREFIX
from forms.permissions.querysets import CHANNEL, said_last
from forms.surveys import conditions as surveys

if TYPE_CHECKING:
    from audiences.models import Audience
    from conditions.moments import At

__all__ = ["Pages", "Permissions", "surveys"]

PERMISSIONS = Section(BELONGING.place, gettext_lazy("Permissions"))  # behind those
PERMITTING = frozenset(
    {Own.PERMISSION_GIVEN, Own.PERMISSION_WITHDRAWN, Own.CONTACT_MERGED}
)


@provides
def of_permissions(audience: Audience) -> Iterable[Subject]:
    yield Permissions(audience)


class Permissions(Subject):
    """Of the three states, everybody is in one: who said nothing has not given it."""

    key, label = "permission", gettext_lazy("Permission")
    section = PERMISSIONS

    def __init__(self, audience: Audience) -> None:
        self.audience = audience

    @cached_property
    def names(self) -> dict[int, str]:
        permissions = self.audience.permissions.in_order()
        return dict(permissions.values_list("pk", "title"))

    @property
    def operators(self) -> Sequence[Operator]:
        gone = gettext_lazy("This permission is no longer there.")
        one = Choice(lambda: self.names, gone)
        return (
            Operator("given", gettext_lazy("has given"), one),
            Operator("not_given", gettext_lazy("has not given"), one),
            Operator("withdrawn", gettext_lazy("has withdrawn"), one),
        )

    def matching(self, op: str, value: int, at: At) -> Members:
        lines = self._lines(value)
        if op == "not_given":
            return Members(lines, complement=True)
        return Members(said_last(lines).filter(given=op == "given"))

    def clause(self, op: str, value: int) -> str:
        permission = quoted(self.names[value])
        if op == "given":
            return _("who gave the permission %s") % permission
        if op == "withdrawn":
            return _("who took back the permission %s") % permission
        return _("who neither gave the permission %s nor took it back") % permission

    def datum(self, contact: Any, op: str, value: int, at: At) -> str:
        lines = self._lines(value).filter(contact_id=contact.pk)
        line = lines.order_by("-at", "-pk").first()
        if line is None:
            return _("Never given.")
        day = date_format(line.at.astimezone(at.zone), "j F Y")
        if line.given:
            return _("Given on %s.") % day
        return _("Withdrawn on %s.") % day

    def listens(self, op: str, value: int) -> frozenset[int]:
        return PERMITTING

    def _lines(self, pk: int) -> Any:
        purpose = f"{PREFIX}{pk}"
        return Consent.objects.filter(
            audience=self.audience.pk, channel=CHANNEL, purpose=purpose
        )
