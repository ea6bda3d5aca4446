"""What forms keep, to look at: their own pages change it."""

from django.contrib import admin

from accounts.administration import ReadOnly
from forms.landing import admin as landing
from forms.models import (
    Centre,
    CentreKey,
    LetterSettings,
    LetterText,
    NoticeChoice,
    Permission,
    PermissionBlock,
    PermissionText,
)
from forms.signup import admin as signup
from forms.surveys import admin as surveys

__all__ = ["landing", "signup", "surveys"]


@admin.register(LetterText)
class LetterTextAdmin(ReadOnly):
    list_display = ["kind", "language", "subject", "audience", "changed_at"]
    list_filter = ["kind"]
    list_select_related = ["audience"]
    search_fields = ["subject"]
    ordering = ["-pk"]


@admin.register(LetterSettings)
class LetterSettingsAdmin(ReadOnly):
    list_display = ["audience", "sends_welcome", "sends_goodbye"]
    list_select_related = ["audience"]
    ordering = ["-pk"]


@admin.register(NoticeChoice)
class NoticeChoiceAdmin(ReadOnly):
    list_display = ["audience", "membership", "subscribed", "unsubscribed", "daily"]
    list_select_related = ["audience", "membership__user", "membership__account"]
    ordering = ["-pk"]


@admin.register(PermissionBlock)
class PermissionBlockAdmin(ReadOnly):
    list_display = ["heading", "audience"]
    list_select_related = ["audience"]
    search_fields = ["heading"]
    ordering = ["-pk"]


@admin.register(Permission)
class PermissionAdmin(ReadOnly):
    list_display = ["title", "audience", "created_at", "archived_at"]
    list_select_related = ["audience"]
    search_fields = ["title"]
    ordering = ["-pk"]


@admin.register(PermissionText)
class PermissionTextAdmin(ReadOnly):
    list_display = ["title", "language", "version", "permission", "since"]
    list_select_related = ["permission"]
    search_fields = ["title", "version"]
    ordering = ["-pk"]


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
