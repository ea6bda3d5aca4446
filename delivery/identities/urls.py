from django.urls import path

from delivery.identities.views import addresses, domains

app_name = "identities"

DOMAINS = "accounts/<int:account_id>/senders/domains/"
ADDRESSES = "accounts/<int:account_id>/senders/addresses/"

urlpatterns = [
    path("accounts/<int:account_id>/senders/", domains.sender_list, name="sender_list"),
    path(f"{DOMAINS}new/", domains.domain_create, name="domain_create"),
    path(f"{DOMAINS}<int:pk>/", domains.domain_detail, name="domain_detail"),
    path(f"{DOMAINS}<int:pk>/check/", domains.domain_check, name="domain_check"),
    path(f"{DOMAINS}<int:pk>/rotate/", domains.domain_rotate, name="domain_rotate"),
    path(f"{DOMAINS}<int:pk>/way/", domains.domain_way, name="domain_way"),
    path(f"{DOMAINS}<int:pk>/delete/", domains.domain_delete, name="domain_delete"),
    path(f"{ADDRESSES}new/", addresses.address_create, name="address_create"),
    path(f"{ADDRESSES}<int:pk>/ask/", addresses.address_ask, name="address_ask"),
    path(
        f"{ADDRESSES}<int:pk>/delete/", addresses.address_delete, name="address_delete"
    ),
    path("sender/<str:token>/", addresses.address_confirm, name="address_confirm"),
]
