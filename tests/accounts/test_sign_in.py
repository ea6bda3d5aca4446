"""The door of the house: by address and password, and not too often."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audiences.models import Audience
from tests.factories import UserFactory

PASSWORD = "a quiet harbor 7"


@pytest.fixture
def dana(db: None) -> User:
    return User.objects.create_user("dana@example.com", PASSWORD, name="Dana")


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> str:
    """Where the answer leads, or nothing when the form comes back."""
    data = {"login": email, "password": password, **more}
    response = client.post(reverse("account_login"), data)
    return response.headers.get("Location", "")


@pytest.mark.parametrize(
    "email", ["dana@example.com", "Dana@Example.COM", "  dana@example.com "]
)
def test_an_address_is_known_in_any_letter_case(
    client: Client, dana: User, email: str
) -> None:
    assert sign_in(client, email) == reverse("accounts:home")
    assert client.session["_auth_user_id"] == str(dana.pk)


def test_a_wrong_password_and_an_unknown_address_look_the_same(
    client: Client, dana: User
) -> None:
    url = reverse("account_login")

    answers = [
        client.post(url, {"login": email, "password": "wrong"}).context["form"].errors
        for email in ("dana@example.com", "nobody@example.com")
    ]

    assert answers[0] == answers[1] != {}


def test_a_user_who_is_switched_off_stays_outside(client: Client, dana: User) -> None:
    User.objects.update(is_active=False)

    sign_in(client, "dana@example.com")

    assert "_auth_user_id" not in client.session


def test_a_switched_off_user_is_out_at_the_next_page(
    client: Client, dana: User
) -> None:
    client.force_login(dana)
    User.objects.update(is_active=False)

    assert client.get(reverse("accounts:user_update")).status_code == 302


def test_guessing_ends_after_a_few_times(client: Client, dana: User) -> None:
    for _ in range(5):
        sign_in(client, "dana@example.com", "wrong")

    assert sign_in(Client(), "dana@example.com") == ""


def test_attempts_are_counted_in_the_database_for_every_process(
    client: Client, dana: User
) -> None:
    sign_in(client, "dana@example.com", "wrong")

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM parterre_cache")
        assert cursor.fetchone()[0] > 0


def test_too_many_attempts_from_one_place_get_a_page_that_says_so(
    client: Client, db: None
) -> None:
    url = reverse("account_login")

    answers = [client.post(url, {}) for _ in range(31)]

    assert [answer.status_code for answer in answers[-2:]] == [200, 429]
    assert "That was too often" in answers[-1].text


def test_nobody_signs_up_by_themselves(client: Client, db: None) -> None:
    data = {"email": "x@example.com", "password1": PASSWORD, "password2": PASSWORD}

    response = client.post(reverse("account_signup"), data)

    assert "by invitation" in response.text
    assert not User.objects.exists()


def test_a_forgotten_password_is_reset_by_mail(client: Client, dana: User) -> None:
    client.post(reverse("account_reset_password"), {"email": "DANA@example.com"})
    (message,) = mail.outbox
    link = next(word for word in message.body.split() if "/password/reset/" in word)

    form = client.get(link.removeprefix("http://testserver"), follow=True)
    new = {"password1": "another harbor 8", "password2": "another harbor 8"}
    client.post(form.redirect_chain[-1][0], new)

    assert sign_in(client, "dana@example.com", "another harbor 8")


def test_an_unknown_address_is_not_told_apart_by_the_reset(
    client: Client, dana: User
) -> None:
    url = reverse("account_reset_password")

    known = client.post(url, {"email": "dana@example.com"})
    unknown = client.post(url, {"email": "nobody@example.com"})

    assert known.headers["Location"] == unknown.headers["Location"]


@pytest.mark.parametrize("password", ["short1", "12345678901", "password123"])
def test_weak_passwords_are_refused(client: Client, dana: User, password: str) -> None:
    client.force_login(dana)
    data = {"oldpassword": PASSWORD, "password1": password, "password2": password}

    client.post(reverse("account_change_password"), data)

    dana.refresh_from_db()
    assert dana.check_password(PASSWORD)


def test_after_signing_in_one_is_where_one_wanted_to_go(
    client: Client, dana: User
) -> None:
    wanted = reverse("accounts:user_update")

    asked = client.get(wanted).headers["Location"]

    assert asked == f"{reverse('account_login')}?next={wanted}"
    assert sign_in(client, "dana@example.com", next=wanted) == wanted


def test_a_strange_address_is_no_place_to_go_to(client: Client, dana: User) -> None:
    leads = sign_in(client, "dana@example.com", next="https://evil.example/")

    assert leads == reverse("accounts:home")


def test_htmx_comes_back_to_its_page_not_to_the_part(
    client: Client, audience: Audience
) -> None:
    headers = {
        "HX-Request": "true",
        "HX-Current-URL": "http://testserver/audiences/1/contacts/?q=ann",
    }

    response = client.get(reverse("accounts:palette"), headers=headers)

    assert response.headers["HX-Redirect"] == (
        f"{reverse('account_login')}?next=/audiences/1/contacts/%3Fq%3Dann"
    )


def test_a_form_sent_too_late_comes_back_to_its_page(client: Client, db: None) -> None:
    response = client.post(
        reverse("accounts:shortcuts_toggle"),
        headers={"Referer": "http://testserver/you/"},
    )

    assert response.headers["Location"] == f"{reverse('account_login')}?next=/you/"


@pytest.mark.parametrize("page", ["https://evil.example/", "javascript:alert(1)", ""])
def test_a_page_elsewhere_is_not_come_back_to(
    client: Client, db: None, page: str
) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": page}

    response = client.get(reverse("accounts:palette"), headers=headers)

    assert response.headers["HX-Redirect"] == f"{reverse('account_login')}?next=/"


def test_the_admin_is_behind_the_same_sign_in(client: Client, dana: User) -> None:
    admin = reverse("admin:index")

    response = client.get(admin, follow=True)

    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))
    client.force_login(dana)
    assert client.get(admin, follow=True).status_code == 403
    client.force_login(UserFactory.create(is_staff=True))
    assert client.get(admin).status_code == 200


def test_a_changed_password_leads_back_to_the_settings(
    client: Client, dana: User
) -> None:
    client.force_login(dana)
    new = "another harbor 8"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}

    response = client.post(reverse("account_change_password"), data)

    assert response.headers["Location"] == reverse("accounts:user_update")
    assert client.get(reverse("accounts:user_update")).status_code == 200


@pytest.mark.parametrize("path", ["/email/", "/confirm-email/", "/login/code/confirm/"])
def test_what_is_not_offered_is_not_there(
    client: Client, dana: User, path: str
) -> None:
    client.force_login(dana)

    assert client.get(path).status_code == 404
