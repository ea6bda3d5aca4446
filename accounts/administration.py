"""What the pages of the admin have in common: no long counts, and an audit trail."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property

from accounts.http import client_ip
from accounts.models import Account, AuditEntry, User

COUNT_LIMIT = 2_000


class BoundedPaginator(Paginator):  # type: ignore[type-arg]  # at run time
    """Counts no further than anybody turns pages; beyond that one searches."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[:COUNT_LIMIT].count())


class Register(admin.ModelAdmin):  # type: ignore[type-arg]  # at run time
    """Rows of a model, with changes in the audit log of the account they belong to."""

    paginator = BoundedPaginator
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 0

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        _audit(request, "admin.added", obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        _audit(request, "admin.changed", obj)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for obj in queryset:
            _audit(request, "admin.deleted", obj)
        return super().log_deletions(request, queryset)


class ReadOnly(Register):
    """Rows that only their own verbs change."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _audit(request: HttpRequest, verb: str, obj: models.Model) -> None:
    account = _account_of(obj)
    if account is not None and account.pk and isinstance(request.user, User):
        AuditEntry.objects.record(
            account,
            verb,
            str(obj),
            actor=request.user,
            ip=client_ip(request),
            model=obj._meta.label_lower,
            id=obj.pk,
        )


def _account_of(obj: Any) -> Account | None:
    """Whose the row is; plans and users are the installation's."""
    if isinstance(obj, Account):
        return obj
    owner = getattr(obj, "audience", obj)
    return getattr(owner, "account", None)
