"""The addresses of surveys for people who have no account."""

from django.urls import path

from forms.surveys.views import public

urlpatterns = [
    path("survey/own/<str:token>", public.survey_own, name="survey_own"),
    path("survey/confirm/<str:token>", public.survey_confirm, name="survey_confirm"),
    path("survey/<str:token>", public.survey, name="survey"),
    path("survey/<str:token>/embed", public.survey_embed, name="survey_embed"),
]
