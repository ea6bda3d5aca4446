from django.urls import include, path

from preferences.views import centre, people

app_name = "preferences"

contact_urls = [
    path("", people.contact_preferences, name="contact_preferences"),
    path("<int:preference_pk>/", people.contact_choose, name="contact_choose"),
]

centre_urls = [
    path("", centre.preference_list, name="preference_list"),
    path("new/", centre.preference_create, name="preference_create"),
    path("reorder/", centre.preference_reorder, name="preference_reorder"),
    path("<int:pk>/", centre.preference_update, name="preference_update"),
    path("<int:pk>/archive/", centre.preference_archive, name="preference_archive"),
    path(
        "<int:pk>/unarchive/", centre.preference_unarchive, name="preference_unarchive"
    ),
    path("<int:pk>/delete/", centre.preference_delete, name="preference_delete"),
    path("<int:pk>/merge/", centre.preference_merge, name="preference_merge"),
]

urlpatterns = [
    path("preferences/", include(centre_urls)),
    path("contacts/<int:contact_pk>/preferences/", include(contact_urls)),
]
