"""What the public pages are made of, to look at: their own pages change it."""

from django.contrib import admin

from accounts.administration import ReadOnly
from forms.models import Centre, CentreKey


@admin.register(Centre)
class CentreAdmin(ReadOnly):
    list_display = ["audience", "heading"]
    list_select_related = ["audience"]
    search_fields = ["heading"]
    ordering = ["-pk"]


@admin.register(CentreKey)
class CentreKeyAdmin(ReadOnly):
    list_display = ["id", "audience", "purpose", "made_at", "expires_at", "used_at"]
    list_filter = ["purpose"]
    list_select_related = ["audience"]
    ordering = ["-pk"]
