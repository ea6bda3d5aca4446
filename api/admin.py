from django.contrib import admin

from accounts.administration import ReadOnly
from api.models import ApiKey


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnly):
    """Made and revoked on the page of keys alone, where the audit log sees it."""

    list_display = ["name", "account", "role", "prefix", "last_used_at", "revoked_at"]
    list_filter = ["role"]
    list_select_related = ["account"]
    search_fields = ["name", "prefix", "account__name"]
    ordering = ["-pk"]
    fields = [
        *("account", "owner", "name", "role", "is_narrowed", "prefix"),
        *("created_at", "last_used_at", "revoked_at"),
    ]
