"""Surveys and what was answered, to look at."""

from django.contrib import admin

from accounts.administration import ReadOnly
from forms.models import Answer, Submission, Survey


@admin.register(Survey)
class SurveyAdmin(ReadOnly):
    list_display = ["name", "kind", "audience", "published_at", "closed_at"]
    list_filter = ["kind"]
    list_select_related = ["audience"]
    search_fields = ["name"]
    ordering = ["-pk"]


@admin.register(Submission)
class SubmissionAdmin(ReadOnly):
    list_display = ["id", "audience", "survey", "standing", "way", "at"]
    list_filter = ["standing"]
    list_select_related = ["audience", "survey"]
    raw_id_fields = ["contact"]
    search_fields = ["email"]
    ordering = ["-pk"]


@admin.register(Answer)
class AnswerAdmin(ReadOnly):
    list_display = ["id", "audience", "submission_id", "question", "option", "number"]
    list_select_related = ["audience"]
    ordering = ["-pk"]
