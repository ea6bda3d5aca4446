from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.administration import ReadOnly, Register
from accounts.models import Membership
from audiences.models import Action, Audience, AudienceAccess, Job


class AudienceForm(forms.ModelForm):  # type: ignore[type-arg]  # at run time
    narrowed_members = forms.ModelMultipleChoiceField(
        label=_("narrowed members who see it"),
        queryset=Membership.objects.none(),
        required=False,
        help_text=_("Members that are not narrowed see every audience."),
    )

    class Meta:
        model = Audience
        exclude = ["account"]  # noqa: DJ006 - every setting, also of later versions

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        narrowed = Membership.objects.select_related("user", "account").filter(
            account_id=self.instance.account_id, is_narrowed=True
        )
        members: Any = self.fields["narrowed_members"]
        members.queryset = narrowed
        members.initial = narrowed.filter(audience_accesses__audience=self.instance)


@admin.register(Audience)
class AudienceAdmin(Register):
    form = AudienceForm
    list_display = ["name", "account", "public_id", "position", "archived_at"]
    list_select_related = ["account"]
    search_fields = ["name", "public_id", "account__name"]
    readonly_fields = ["public_id", "created_at", "archived_at", "deleting_at"]
    ordering = ["account__name", "position", "pk"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_related(self, request: Any, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        audience = form.instance
        audience.accesses.all().delete()
        AudienceAccess.objects.bulk_create(
            AudienceAccess(audience=audience, membership=membership)
            for membership in form.cleaned_data["narrowed_members"]
        )


@admin.register(Job)
class JobAdmin(ReadOnly):
    list_display = ["label", "kind", "audience", "state", "done", "total", "created_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["audience"]
    search_fields = ["label", "kind"]
    ordering = ["-pk"]


@admin.register(Action)
class ActionAdmin(ReadOnly):
    list_display = ["label", "verb", "audience", "n", "created_at", "undone_at"]
    list_filter = ["verb"]
    list_select_related = ["audience"]
    search_fields = ["label", "verb"]
    ordering = ["-pk"]
