"""The addresses of forms for people who have no account."""

from django.urls import path

from forms.signup.views import confirming, joining

urlpatterns = [
    path("join/confirm/<str:token>", confirming.join_confirm, name="join_confirm"),
    path("join/<str:token>", joining.join, name="join"),
    path("join/<str:token>/frame", joining.join_frame, name="join_frame"),
    path("join/<str:token>/embed", joining.join_embed, name="join_embed"),
    path("join/<str:token>/again", joining.join_again, name="join_again"),
    path("join/<str:token>/logo", joining.join_logo, name="join_logo"),
]
