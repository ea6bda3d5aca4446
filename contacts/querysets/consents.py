from __future__ import annotations

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

    def newest_first(self) -> ConsentQuerySet:
        return self.order_by("-at", "-pk")
