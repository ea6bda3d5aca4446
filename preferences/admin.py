"""Preferences, to look at: their own pages change them."""

from django.contrib import admin

from accounts.administration import ReadOnly
from preferences.models import Preference


@admin.register(Preference)
class PreferenceAdmin(ReadOnly):
    list_display = ["name", "category", "audience", "is_public", "archived_at"]
    list_filter = ["is_public"]
    list_select_related = ["audience"]
    search_fields = ["name"]
    ordering = ["-pk"]
