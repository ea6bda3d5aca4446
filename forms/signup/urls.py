from django.urls import path

from forms.signup.views import building

urlpatterns = [
    path("", building.signupform_list, name="signupform_list"),
    path("new/", building.signupform_create, name="signupform_create"),
    path("<int:pk>/", building.signupform_update, name="signupform_update"),
    path("<int:pk>/preview/", building.signupform_preview, name="signupform_preview"),
    path("<int:pk>/share/", building.signupform_share, name="signupform_share"),
    path("<int:pk>/archive/", building.signupform_archive, name="signupform_archive"),
    path(
        "<int:pk>/unarchive/",
        building.signupform_unarchive,
        name="signupform_unarchive",
    ),
    path("<int:pk>/delete/", building.signupform_delete, name="signupform_delete"),
]
