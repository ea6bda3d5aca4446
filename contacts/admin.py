"""Contacts and what hangs on them, to look at: their own verbs change them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.administration import ReadOnly
from contacts.models import (
    Consent,
    Contact,
    Field,
    Group,
    GroupCategory,
    Hook,
    HookCall,
    Import,
    Note,
    NoteVersion,
    PastImport,
    SavedView,
    Source,
    Suppression,
    SuppressionList,
    Tag,
)


@admin.register(Contact)
class ContactAdmin(ReadOnly):
    list_display = ["email", "name", "audience", "status", "archived_at"]
    list_select_related = ["audience"]
    # Named so that there is a search box; `get_search_results` does the search.
    search_fields = ["search_text"]
    ordering = ["-pk"]

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[QuerySet[Contact], bool]:
        return queryset.search(search_term), False


@admin.register(Field)
class FieldAdmin(ReadOnly):
    list_display = ["label", "tag", "type", "audience", "deleted_at"]
    list_filter = ["type"]
    list_select_related = ["audience"]
    search_fields = ["label", "tag"]
    ordering = ["-pk"]


@admin.register(GroupCategory)
class GroupCategoryAdmin(ReadOnly):
    list_display = ["title", "kind", "audience", "created_at", "deleted_at"]
    list_filter = ["kind"]
    list_select_related = ["audience"]
    search_fields = ["title", "=public_id"]
    ordering = ["-pk"]


@admin.register(Group)
class GroupAdmin(ReadOnly):
    list_display = ["name", "category", "audience", "created_at", "deleted_at"]
    list_select_related = ["audience", "category"]
    search_fields = ["name", "=public_id"]
    ordering = ["-pk"]


@admin.register(Tag)
class TagAdmin(ReadOnly):
    list_display = ["name", "audience", "created_at", "deleted_at"]
    list_select_related = ["audience"]
    search_fields = ["name"]
    ordering = ["-pk"]


@admin.register(Source)
class SourceAdmin(ReadOnly):
    list_display = ["label", "kind", "audience"]
    list_filter = ["kind"]
    list_select_related = ["audience"]
    search_fields = ["label"]
    ordering = ["-pk"]


@admin.register(Consent)
class ConsentAdmin(ReadOnly):
    list_display = ["contact", "audience", "channel", "purpose", "given", "at", "how"]
    list_select_related = ["contact", "audience"]
    search_fields = ["=contact__email"]
    ordering = ["-pk"]


@admin.register(Suppression)
class SuppressionAdmin(ReadOnly):
    list_display = ["__str__", "account", "audience_id", "kind", "created_at"]
    list_filter = ["kind"]
    list_select_related = ["account"]
    search_fields = ["account__name"]
    ordering = ["-pk"]


@admin.register(SuppressionList)
class SuppressionListAdmin(ReadOnly):
    list_display = ["filename", "audience", "kind", "owner", "created_at"]
    list_filter = ["kind"]
    list_select_related = ["audience", "owner"]
    search_fields = ["filename"]
    ordering = ["-pk"]


@admin.register(Hook)
class HookAdmin(ReadOnly):
    list_display = ["name", "audience", "called_at", "paused_at", "deleted_at"]
    list_select_related = ["audience"]
    search_fields = ["name"]
    ordering = ["-pk"]


@admin.register(HookCall)
class HookCallAdmin(ReadOnly):
    list_display = ["hook", "audience", "received_at", "state", "contact"]
    list_filter = ["state"]
    list_select_related = ["hook", "audience", "contact"]
    search_fields = ["=hook__name", "=contact__email"]
    ordering = ["-pk"]


@admin.register(Import)
class ImportAdmin(ReadOnly):
    list_display = ["filename", "audience", "status", "owner", "created_at"]
    list_select_related = ["audience", "owner"]
    search_fields = ["filename"]
    ordering = ["-pk"]


@admin.register(PastImport)
class PastImportAdmin(ReadOnly):
    list_display = ["filename", "audience", "name", "owner", "created_at"]
    list_select_related = ["audience", "owner"]
    search_fields = ["filename"]
    ordering = ["-pk"]


@admin.register(Note)
class NoteAdmin(ReadOnly):
    list_display = ["__str__", "contact", "audience", "author", "created_at"]
    list_select_related = ["contact", "audience", "author"]
    search_fields = ["=contact__email"]
    ordering = ["-pk"]


@admin.register(NoteVersion)
class NoteVersionAdmin(ReadOnly):
    list_display = ["__str__", "note", "audience", "replaced_at"]
    list_select_related = ["note", "audience"]
    search_fields = ["=note__contact__email"]
    ordering = ["-pk"]


@admin.register(SavedView)
class SavedViewAdmin(ReadOnly):
    list_display = ["name", "audience", "owner", "is_shared", "deleted_at"]
    list_select_related = ["audience", "owner"]
    search_fields = ["name"]
    ordering = ["-pk"]
