"""The addresses of signing in and of passwords; what is not offered is not there."""

from allauth.account.urls import urlpatterns as offered

# A user has one address, which the admin changes, and signs in with a password.
CLOSED = {
    "account_email",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_confirm_login_code",
}

urlpatterns = [pattern for pattern in offered if pattern.name not in CLOSED]
