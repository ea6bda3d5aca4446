from django.urls import path

from forms.centre.views import staff

urlpatterns = [
    path("centre/", staff.centre_update, name="centre_update"),
    path("centre/preview/", staff.centre_preview, name="centre_preview"),
    path(
        "contacts/<int:contact_pk>/centre/",
        staff.contact_centre,
        name="contact_centre",
    ),
    path(
        "contacts/<int:contact_pk>/centre/send/",
        staff.contact_send_centre,
        name="contact_send_centre",
    ),
]
