from django.urls import include, path

from audiences.views import audiences, jobs, settings

app_name = "audiences"

account_urls = [
    path("", audiences.audience_list, name="audience_list"),
    path("new/", settings.audience_create, name="audience_create"),
    path("options/", audiences.audience_options, name="audience_options"),
    path("order/", audiences.audience_reorder, name="audience_reorder"),
]

audience_urls = [
    path("start/", settings.audience_start, name="audience_start"),
    path("settings/", settings.audience_update, name="audience_update"),
    path("counts/", audiences.audience_counts, name="audience_counts"),
    path("archive/", audiences.audience_archive, name="audience_archive"),
    path("unarchive/", audiences.audience_unarchive, name="audience_unarchive"),
    path("delete/", settings.audience_delete, name="audience_delete"),
    path("jobs/", jobs.job_list, name="job_list"),
    path("jobs/<int:pk>/", jobs.job_detail, name="job_detail"),
    path("jobs/<int:pk>/cancel/", jobs.job_cancel, name="job_cancel"),
    path("actions/<int:pk>/undo/", jobs.action_undo, name="action_undo"),
]

urlpatterns = [
    path("accounts/<int:account_id>/audiences/", include(account_urls)),
    path("audiences/<int:audience_id>/", include(audience_urls)),
]
