from django.urls import include, path

from contacts.views import bulk, contacts, imports, profile, tags, uploads, verbs

app_name = "contacts"

contact_urls = [
    path("", contacts.contact_list, name="contact_list"),
    path("new/", contacts.contact_create, name="contact_create"),
    path("tag/", bulk.contact_bulk_tag, name="contact_bulk_tag"),
    path("untag/", bulk.contact_bulk_untag, name="contact_bulk_untag"),
    path("bulk/<int:pk>/", bulk.contact_bulk_result, name="contact_bulk_result"),
    path("<int:pk>/", profile.contact_detail, name="contact_detail"),
    path("<int:pk>/profile/", profile.contact_profile, name="contact_profile"),
    path("<int:pk>/activity/", profile.contact_activity, name="contact_activity"),
    path("<int:pk>/edit/", profile.contact_update, name="contact_update"),
    path("<int:pk>/tag/", verbs.contact_tag, name="contact_tag"),
    path("<int:pk>/untag/", verbs.contact_untag, name="contact_untag"),
    path("<int:pk>/subscribe/", verbs.contact_subscribe, name="contact_subscribe"),
    path(
        "<int:pk>/unsubscribe/", verbs.contact_unsubscribe, name="contact_unsubscribe"
    ),
    path("<int:pk>/archive/", verbs.contact_archive, name="contact_archive"),
    path("<int:pk>/unarchive/", verbs.contact_unarchive, name="contact_unarchive"),
]

tag_urls = [
    path("", tags.tag_list, name="tag_list"),
    path("new/", tags.tag_create, name="tag_create"),
    path("names/", tags.tag_names, name="tag_names"),
    path("options/", tags.tag_options, name="tag_options"),
    path("<int:pk>/", tags.tag_update, name="tag_update"),
    path("<int:pk>/delete/", tags.tag_delete, name="tag_delete"),
]

import_urls = [
    path("", imports.import_list, name="import_list"),
    path("new/", uploads.import_create, name="import_create"),
    path("<int:pk>/", imports.import_detail, name="import_detail"),
    path("<int:pk>/sheet/", uploads.import_sheet, name="import_sheet"),
    path("<int:pk>/columns/", imports.import_map, name="import_map"),
    path("<int:pk>/check/", imports.import_check, name="import_check"),
    path("<int:pk>/start/", imports.import_start, name="import_start"),
    path("<int:pk>/discard/", imports.import_discard, name="import_discard"),
    path("<int:pk>/cancel/", imports.import_cancel, name="import_cancel"),
    path("<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("<int:pk>/refused/", imports.import_refused, name="import_refused"),
]

urlpatterns = [
    path("contacts/", include(contact_urls)),
    path("tags/", include(tag_urls)),
    path("imports/", include(import_urls)),
]
