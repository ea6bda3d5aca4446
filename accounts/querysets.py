from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F

if TYPE_CHECKING:
    from accounts.models import Account, Membership, User


class AccountQuerySet(models.QuerySet["Account"]):
    def for_user(self, user: User | AnonymousUser) -> Self:
        return self.filter(memberships__user_id=user.pk).order_by("name", "pk")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def with_accounts(self) -> Self:
        return self.select_related("account__plan")

    def last_opened_first(self) -> Self:
        return self.order_by(F("opened_at").desc(nulls_last=True), "pk")
