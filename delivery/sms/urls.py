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
    path("received/", views.receivedtext_list, name="receivedtext_list"),
    path(
        "received/<int:pk>/opt-out/",
        views.receivedtext_opt_out,
        name="receivedtext_opt_out",
    ),
    path(
        "received/<int:pk>/dismiss/",
        views.receivedtext_dismiss,
        name="receivedtext_dismiss",
    ),
    path(
        "received/<int:pk>/take-up/",
        views.receivedtext_take_up,
        name="receivedtext_take_up",
    ),
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
