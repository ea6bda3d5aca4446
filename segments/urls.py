from django.urls import include, path

from segments.views import builder, copying, explaining, following, giving, segments

app_name = "segments"

list_urls = [
    path("", segments.segment_list, name="segment_list"),
    path("give/", giving.segment_give, name="segment_give"),
    path("options/", segments.segment_options, name="segment_options"),
    path("<int:pk>/count/", segments.segment_count, name="segment_count"),
    path("<int:pk>/duplicate/", segments.segment_duplicate, name="segment_duplicate"),
    path("<int:pk>/copy/", copying.segment_copy, name="segment_copy"),
    path("<int:pk>/archive/", segments.segment_archive, name="segment_archive"),
    path("<int:pk>/unarchive/", segments.segment_unarchive, name="segment_unarchive"),
]

builder_urls = [
    path("new/", builder.segment_create, name="segment_create"),
    path("<int:pk>/", builder.segment_update, name="segment_update"),
    path("result/", builder.segment_result, name="segment_result"),
    path("names/", builder.segment_names, name="segment_names"),
]

following_urls = [
    path("<int:pk>/following/", following.segment_following, name="segment_following"),
    path("<int:pk>/following/moves/", following.segment_moves, name="segment_moves"),
    path("<int:pk>/following/begin/", following.segment_follow, name="segment_follow"),
    path(
        "<int:pk>/following/tag/",
        following.segment_entry_tag,
        name="segment_entry_tag",
    ),
    path(
        "<int:pk>/following/stop/", following.segment_unfollow, name="segment_unfollow"
    ),
]

explaining_urls = [
    path("why/", explaining.segment_ask, name="segment_ask"),
    path("why/<int:contact_pk>/", explaining.segment_try, name="segment_try"),
    path(
        "<int:pk>/contacts/<int:contact_pk>/",
        explaining.segment_why,
        name="segment_why",
    ),
    path(
        "of/<int:contact_pk>/",
        explaining.segment_memberships,
        name="segment_memberships",
    ),
]

urls = [*list_urls, *builder_urls, *following_urls, *explaining_urls]
urlpatterns = [path("segments/", include(urls))]
