"""The admin: everything can be found in it, and it changes only what it may."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.administration import COUNT_LIMIT, BoundedPaginator, ReadOnly
from accounts.models import Account, AuditEntry, Membership, Plan, Secret, User
from accounts.roles import Role
from audiences.models import Audience, AudienceAccess
from contacts.models import Contact, Tag
from tests.admin_rows import MAKERS
from tests.conftest import membership_of
from tests.factories import ContactFactory, UserFactory

OWN_APPS = (
    *(
        "accounts",
        "audiences",
        "events",
        "contacts",
        "preferences",
        "delivery",
        "forms",
        "api",
    ),
)
REGISTERED: list[type[models.Model]] = sorted(
    (model for model in admin.site._registry if model._meta.app_label in OWN_APPS),
    key=lambda model: model._meta.label,
)


each_model = pytest.mark.parametrize(
    "model", REGISTERED, ids=lambda model: model._meta.label
)


@pytest.fixture
def root(db: None) -> User:
    return UserFactory.create(
        email="root@example.com", is_staff=True, is_superuser=True
    )


@pytest.fixture
def as_root(client: Client, root: User) -> Client:
    client.force_login(root)
    return client


def page(model: type[models.Model], name: str, *args: Any) -> str:
    return reverse(
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args
    )


def test_every_model_is_registered_unless_its_key_has_parts() -> None:
    own = [model for model in apps.get_models() if model._meta.app_label in OWN_APPS]

    missing = {model._meta.label for model in own if model not in admin.site._registry}

    assert missing == {
        model._meta.label
        for model in own
        if isinstance(model._meta.pk, models.CompositePrimaryKey)
    }


@each_model
def test_a_list_opens_with_as_many_queries_for_three_rows_as_for_one(
    as_root: Client, audience: Audience, model: type[models.Model]
) -> None:
    make = MAKERS[model._meta.label]
    counts = []
    for n in range(3):
        make(audience, n)
        with CaptureQueriesContext(connection) as queries:
            response = as_root.get(page(model, "changelist"))
        assert response.status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[2] <= 8


@each_model
def test_a_row_is_found_and_opens(
    as_root: Client, audience: Audience, model: type[models.Model]
) -> None:
    MAKERS[model._meta.label](audience, 1)
    row = model._default_manager.latest("pk")

    found = as_root.get(page(model, "changelist"), {"q": "a"})
    opened = as_root.get(page(model, "change", row.pk))

    assert (found.status_code, opened.status_code) == (200, 200)


@each_model
def test_what_verbs_rule_is_read_only(
    as_root: Client, audience: Audience, model: type[models.Model]
) -> None:
    MAKERS[model._meta.label](audience, 1)
    row = model._default_manager.latest("pk")
    read_only = isinstance(admin.site._registry[model], ReadOnly)

    added = as_root.get(page(model, "add")).status_code
    deleted = as_root.get(page(model, "delete", row.pk)).status_code

    if read_only:
        assert (added, deleted) == (403, 403)
        assert as_root.post(page(model, "change", row.pk)).status_code == 403
    may_change = {Account, Audience, Membership, Plan, User}
    assert read_only == (model not in may_change)


def test_a_contact_is_searched_like_in_its_list(
    as_root: Client, audience: Audience
) -> None:
    ContactFactory.create(audience=audience, first_name="Zoë", email="z@example.com")
    ContactFactory.create(audience=audience, email="other@example.com")

    response = as_root.get(page(Contact, "changelist"), {"q": "zoe"})

    assert [str(row) for row in response.context["cl"].result_list] == ["Zoë"]


def test_long_lists_are_counted_to_an_end(audience: Audience, db: None) -> None:
    Tag.objects.bulk_create(
        Tag(audience=audience, name=str(n)) for n in range(COUNT_LIMIT + 5)
    )

    paginator = BoundedPaginator(Tag.objects.order_by("name"), 50)

    assert paginator.count == COUNT_LIMIT


def test_a_plan_is_edited(as_root: Client) -> None:
    plan = Plan.objects.get(name="Free")
    data = {"name": "Starter", "position": 1, "max_audiences": 2}

    as_root.post(page(Plan, "change", plan.pk), data)

    plan.refresh_from_db()
    assert (plan.name, plan.max_audiences, plan.max_contacts) == ("Starter", 2, None)


def test_a_second_default_plan_is_refused_in_words(as_root: Client) -> None:
    plan = Plan.objects.get(name="Free")
    data = {"name": "Free", "position": 1, "is_default": "on"}

    response = as_root.post(page(Plan, "change", plan.pk), data)

    assert "Another plan is the default already." in response.text


def test_a_plan_that_accounts_have_is_not_deleted(
    as_root: Client, account: Account
) -> None:
    unused = Plan.objects.get(name="Premium")

    assert as_root.get(page(Plan, "delete", account.plan_id)).status_code == 403
    as_root.post(page(Plan, "delete", unused.pk), {"post": "yes"})

    assert not Plan.objects.filter(pk=unused.pk).exists()


def test_a_change_stands_in_the_audit_log_of_the_account(
    as_root: Client, root: User, alice: User
) -> None:
    membership = membership_of(alice)
    data = {"account": membership.account_id, "user": alice.pk, "role": Role.VIEWER}

    as_root.post(page(Membership, "change", membership.pk), data)

    entry = AuditEntry.objects.get()
    assert (entry.account, entry.actor) == (membership.account, root)
    assert (entry.verb, entry.ip) == ("admin.changed", "127.0.0.1")
    assert entry.label == "Alice · Fjord Coffee · Viewer"
    assert entry.details == {"model": "accounts.membership", "id": membership.pk}


def test_a_membership_that_is_taken_away_stands_there_too(
    as_root: Client, alice: User
) -> None:
    membership = membership_of(alice)

    as_root.post(page(Membership, "delete", membership.pk), {"post": "yes"})

    assert AuditEntry.objects.get().verb == "admin.deleted"
    assert not Membership.objects.exists()


def test_a_user_is_added_with_a_password_and_a_role(
    as_root: Client, account: Account
) -> None:
    new = {
        "email": "New@Example.com",
        "usable_password": "true",
        "password1": "a quiet harbor 7",
        "password2": "a quiet harbor 7",
    }
    as_root.post(page(User, "add"), new)
    user = User.objects.get(email="new@example.com")

    role = {"account": account.pk, "user": user.pk, "role": Role.AUTHOR}
    as_root.post(page(Membership, "add"), role)

    assert user.check_password("a quiet harbor 7")
    assert membership_of(user).role == Role.AUTHOR


def test_an_address_that_is_taken_is_refused_in_words(
    as_root: Client, alice: User
) -> None:
    password = {"password1": "a quiet harbor 7", "password2": "a quiet harbor 7"}
    data = {"email": "ALICE@example.com", "usable_password": "true", **password}

    response = as_root.post(page(User, "add"), data)

    assert "A user with this address exists already." in response.text


def test_an_audience_is_given_to_narrowed_members(
    as_root: Client, audience: Audience, bob: User
) -> None:
    membership = membership_of(bob)
    Membership.objects.filter(pk=membership.pk).update(is_narrowed=True)
    url = page(Audience, "change", audience.pk)
    form = as_root.get(url).context["adminform"].form
    data = {name: value for name, value in form.initial.items() if value is not None}

    for members in ([membership.pk], []):
        response = as_root.post(url, {**data, "narrowed_members": members})
        assert response.status_code == 302, response.context["adminform"].form.errors
        given = list(AudienceAccess.objects.values_list("membership_id", flat=True))
        assert given == members


def test_a_secret_is_shown_to_nobody(as_root: Client) -> None:
    key = Secret.objects.key("suppression")

    response = as_root.get(page(Secret, "change", "suppression"))

    assert response.status_code == 200
    assert key.hex() not in response.text
    assert "Value" not in response.text
