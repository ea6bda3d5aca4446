"""Walks over every route: strangers see nothing, and each role what it may."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import HOLDERS, Role
from audiences.models import Audience, AudienceAccess
from tests.conftest import membership_of
from tests.factories import AudienceFactory, MembershipFactory, UserFactory
from tests.route_rights import OPEN, RIGHTS
from tests.routes import Route, inside, routes

each_route_inside = pytest.mark.parametrize("route", inside(), ids=str)
each_route_of_an_audience = pytest.mark.parametrize(
    "route", [route for route in inside() if "audience_id" in route.kwargs], ids=str
)
PUBLIC = [name for name, reason in OPEN.items() if reason.startswith("public:")]
SIGNED_IN = [name for name, reason in OPEN.items() if reason.startswith("signed in:")]


def send(client: Client, method: str, url: str, **headers: str) -> int:
    """Ask, and take back what it did, so that every role finds the same rows."""
    with transaction.atomic():
        status = client.generic(method, url, headers=headers).status_code
        transaction.set_rollback(True)
    return status


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@each_route_inside
def test_a_route_into_an_audience_or_account_goes_through_its_door(
    route: Route,
) -> None:
    scope = "audience" if "audience_id" in route.kwargs else "account"

    assert route.scope == scope


def test_each_route_asks_for_the_right_that_is_written_down() -> None:
    asked = {route.name: str(route.right) for route in inside()}

    assert asked == RIGHTS


def test_every_other_route_says_why_it_is_open() -> None:
    others = {route.name for route in routes()} - {route.name for route in inside()}

    assert others == set(OPEN)
    assert sorted(PUBLIC + SIGNED_IN) == sorted(OPEN)


@pytest.mark.parametrize("name", PUBLIC)
def test_public_routes_are_those_that_ask_for_no_sign_in(name: str) -> None:
    (route,) = [route for route in routes() if route.name == name]

    assert not getattr(route.view, "login_required", True)


@pytest.mark.parametrize("name", SIGNED_IN)
def test_the_rest_asks_for_a_sign_in(client: Client, db: None, name: str) -> None:
    response = client.get(reverse(name))

    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_login"))


@each_route_inside
def test_nobody_gets_in_without_a_sign_in(
    client: Client, audience: Audience, route: Route
) -> None:
    url = route.url(audience)

    for method in ("GET", "POST"):
        response = client.generic(method, url)
        assert response.status_code == 302
        assert response.headers["Location"].startswith(reverse("account_login"))


@each_route_inside
def test_htmx_is_told_to_load_the_sign_in_as_a_page(
    client: Client, audience: Audience, route: Route
) -> None:
    response = client.get(route.url(audience), headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert response.headers["HX-Redirect"].startswith(reverse("account_login"))
    assert response.content == b""


@each_route_inside
def test_a_stranger_finds_nothing(
    audience: Audience, charlie: User, route: Route
) -> None:
    client = client_of(charlie)
    url = route.url(audience)

    for method in route.methods(client, audience):
        assert send(client, method, url) == 404


@each_route_inside
def test_a_method_that_is_not_taken_is_refused(
    as_alice: Client, audience: Audience, route: Route
) -> None:
    refused = {"GET", "POST", "PUT", "DELETE"} - set(route.methods(as_alice, audience))

    for method in refused:
        assert send(as_alice, method, route.url(audience)) == 405


@each_route_inside
@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_what_its_rights_say(
    audience: Audience, route: Route, role: Role
) -> None:
    assert route.right
    user = UserFactory.create()
    MembershipFactory.create(account=audience.account, user=user, role=role)
    client = client_of(user)
    url = route.url(audience)

    for method in route.methods(client, audience):
        status = send(client, method, url)
        assert (status == 403) == (role not in HOLDERS[route.right])
        assert status < 500


@each_route_of_an_audience
def test_a_narrowed_member_enters_only_what_was_given(
    audience: Audience, alice: User, route: Route
) -> None:
    given = AudienceFactory.create(account=audience.account)
    membership = membership_of(alice)
    membership.is_narrowed = True
    membership.save()
    AudienceAccess.objects.create(audience=given, membership=membership)
    client = client_of(alice)

    for method in route.methods(client, given):
        assert send(client, method, route.url(audience)) == 404
        if method == "GET":
            assert send(client, method, route.url(given)) in {200, 302}


@each_route_of_an_audience
def test_a_row_of_another_audience_is_not_found_in_this_one(
    as_alice: Client, audience: Audience, route: Route
) -> None:
    """Both are alice's: what is in the one is still nothing in the other."""
    other = AudienceFactory.create(account=audience.account)
    url = route.url(other)
    here = url.replace(f"/audiences/{other.pk}/", f"/audiences/{audience.pk}/", 1)
    if route.kwargs <= {"audience_id", "verb", "kind", "language"}:
        return

    for method in route.methods(as_alice, audience):
        assert send(as_alice, method, here) == 404
