from django.urls import include, path

from contacts.views import (
    bulk,
    categories,
    contacts,
    events,
    exports,
    facts,
    fields,
    groups,
    hookcalls,
    hooks,
    imports,
    lists,
    membership,
    merging,
    notes,
    past,
    privacy,
    profile,
    suppressions,
    tags,
    texting,
    tracking,
    verbs,
)

app_name = "contacts"

contact_urls = [
    path("", contacts.contact_list, name="contact_list"),
    path("new/", contacts.contact_create, name="contact_create"),
    path("columns/", lists.contact_columns, name="contact_columns"),
    path("filter/", contacts.contact_filter, name="contact_filter"),
    path("bulk/<int:pk>/", bulk.contact_bulk_result, name="contact_bulk_result"),
    path("bulk/<slug:verb>/", bulk.contact_bulk, name="contact_bulk"),
    path("<int:pk>/", profile.contact_detail, name="contact_detail"),
    path("<int:pk>/profile/", profile.contact_profile, name="contact_profile"),
    path("<int:pk>/overview/", profile.contact_overview, name="contact_overview"),
    path("<int:pk>/activity/", profile.contact_activity, name="contact_activity"),
    path("<int:pk>/feed/", profile.contact_feed, name="contact_feed"),
    path("<int:pk>/edit/", facts.contact_update, name="contact_update"),
    path(
        "<int:pk>/facts/<slug:name>/",
        facts.contact_fact,
        name="contact_fact",
    ),
    path(
        "<int:pk>/facts/<slug:name>/edit/",
        facts.contact_fact_update,
        name="contact_fact_update",
    ),
    path("<int:pk>/insights/", profile.contact_insights, name="contact_insights"),
    path("<int:pk>/settings/", profile.contact_settings, name="contact_settings"),
    path("<int:pk>/export/", privacy.contact_export, name="contact_export"),
    path("<int:pk>/erase/", privacy.contact_erase, name="contact_erase"),
    path("<int:pk>/merge/", merging.contact_merge_search, name="contact_merge_search"),
    path(
        "<int:pk>/merge/<int:contact_id>/",
        merging.contact_merge,
        name="contact_merge",
    ),
    path("<int:pk>/notes/", notes.contact_notes, name="contact_notes"),
    path("<int:pk>/notes/new/", notes.contact_note, name="contact_note"),
    path(
        "<int:pk>/groups/<int:category_id>/",
        membership.contact_groups,
        name="contact_groups",
    ),
    path("<int:pk>/vip/", facts.contact_vip, name="contact_vip"),
    path("<int:pk>/tag/", verbs.contact_tag, name="contact_tag"),
    path("<int:pk>/untag/", verbs.contact_untag, name="contact_untag"),
    path("<int:pk>/subscribe/", verbs.contact_subscribe, name="contact_subscribe"),
    path(
        "<int:pk>/unsubscribe/", verbs.contact_unsubscribe, name="contact_unsubscribe"
    ),
    path(
        "<int:pk>/sms/subscribe/",
        texting.contact_subscribe_to_sms,
        name="contact_subscribe_to_sms",
    ),
    path(
        "<int:pk>/sms/unsubscribe/",
        texting.contact_unsubscribe_from_sms,
        name="contact_unsubscribe_from_sms",
    ),
    path(
        "<int:pk>/tracking/refuse/",
        tracking.contact_refuse_tracking,
        name="contact_refuse_tracking",
    ),
    path(
        "<int:pk>/tracking/allow/",
        tracking.contact_allow_tracking,
        name="contact_allow_tracking",
    ),
    path("<int:pk>/archive/", verbs.contact_archive, name="contact_archive"),
    path("<int:pk>/unarchive/", verbs.contact_unarchive, name="contact_unarchive"),
]

note_urls = [
    path("<int:pk>/", notes.note_detail, name="note_detail"),
    path("<int:pk>/edit/", notes.note_update, name="note_update"),
    path("<int:pk>/delete/", notes.note_delete, name="note_delete"),
    path("<int:pk>/restore/", notes.note_restore, name="note_restore"),
]

view_urls = [
    path("new/", lists.savedview_create, name="savedview_create"),
    path("<int:pk>/", lists.savedview_update, name="savedview_update"),
    path("<int:pk>/fill/", lists.savedview_fill, name="savedview_fill"),
    path("<int:pk>/delete/", lists.savedview_delete, name="savedview_delete"),
    path("<int:pk>/restore/", lists.savedview_restore, name="savedview_restore"),
]

tag_urls = [
    path("", tags.tag_list, name="tag_list"),
    path("new/", tags.tag_create, name="tag_create"),
    path("names/", tags.tag_names, name="tag_names"),
    path("options/", tags.tag_options, name="tag_options"),
    path("paste/", tags.tag_paste, name="tag_paste"),
    path("<int:pk>/", tags.tag_update, name="tag_update"),
    path("<int:pk>/delete/", tags.tag_delete, name="tag_delete"),
    path("<int:pk>/merge/", tags.tag_merge, name="tag_merge"),
]

field_urls = [
    path("", fields.field_list, name="field_list"),
    path("new/", fields.field_create, name="field_create"),
    path("order/", fields.field_reorder, name="field_reorder"),
    path("<int:pk>/", fields.field_update, name="field_update"),
    path("<int:pk>/delete/", fields.field_delete, name="field_delete"),
]

group_urls = [
    path("", groups.group_list, name="group_list"),
    path("order/", groups.group_reorder, name="group_reorder"),
    path("options/", groups.group_options, name="group_options"),
    path("<int:pk>/", groups.group_update, name="group_update"),
    path("<int:pk>/delete/", groups.group_delete, name="group_delete"),
    path("<int:pk>/tag/", groups.group_tag, name="group_tag"),
    path("categories/new/", categories.category_create, name="category_create"),
    path("categories/<int:pk>/", categories.category_update, name="category_update"),
    path(
        "categories/<int:pk>/delete/",
        categories.category_delete,
        name="category_delete",
    ),
    path("categories/<int:category_id>/new/", groups.group_create, name="group_create"),
]

import_urls = [
    path("", imports.import_list, name="import_list"),
    path("new/", imports.import_create, name="import_create"),
    path("<int:pk>/", imports.import_detail, name="import_detail"),
    path("<int:pk>/sheet/", imports.import_sheet, name="import_sheet"),
    path("<int:pk>/columns/", imports.import_map, name="import_map"),
    path("<int:pk>/check/", imports.import_check, name="import_check"),
    path("<int:pk>/start/", imports.import_start, name="import_start"),
    path("<int:pk>/discard/", imports.import_discard, name="import_discard"),
    path("<int:pk>/cancel/", imports.import_cancel, name="import_cancel"),
    path("<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("<int:pk>/refused/", imports.import_refused, name="import_refused"),
]

export_urls = [
    path("new/", exports.export_create, name="export_create"),
    path("<int:pk>/download/", exports.export_download, name="export_download"),
    path("<int:pk>/personal/", privacy.export_personal, name="export_personal"),
]

suppression_urls = [
    path("", suppressions.suppression_list, name="suppression_list"),
    path("look-up/", suppressions.suppression_look_up, name="suppression_look_up"),
    path("lift/", suppressions.suppression_lift, name="suppression_lift"),
    path("new/", suppressions.suppressionlist_create, name="suppressionlist_create"),
    path(
        "<int:pk>/", suppressions.suppressionlist_detail, name="suppressionlist_detail"
    ),
    path(
        "<int:pk>/check/",
        suppressions.suppressionlist_update,
        name="suppressionlist_update",
    ),
    path(
        "<int:pk>/discard/",
        suppressions.suppressionlist_discard,
        name="suppressionlist_discard",
    ),
    path(
        "<int:pk>/refused/",
        suppressions.suppressionlist_refused,
        name="suppressionlist_refused",
    ),
]

past_urls = [
    path("new/", past.pastimport_create, name="pastimport_create"),
    path("<int:pk>/", past.pastimport_detail, name="pastimport_detail"),
    path("<int:pk>/sheet/", past.pastimport_sheet, name="pastimport_sheet"),
    path("<int:pk>/columns/", past.pastimport_map, name="pastimport_map"),
    path("<int:pk>/preview/", past.pastimport_preview, name="pastimport_preview"),
    path("<int:pk>/check/", past.pastimport_check, name="pastimport_check"),
    path("<int:pk>/start/", past.pastimport_start, name="pastimport_start"),
    path("<int:pk>/discard/", past.pastimport_discard, name="pastimport_discard"),
    path("<int:pk>/cancel/", past.pastimport_cancel, name="pastimport_cancel"),
    path("<int:pk>/undo/", past.pastimport_undo, name="pastimport_undo"),
    path("<int:pk>/refused/", past.pastimport_refused, name="pastimport_refused"),
]

event_urls = [
    path("", events.event_list, name="event_list"),
    path("<int:pk>/", events.event_detail, name="event_detail"),
    path("<int:pk>/tail/", events.event_tail, name="event_tail"),
    path("<int:pk>/edit/", events.event_update, name="event_update"),
    path("<int:pk>/hide/", events.event_hide, name="event_hide"),
    path("<int:pk>/unhide/", events.event_unhide, name="event_unhide"),
]

hook_urls = [
    path("", hooks.hook_list, name="hook_list"),
    path("new/", hooks.hook_create, name="hook_create"),
    path("<int:pk>/", hooks.hook_detail, name="hook_detail"),
    path("<int:pk>/edit/", hooks.hook_update, name="hook_update"),
    path("<int:pk>/calls/", hooks.hook_calls, name="hook_calls"),
    path("<int:pk>/take/", hooks.hook_take, name="hook_take"),
    path("<int:pk>/pause/", hooks.hook_pause, name="hook_pause"),
    path("<int:pk>/resume/", hooks.hook_resume, name="hook_resume"),
    path("<int:pk>/address/", hooks.hook_renew, name="hook_renew"),
    path("<int:pk>/delete/", hooks.hook_delete, name="hook_delete"),
    path("<int:pk>/restore/", hooks.hook_restore, name="hook_restore"),
    path("calls/<int:pk>/", hookcalls.hookcall_detail, name="hookcall_detail"),
    path("calls/<int:pk>/map/", hookcalls.hookcall_map, name="hookcall_map"),
]

urlpatterns = [
    path("contacts/", include(contact_urls)),
    path("notes/", include(note_urls)),
    path("views/", include(view_urls)),
    path("tags/", include(tag_urls)),
    path("fields/", include(field_urls)),
    path("groups/", include(group_urls)),
    path("events/", include(event_urls)),
    path("events/past/", include(past_urls)),
    path("hooks/", include(hook_urls)),
    path("imports/", include(import_urls)),
    path("exports/", include(export_urls)),
    path("suppressions/", include(suppression_urls)),
]
