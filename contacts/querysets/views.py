from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience
    from contacts.models import SavedView, TableChoice


class TableChoiceQuerySet(models.QuerySet["TableChoice"]):
    def of(self, user: User) -> TableChoice | None:
        """What the member chose in this audience, if anything."""
        return next(iter(self.filter(user=user)), None)

    def remember(self, audience: Audience, user: User, **chosen: Any) -> None:
        """Keep what the member chose, beside what they chose before."""
        row = self.model(audience=audience, user=user, **chosen)
        self.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["audience", "user"],
            update_fields=list(chosen),
        )


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def present(self) -> Self:
        return self.filter(deleted_at=None)

    def visible_to(self, user: User) -> Self:
        """The member's own and those that are shared, in the order of their names."""
        mine = self.present().filter(Q(owner=user) | Q(is_shared=True))
        return mine.order_by(Lower("name"), "pk")
