from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from accounts.health import healthz
from contacts.views import incoming
from delivery.receiving.views import provider_webhook

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("hooks/<path:token>", incoming.hook, name="hook"),
    path("webhooks/mail/<path:path>", provider_webhook, name="provider_webhook"),
    path("", include("delivery.public")),
    path("", include("forms.public")),
    path("", include("accounts.urls")),
    path("", include("audiences.urls")),
    path("audiences/<int:audience_id>/", include("contacts.urls")),
    path("audiences/<int:audience_id>/", include("preferences.urls")),
    path("audiences/<int:audience_id>/", include("segments.urls")),
    path("audiences/<int:audience_id>/", include("forms.urls")),
    path("", include("delivery.identities.urls")),
    path("", include("delivery.sms.urls")),
    path("", include("delivery.urls")),
    path("", include("api.urls")),
    path("", include("accounts.sign_in")),
    path("admin/", admin.site.urls),
]

admin.site.site_header = admin.site.site_title = "Parterre"
admin.site.site_url = settings.PUBLIC_URL
