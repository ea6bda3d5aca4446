"""Controls made of controls: one of several, and several of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conditions.controls import Control, Parts, Refused

if TYPE_CHECKING:
    from django.http import QueryDict

    from accounts.navigation import Text


@dataclass(frozen=True, slots=True)
class Case:
    label: Text
    control: Control


@dataclass(frozen=True, slots=True)
class Switch(Control):
    """A case, and what is filled in for it: `{"is": "last", "value": 30}`.

    Nothing at all means the first case.
    """

    kind: ClassVar[str] = "switch"
    cases: Mapping[str, Case]

    @property
    def first(self) -> str:
        return next(iter(self.cases))

    def case(self, value: Any) -> str:
        """Which case a value, sound or not, is of."""
        said = value.get("is") if isinstance(value, dict) else None
        return said if isinstance(said, str) and said in self.cases else self.first

    def read(self, data: QueryDict, name: str) -> Any:
        chosen = data.get(f"{name}-is", "")
        if chosen not in self.cases:
            return None
        value = self.cases[chosen].control.read(data, f"{name}-{chosen}")
        return {"is": chosen} if value is None else {"is": chosen, "value": value}

    def clean(self, value: Any) -> dict[str, Any]:
        given = {"is": self.first} if value is None else value
        if not isinstance(given, dict) or not given.keys() <= {"is", "value"}:
            raise Refused(_("This is not what belongs here."))
        chosen = given.get("is")
        if not isinstance(chosen, str) or chosen not in self.cases:
            raise Refused(_("This is not one of the choices."), input="is")
        try:
            cleaned = self.cases[chosen].control.clean(given.get("value"))
        except Refused as refused:
            raise refused.inside(chosen) from None
        return {"is": chosen} if cleaned is None else {"is": chosen, "value": cleaned}


@dataclass(frozen=True, slots=True)
class Several(Control):
    """A list of values of one kind, which may be empty.

    In a form, rows whose part `by` is blank are not there.
    """

    kind: ClassVar[str] = "several"
    of: Parts
    by: str
    most: int = 5

    def read(self, data: QueryDict, name: str) -> Any:
        rows = [self.of.read(data, f"{name}-{n}") for n in range(self.most)]
        return [row for row in rows if row and row.get(self.by)] or None

    def clean(self, value: Any) -> list[Any]:
        given = [] if value is None else value
        if not isinstance(given, list):
            raise Refused(_("This is not what belongs here."))
        if len(given) > self.most:
            text = ngettext(
                "There can be %(n)s of these at most.",
                "There can be %(n)s of these at most.",
                self.most,
            )
            raise Refused(text % {"n": self.most})
        cleaned = []
        for place, row in enumerate(given):
            try:
                cleaned.append(self.of.clean(row))
            except Refused as refused:
                raise refused.inside(str(place)) from None
        return cleaned
