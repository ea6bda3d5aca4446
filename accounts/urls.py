from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("", views.home, name="home"),
    path("palette/", views.palette, name="palette"),
    path("you/", views.user_update, name="user_update"),
    path("you/shortcuts/", views.shortcuts_toggle, name="shortcuts_toggle"),
    path("accounts/<int:account_id>/open/", views.account_open, name="account_open"),
]
