"""What members permit is told by the API, and said by it in the words they read."""

from __future__ import annotations

from typing import Any

import pytest

from audiences.models import Audience
from contacts import refusals
from contacts.causes import Cause
from contacts.models import Contact
from forms.models import Permission
from forms.permissions import managing
from tests.api.conftest import ApiClient
from tests.api.members import path_of
from tests.factories import AudienceFactory, ContactFactory

EMAIL = "anna@example.com"


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, email=EMAIL, language="fr")


@pytest.fixture
def by_email(audience: Audience) -> Permission:
    variants = {"fr": {"title": "Courriel", "text": "Écrivez-moi."}}
    permission = Permission(
        audience=audience, title="Email", text="Write to me.", variants=variants
    )
    managing.save(permission)
    return permission


def told(api: ApiClient, audience: Audience) -> list[tuple[str, bool]]:
    member = api.get(path_of(audience, EMAIL))
    return [(one["text"], one["enabled"]) for one in member["marketing_permissions"]]


def said(permission: Permission, *, enabled: bool) -> dict[str, Any]:
    one = {"marketing_permission_id": str(permission.pk), "enabled": enabled}
    return {"marketing_permissions": [one]}


def test_a_permission_is_given_and_taken_back(
    api: ApiClient, audience: Audience, anna: Contact, by_email: Permission
) -> None:
    assert told(api, audience) == [("Write to me.", False)]

    api.patch(path_of(audience, EMAIL), said(by_email, enabled=True))
    assert told(api, audience) == [("Write to me.", True)]
    api.patch(path_of(audience, EMAIL), said(by_email, enabled=False))

    assert told(api, audience) == [("Write to me.", False)]
    lines = anna.consents.filter(purpose=by_email.purpose).order_by("pk")
    assert [(line.given, line.how) for line in lines] == [(True, "api"), (False, "api")]
    assert {line.wording for line in lines} == {"Courriel\nÉcrivez-moi."}


def test_who_is_added_permits_at_once(
    api: ApiClient, audience: Audience, by_email: Permission
) -> None:
    person = {"email_address": EMAIL, "status": "subscribed"}

    api.post(path_of(audience), {**person, **said(by_email, enabled=True)})

    assert told(api, audience) == [("Write to me.", True)]


def test_a_permission_that_is_none_changes_nothing(
    api: ApiClient, audience: Audience, anna: Contact, by_email: Permission
) -> None:
    elsewhere = AudienceFactory.create(account=audience.account)
    foreign = Permission(audience=elsewhere, title="Post", text="Write.")
    managing.save(foreign)

    problem = api.refused(
        "PATCH", path_of(audience, EMAIL), {"vip": True, **said(foreign, enabled=True)}
    )

    assert problem["errors"][0]["field"] == "marketing_permissions"
    anna.refresh_from_db()
    assert not anna.vip
    assert not anna.consents.filter(purpose=foreign.purpose).exists()


def test_who_refuses_one_to_one_messages_is_told_so(
    api: ApiClient, audience: Audience, anna: Contact
) -> None:
    key = "consents_to_one_to_one_messaging"
    assert api.get(path_of(audience, EMAIL))[key] is True

    row = audience.contacts.filter(pk=anna.pk)
    refusals.refuse(row, refusals.ONE_TO_ONE, Cause(audience, "centre"))

    assert api.get(path_of(audience, EMAIL))[key] is False


def test_what_is_permitted_is_asked_for_once(
    api: ApiClient,
    audience: Audience,
    by_email: Permission,
    django_assert_max_num_queries: Any,
) -> None:
    for _n in range(20):
        ContactFactory.create(audience=audience)

    with django_assert_max_num_queries(20):
        listed = api.get(f"{path_of(audience)}?count=100")["members"]

    assert len(listed) == 20
