from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

from django.db import models

if TYPE_CHECKING:
    from contacts.models import Consent


class AppendOnlyError(TypeError):
    """Something was about to change what is written down once."""


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Lines that are read and appended: there is no way to change or delete any."""

    def update(self, **_values: Any) -> NoReturn:
        raise AppendOnlyError

    def bulk_update(self, *_args: Any, **_options: Any) -> NoReturn:
        raise AppendOnlyError

    def delete(self) -> NoReturn:
        raise AppendOnlyError

    def refusing(
        self, channel: str, contact_ids: Collection[int], how: str = ""
    ) -> frozenset[int]:
        """Those of the contacts whose last word on the channel is no, said so."""
        said = self.filter(channel=channel, contact_id__in=contact_ids)
        last = said.order_by("contact_id", "-at", "-pk").distinct("contact_id")
        words = last.values_list("contact_id", "given", "how")
        return frozenset(
            pk for pk, given, by in words if given is False and how in {"", by}
        )

    def last_of(
        self, contact_ids: Collection[int], channel: str
    ) -> list[tuple[int, datetime]]:
        """Those of the contacts who said anything on the channel, and when last."""
        said = self.filter(channel=channel, contact_id__in=contact_ids)
        last = said.order_by("contact_id", "-at", "-pk").distinct("contact_id")
        return list(last.values_list("contact_id", "at"))

    def newest_first(self) -> ConsentQuerySet:
        return self.order_by("-at", "-pk")
