"""The addresses for people who are written to, or want to be."""

from django.urls import include, path

urlpatterns = [
    path("", include("forms.signup.public")),
    path("pages/", include("forms.landing.public")),
    path("p/", include("forms.centre.urls")),
]
