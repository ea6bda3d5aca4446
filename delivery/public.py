"""Pages and addresses for whoever got a message: they have no account."""

from django.urls import path

from delivery.optouts import views as optouts
from delivery.tracking import views as tracking

urlpatterns = [
    path("u/<str:token>", optouts.way_out, name="way_out"),
    path("u/<str:token>/why", optouts.way_why, name="way_why"),
    path("u/<str:token>/back", optouts.way_back, name="way_back"),
    path("u/<str:token>/unnamed", optouts.way_unnamed, name="way_unnamed"),
    # Those that lead somewhere are answered before (`delivery.tracking.answers`).
    path("c/<path:rest>", tracking.nowhere, name="click"),
]
