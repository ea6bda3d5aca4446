"""Pages for contacts and for whoever may become one: they have no account."""

from django.urls import include, path

urlpatterns = [
    path("p/", include("forms.centre.urls")),
]
