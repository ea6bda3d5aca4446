from django.urls import include, path

app_name = "forms"

urlpatterns = [
    path("", include("forms.centre.staff")),
    path("pages/", include("forms.landing.urls")),
    path("forms/", include("forms.signup.urls")),
    path("messages-of-the-system/", include("forms.letters.urls")),
    path("permissions/", include("forms.permissions.urls")),
]
