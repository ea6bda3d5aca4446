"""Segments, to look at: their own pages change them."""

from django.contrib import admin

from accounts.administration import ReadOnly
from segments.models import Segment


@admin.register(Segment)
class SegmentAdmin(ReadOnly):
    list_display = ["name", "audience", "created_at", "followed_at", "archived_at"]
    list_select_related = ["audience"]
    search_fields = ["name"]
    ordering = ["-pk"]
