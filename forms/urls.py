from django.urls import include, path

app_name = "forms"

urlpatterns = [
    path("", include("forms.centre.staff")),
    path("pages/", include("forms.landing.urls")),
    path("forms/", include("forms.signup.urls")),
]
