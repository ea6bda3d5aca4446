from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from accounts.health import healthz
from contacts.views import incoming

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("hooks/<path:token>", incoming.hook, name="hook"),
    path("", include("accounts.urls")),
    path("", include("audiences.urls")),
    path("audiences/<int:audience_id>/", include("contacts.urls")),
    path("audiences/<int:audience_id>/", include("segments.urls")),
    path("", include("delivery.urls")),
    path("", include("api.urls")),
    path("", include("accounts.sign_in")),
    path("admin/", admin.site.urls),
]

admin.site.site_header = admin.site.site_title = "Parterre"
admin.site.site_url = settings.PUBLIC_URL
