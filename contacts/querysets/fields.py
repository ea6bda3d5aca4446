from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils.translation import gettext, gettext_lazy, override

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.models import Field

# type, tag, label, required, public
DEFAULTS: list[dict[str, Any]] = [
    {
        "type": "text",
        "tag": "EMAIL",
        "label": gettext_lazy("Email address"),
        "required": True,
    },
    {"type": "text", "tag": "FNAME", "label": gettext_lazy("First name")},
    {"type": "text", "tag": "LNAME", "label": gettext_lazy("Last name")},
    {
        "type": "address",
        "tag": "ADDRESS",
        "label": gettext_lazy("Address"),
        "public": False,
    },
    {
        "type": "phone",
        "tag": "PHONE",
        "label": gettext_lazy("Phone"),
        "public": False,
    },
    {
        "type": "birthday",
        "tag": "BIRTHDAY",
        "label": gettext_lazy("Birthday"),
        "public": False,
    },
]


class FieldQuerySet(models.QuerySet["Field"]):
    def present(self) -> Self:
        return self.filter(deleted_at=None)

    def deletable(self) -> Self:
        """All but the address, without which nobody is a contact."""
        return self.present().exclude(column="email")

    def in_order(self) -> Self:
        return self.order_by("position", "pk")

    def add_defaults(self, audience: Audience) -> None:
        """Give a new audience the fields everyone starts with, in its language."""
        with override(audience.language):
            self.bulk_create(
                [
                    self.model(
                        audience=audience,
                        position=position,
                        column=self.model.COLUMNS.get(default["tag"], ""),
                        **{**default, "label": gettext(default["label"])},
                    )
                    for position, default in enumerate(DEFAULTS)
                ]
            )
