"""Who is taken out, with which columns, into what kind of file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts.bulk import Selection
from contacts.filters import Filter

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.querysets import ContactQuerySet


class Format(models.TextChoices):
    ZIP = "zip", _("CSV, one file per status in a zip")
    CSV = "csv", _("CSV, one file")
    XLSX = "xlsx", _("Excel workbook (XLSX)")


CONTENT_TYPES = {
    Format.ZIP: "application/zip",
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Order:
    selection: Selection
    format: Format
    columns: tuple[str, ...]  # their keys; none for all there are
    archived: bool = False  # the archived as well, where no status is asked for
    bom: bool = True
    consents: bool = False  # all lines of the ledger, as a file of the zip

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        ids = stored["ids"]
        return cls(
            selection=Selection(
                Filter.from_dict(stored["filter"]), None if ids is None else tuple(ids)
            ),
            format=Format(stored["format"]),
            columns=tuple(stored["columns"]),
            archived=stored["archived"],
            bom=stored["bom"],
            consents=stored.get("consents", False),
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "filter": self.selection.wanted.to_dict(),
            "ids": self.selection.ids,
            "format": self.format.value,
            "columns": list(self.columns),
            "archived": self.archived,
            "bom": self.bom,
            "consents": self.consents,
        }

    def fixed(self, audience: Audience) -> Self:
        """The same, whatever is changed meanwhile of what the filter names."""
        return replace(self, selection=self.selection.fixed(audience))

    def apply(self, audience: Audience) -> ContactQuerySet:
        wanted = self.selection.wanted
        if self.archived and self.selection.ids is None and not wanted.status:
            return wanted.narrow(audience)
        return self.selection.apply(audience)

    def count(self, audience: Audience) -> int | None:
        """How many these are; None when they are too many to count."""
        number = self.selection.count(audience)
        if not self.archived or self.selection.ids is not None or number is None:
            return number
        wanted = self.selection.wanted
        if wanted.status:
            return number
        archived = Selection(wanted.with_status("archived")).count(audience)
        return None if archived is None else number + archived
