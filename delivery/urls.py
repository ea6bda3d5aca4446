from django.urls import include, path

from delivery.views import deliveries, messages, paces, rules, tracing

app_name = "delivery"

message_urls = [
    path("", messages.message_list, name="message_list"),
    path("rules/", rules.sendingrules_update, name="sendingrules_update"),
    path("to/<int:pk>/", tracing.delivery_detail, name="delivery_detail"),
    path("<int:pk>/", messages.message_detail, name="message_detail"),
    path("<int:pk>/pause/", messages.message_pause, name="message_pause"),
    path("<int:pk>/resume/", messages.message_resume, name="message_resume"),
    path("<int:pk>/cancel/", messages.message_cancel, name="message_cancel"),
    path("<int:pk>/retry/", messages.message_retry, name="message_retry"),
]

pace_urls = [
    path("", paces.domainpace_list, name="domainpace_list"),
    path("<int:pk>/close/", paces.domainpace_close, name="domainpace_close"),
    path("warm/", paces.domainpace_warm, name="domainpace_warm"),
    path("release/", paces.domainpace_release, name="domainpace_release"),
]

delivery_urls = [
    path("", deliveries.delivery_list, name="delivery_list"),
    path("filter/", deliveries.delivery_filter, name="delivery_filter"),
    path("retry/", deliveries.delivery_retry, name="delivery_retry"),
    path("cancel/", deliveries.delivery_cancel, name="delivery_cancel"),
    path("undo/", deliveries.delivery_undo, name="delivery_undo"),
]

urlpatterns = [
    path("accounts/<int:account_id>/deliveries/", include(delivery_urls)),
    path("audiences/<int:audience_id>/deliveries/", include(message_urls)),
    path("accounts/<int:account_id>/pace/", include(pace_urls)),
]
