"""Sign-up forms and what waits for a confirmation, to look at."""

from django.contrib import admin

from accounts.administration import ReadOnly
from forms.models import Signup, SignupForm


@admin.register(SignupForm)
class SignupFormAdmin(ReadOnly):
    list_display = ["name", "audience", "version", "created_at", "archived_at"]
    list_select_related = ["audience"]
    search_fields = ["name"]
    ordering = ["-pk"]


@admin.register(Signup)
class SignupAdmin(ReadOnly):
    list_display = ["id", "audience", "form", "version", "at", "confirmed_at"]
    list_select_related = ["audience", "form"]
    raw_id_fields = ["contact"]
    ordering = ["-pk"]
