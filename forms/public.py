"""Pages for contacts and for whoever may become one: they have no account."""

from django.urls import include, path

urlpatterns = [
    path("p/", include("forms.centre.urls")),
    path("pages/", include("forms.landing.public")),
    path("", include("forms.signup.public")),
    path("", include("forms.surveys.public")),
]
