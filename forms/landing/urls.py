from django.urls import path

from forms.landing.views import building, listing, staff

urlpatterns = [
    path("", listing.landingpage_list, name="landingpage_list"),
    path("new/", listing.landingpage_create, name="landingpage_create"),
    path("about/", staff.about_update, name="about_update"),
    path("archive/<int:message_pk>/", staff.message_archived, name="message_archived"),
    path("<int:pk>/", building.landingpage_update, name="landingpage_update"),
    path("<int:pk>/preview/", building.landingpage_preview, name="landingpage_preview"),
    path("<int:pk>/look/", building.landingpage_look, name="landingpage_look"),
    path(
        "<int:pk>/duplicate/",
        listing.landingpage_duplicate,
        name="landingpage_duplicate",
    ),
    path(
        "<int:pk>/unpublish/",
        listing.landingpage_unpublish,
        name="landingpage_unpublish",
    ),
    path("<int:pk>/archive/", listing.landingpage_archive, name="landingpage_archive"),
    path(
        "<int:pk>/unarchive/",
        listing.landingpage_unarchive,
        name="landingpage_unarchive",
    ),
    path("<int:pk>/delete/", listing.landingpage_delete, name="landingpage_delete"),
]
