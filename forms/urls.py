from django.urls import include, path

app_name = "forms"

urlpatterns = [
    path("forms/", include("forms.signup.urls")),
    path("surveys/", include("forms.surveys.urls")),
    path("pages/", include("forms.landing.urls")),
    path("messages-of-the-system/", include("forms.letters.urls")),
    path("permissions/", include("forms.permissions.urls")),
    path("", include("forms.centre.staff")),
]
