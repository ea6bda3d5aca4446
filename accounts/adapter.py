from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from accounts.http import client_ip


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # untyped library
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Users are invited into an account or made by `manage.py bootstrap`."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:user_update")

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip(request)
