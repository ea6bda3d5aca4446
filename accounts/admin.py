from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.administration import ReadOnly, Register
from accounts.models import (
    Account,
    AuditEntry,
    Bucket,
    Membership,
    Plan,
    Secret,
    User,
)


class UserCreationForm(AdminUserCreationForm):  # type: ignore[type-arg]  # at run time
    class Meta:
        model = User
        fields = ["email"]

    def clean_email(self) -> str:
        """Keep addresses as sign-in compares them."""
        return str(self.cleaned_data["email"]).strip().lower()


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]  # at run time
    model = Membership
    extra = 0
    raw_id_fields = ["account", "user"]


@admin.register(User)
class UserAdmin(Register, DjangoUserAdmin):  # type: ignore[type-arg]  # at run time
    add_form = UserCreationForm
    list_display = ["email", "name", "is_staff", "is_active", "last_login"]
    list_filter = ["is_staff", "is_active"]
    search_fields = ["email", "name"]
    ordering = ["email"]
    readonly_fields = ["last_login", "created_at"]
    inlines = [MembershipInline]
    fieldsets = [
        (None, {"fields": ["email", "name", "password"]}),
        (_("Preferences"), {"fields": ["language", "shortcuts_enabled"]}),
        (
            _("Administration"),
            {
                "fields": [
                    *("is_active", "is_staff", "is_superuser"),
                    *("groups", "user_permissions"),
                ]
            },
        ),
        (_("Dates"), {"fields": ["last_login", "created_at"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "usable_password", "password1", "password2"]}),
    ]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return [MembershipInline] if obj else []


@admin.register(Account)
class AccountAdmin(Register):
    list_display = ["name", "plan", "created_at"]
    list_filter = ["plan"]
    list_select_related = ["plan"]
    search_fields = ["name", "company"]
    ordering = ["name", "pk"]
    readonly_fields = ["created_at"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never here: an account goes after its audiences, and each has its own job."""
        return False


@admin.register(Membership)
class MembershipAdmin(Register):
    list_display = ["user", "account", "role", "is_narrowed", "opened_at"]
    list_filter = ["role", "is_narrowed"]
    list_select_related = ["user", "account"]
    search_fields = ["user__email", "user__name", "account__name"]
    raw_id_fields = ["user", "account"]
    ordering = ["account__name", "user__email"]


@admin.register(Plan)
class PlanAdmin(Register):
    list_display = [
        *("name", "position", "is_default"),
        *("max_audiences", "max_users", "max_contacts", "accounts"),
    ]
    search_fields = ["name"]
    ordering = ["position", "pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Plan]:
        plans: QuerySet[Plan] = super().get_queryset(request)
        return plans.annotate(n=Count("accounts"))

    @admin.display(description=_("accounts"))
    def accounts(self, plan: Any) -> int:
        return int(plan.n)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One at a time, and only a plan that no account has."""
        return obj is not None and not obj.accounts.exists()


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly):
    list_display = ["at", "account", "verb", "label", "by", "ip"]
    list_select_related = ["account"]
    search_fields = ["verb", "label", "actor_email"]
    ordering = ["-pk"]

    @admin.display(description=_("by"), ordering="actor_email")
    def by(self, entry: AuditEntry) -> str:
        return entry.by


@admin.register(Secret)
class SecretAdmin(ReadOnly):
    """Names only: a key is shown to nobody."""

    list_display = ["name"]
    fields = ["name"]
    search_fields = ["name"]
    ordering = ["name"]


@admin.register(Bucket)
class BucketAdmin(ReadOnly):
    """Whoever asks too often: theirs is nearly empty."""

    list_display = ["name", "tokens", "at"]
    search_fields = ["name"]
    ordering = ["tokens", "name"]
