from django.urls import include, path

from delivery.sms import incoming, views

app_name = "sms"

sms_urls = [
    path("", views.smsprogram_detail, name="smsprogram_detail"),
    path("edit/", views.smsprogram_update, name="smsprogram_update"),
    path("ask/", views.smsprogram_ask, name="smsprogram_ask"),
    path("approve/", views.smsprogram_approve, name="smsprogram_approve"),
    path("refuse/", views.smsprogram_refuse, name="smsprogram_refuse"),
    path("pause/", views.smsprogram_pause, name="smsprogram_pause"),
    path("resume/", views.smsprogram_resume, name="smsprogram_resume"),
    path("try/", views.smsprogram_try, name="smsprogram_try"),
    path("measure/", views.smsprogram_measure, name="smsprogram_measure"),
]

urlpatterns = [
    path("audiences/<int:audience_id>/sms/", include(sms_urls)),
    path("sms/<uuid:program>/", incoming.sms_received, name="sms_received"),
    path(
        "sms/<uuid:program>/reports/<uuid:delivery>/",
        incoming.sms_reported,
        name="sms_reported",
    ),
]
