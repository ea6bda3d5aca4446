"""The addresses of pages, of what an audience says of itself, and of its archive."""

from django.urls import path

from forms.landing.views import about, public

urlpatterns = [
    path("<str:house>", about.about, name="about"),
    path("<str:house>/archive", about.archive, name="archive"),
    path(
        "<str:house>/archive/<str:letter>", about.archive_letter, name="archive_letter"
    ),
    path(
        "<str:house>/archive/<str:letter>/body", about.archive_body, name="archive_body"
    ),
    path(
        "<str:house>/picture/<str:picture>",
        public.landing_picture,
        name="landing_picture",
    ),
    path("<str:house>/<str:slug>", public.landing, name="landing"),
    path("<str:house>/<str:slug>/<str:token>", public.landing_of, name="landing_of"),
]
