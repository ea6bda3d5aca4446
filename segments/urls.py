from django.urls import include, path

from segments.views import builder, copying, segments

app_name = "segments"

list_urls = [
    path("", segments.segment_list, name="segment_list"),
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
]

urlpatterns = [path("segments/", include([*list_urls, *builder_urls]))]
