"""Pages, their pictures, and what stands in archives, to look at."""

from django.contrib import admin

from accounts.administration import ReadOnly
from forms.models import AboutPage, ArchivedMessage, LandingPage, LandingPicture


@admin.register(LandingPage)
class LandingPageAdmin(ReadOnly):
    list_display = ["title", "slug", "audience", "version", "published_at"]
    list_select_related = ["audience"]
    search_fields = ["title", "slug"]
    ordering = ["-pk"]


@admin.register(LandingPicture)
class LandingPictureAdmin(ReadOnly):
    list_display = ["name", "audience", "page", "created_at"]
    list_select_related = ["audience", "page"]
    search_fields = ["name"]
    ordering = ["-pk"]


@admin.register(AboutPage)
class AboutPageAdmin(ReadOnly):
    list_display = ["id", "audience", "is_public", "has_archive"]
    list_select_related = ["audience"]
    ordering = ["-pk"]


@admin.register(ArchivedMessage)
class ArchivedMessageAdmin(ReadOnly):
    list_display = ["public_id", "audience", "message", "shown_at"]
    list_select_related = ["audience", "message"]
    search_fields = ["public_id"]
    ordering = ["-pk"]
