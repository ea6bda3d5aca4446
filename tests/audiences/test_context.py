"""The frame around pages: what the sidebar shows, and at what price."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import timezone

from accounts.models import Account, User
from accounts.roles import Role
from audiences.context import Shell
from audiences.models import Audience
from tests.factories import (
    AccountFactory,
    AudienceFactory,
    ContactFactory,
    MembershipFactory,
)


def shell_at(user: Any, path: str = "/", audience: Audience | None = None) -> Shell:
    request = RequestFactory().get(path)
    request.user = user
    request.resolver_match = resolve(path)
    if audience:
        request.audience = audience  # type: ignore[attr-defined]  # as the door does
        memberships = user.memberships.select_related("account")
        here = memberships.get(account_id=audience.account_id)
        request.membership = here  # type: ignore[attr-defined]
    return Shell(request)


def contacts_of(audience: Audience) -> str:
    return reverse("contacts:contact_list", args=[audience.pk])


def labels(shell: Shell) -> list[str]:
    return [str(entry.label) for group in shell.nav for entry in group.items]


def show(shell: Shell) -> None:
    """Read what the frame reads."""
    assert shell.account
    assert shell.accounts
    assert shell.nav


def test_who_is_not_signed_in_gets_an_empty_frame() -> None:
    shell = shell_at(SimpleNamespace(is_authenticated=False))

    assert (shell.account, shell.accounts, shell.audience) == (None, [], None)
    assert shell.nav == []


def test_a_request_without_a_user_gets_one_too() -> None:
    request = RequestFactory().get("/nowhere/")

    assert Shell(request).nav == []


def test_a_frame_that_is_not_shown_asks_nothing(
    audience: Audience, alice: User
) -> None:
    with CaptureQueriesContext(connection) as queries:
        shell_at(alice)

    assert len(queries) == 0


@pytest.mark.parametrize("n", [1, 3])
def test_the_frame_costs_two_queries_however_much_it_shows(
    account: Account, alice: User, n: int
) -> None:
    audiences = AudienceFactory.create_batch(n, account=account)
    for _ in range(n):
        MembershipFactory.create(account=AccountFactory.create(), user=alice)
    shell = shell_at(alice, contacts_of(audiences[0]), audiences[0])

    with CaptureQueriesContext(connection) as queries:
        show(shell)
        show(shell)

    assert len(queries) == 2


def test_outside_of_an_audience_only_the_account_is_open(
    audience: Audience, alice: User
) -> None:
    shell = shell_at(alice)

    assert shell.account == audience.account
    assert labels(shell) == [
        "Audiences",
        "All deliveries",
        "Sending pace",
        "Senders",
        "API keys",
    ]


def test_inside_of_an_audience_its_pages_are_open_too(
    audience: Audience, alice: User
) -> None:
    ContactFactory.create(audience=audience)
    ContactFactory.create(audience=audience, archived_at=timezone.now())
    shell = shell_at(alice, contacts_of(audience), audience)

    people, pages, sending, upkeep, account = shell.nav

    assert [str(entry.label) for entry in people.items] == [
        *("Contacts", "Segments", "Tags", "Groups", "Preferences", "Fields", "Events")
    ]
    contacts = people.items[0]
    assert (contacts.url, contacts.count) == (contacts_of(audience), 1)
    assert [entry.current for entry in people.items] == [True, *[False] * 6]
    assert [str(entry.label) for entry in pages.items] == [
        *("Forms", "Surveys", "Pages", "Public centre", "Permissions")
    ]
    assert [str(entry.label) for entry in sending.items] == [
        *("Deliveries", "SMS", "Messages of the system")
    ]
    assert [str(entry.label) for entry in upkeep.items] == [
        *("Imports", "Jobs", "Suppressions", "Settings")
    ]
    assert [str(entry.label) for entry in account.items] == [
        "Audiences",
        "All deliveries",
        "Sending pace",
        "Senders",
        "API keys",
    ]


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (
            Role.MANAGER,
            [
                *("Contacts", "Segments", "Tags", "Groups", "Preferences"),
                *("Fields", "Events", "Forms", "Surveys", "Pages"),
                *("Public centre", "Permissions"),
                *("Deliveries", "SMS", "Messages of the system"),
                *("Imports", "Jobs", "Settings"),
                *("Audiences", "All deliveries", "Sending pace", "Senders"),
            ],
        ),
        (
            Role.AGENT,
            [
                *("Contacts", "Segments", "Tags", "Groups", "Preferences"),
                *("Fields", "Events", "Forms", "Surveys", "Pages"),
                *("Deliveries", "Jobs"),
                *("Audiences", "All deliveries", "Sending pace"),
            ],
        ),
    ],
)
def test_a_role_sees_what_it_may_open(
    audience: Audience, bob: User, role: Role, seen: list[str]
) -> None:
    bob.memberships.update(role=role)

    assert labels(shell_at(bob, contacts_of(audience), audience)) == seen


def test_every_go_key_is_given_once(audience: Audience, alice: User) -> None:
    shell = shell_at(alice, contacts_of(audience), audience)

    keys = [entry.key for group in shell.nav for entry in group.items if entry.key]

    assert sorted(keys) == sorted(set(keys)) == [*"acdefijopqstuv"]


@pytest.mark.parametrize(
    ("view", "section"),
    [
        ("contacts:contact_list", "contacts"),
        ("contacts:contact_create", "contacts"),
        ("contacts:tag_list", "tags"),
        ("contacts:event_list", "events"),
        ("contacts:import_create", "imports"),
        ("audiences:audience_update", "settings"),
        ("audiences:audience_delete", "settings"),
    ],
)
def test_a_page_belongs_to_a_section(
    audience: Audience, alice: User, view: str, section: str
) -> None:
    path = reverse(view, args=[audience.pk])

    assert shell_at(alice, path, audience).section == section


def test_pages_of_no_section_have_none(alice: User) -> None:
    assert shell_at(alice, reverse("accounts:user_update")).section == ""


def test_the_account_of_the_page_goes_before_the_one_opened_last(
    audience: Audience, alice: User
) -> None:
    second = AccountFactory.create(name="Aardvark")
    MembershipFactory.create(account=second, user=alice, opened_at=timezone.now())

    assert shell_at(alice).account == second
    shell = shell_at(alice, contacts_of(audience), audience)
    assert shell.account == audience.account
    assert shell.accounts == [second, audience.account]


def test_a_page_shows_the_frame(as_alice: Client, audience: Audience) -> None:
    response = as_alice.get(reverse("accounts:user_update"))

    options = reverse("audiences:audience_options", args=[audience.account_id])
    assert f'hx-get="{options}?section="' in response.text
    assert f"account={audience.account_id}" in response.text
