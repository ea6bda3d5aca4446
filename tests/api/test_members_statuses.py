from __future__ import annotations

import pytest
from django.utils import timezone

from audiences.models import Audience
from contacts.models import Consent, Contact
from tests.api.conftest import ApiClient
from tests.api.members import counts, names_of, path_of
from tests.factories import ContactFactory

EMAIL = "anna@example.com"
UPSERT = {"email_address": EMAIL}


@pytest.fixture
def contact(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, email=EMAIL, first_name="Anna")


def kept(contact: Contact) -> Contact:
    contact.refresh_from_db()
    return contact


@pytest.mark.parametrize(
    ("before", "wanted", "after"),
    [
        ("subscribed", "subscribed", "subscribed"),
        ("nonsubscribed", "subscribed", "subscribed"),
        ("pending", "subscribed", "subscribed"),
        ("subscribed", "unsubscribed", "unsubscribed"),
        ("nonsubscribed", "unsubscribed", "unsubscribed"),
        ("pending", "unsubscribed", "unsubscribed"),
        ("unsubscribed", "unsubscribed", "unsubscribed"),
        ("cleaned", "unsubscribed", "cleaned"),
        ("subscribed", "cleaned", "cleaned"),
        ("unsubscribed", "cleaned", "unsubscribed"),
        ("subscribed", "pending", "pending"),
        ("nonsubscribed", "pending", "pending"),
        ("unsubscribed", "pending", "pending"),
        ("pending", "pending", "pending"),
        ("nonsubscribed", "transactional", "nonsubscribed"),
    ],
)
@pytest.mark.parametrize("archived", [False, True])
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_status_is_reached_by_the_verbs(
    *,
    api: ApiClient,
    audience: Audience,
    before: str,
    wanted: str,
    after: str,
    archived: bool,
    method: str,
) -> None:
    at = timezone.now() if archived else None
    contact = ContactFactory.create(
        audience=audience, email=EMAIL, status=before, archived_at=at
    )
    if (method, wanted) == ("PATCH", "transactional"):
        return  # no status that can be patched

    response = api.send(method, path_of(audience, EMAIL), UPSERT | {"status": wanted})

    assert response.status_code == 200
    assert (kept(contact).status, contact.archived_at) == (after, None)
    assert counts(audience) == {after: 1}
    given = {"subscribed": [True], "unsubscribed": [False]} if after != before else {}
    consents = Consent.objects.filter(audience=audience)
    assert list(consents.values_list("given", flat=True)) == given.get(after, [])


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        ("unsubscribed", "subscribed"),
        ("cleaned", "subscribed"),
        ("cleaned", "pending"),
    ],
)
@pytest.mark.parametrize("archived", [False, True])
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_no_opt_out_is_undone_and_nothing_is_written(
    *,
    api: ApiClient,
    audience: Audience,
    before: str,
    wanted: str,
    archived: bool,
    method: str,
) -> None:
    at = timezone.now() if archived else None
    contact = ContactFactory.create(
        audience=audience, email=EMAIL, status=before, archived_at=at
    )

    problem = api.refused(
        method,
        path_of(audience, EMAIL),
        {
            "email_address": "anne@example.com",
            "status": wanted,
            "merge_fields": {"FNAME": "X"},
            "tags": ["X"],
        },
    )

    assert problem["title"] == "Member In Compliance State"
    assert (kept(contact).status, contact.first_name) == (before, "")
    assert (contact.archived_at, contact.email) == (at, EMAIL)
    assert not audience.tags.exists()
    assert names_of(contact) == []


def test_pending_is_no_way_around_an_opt_out(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    for status in ("unsubscribed", "pending"):
        api.patch(path_of(audience, EMAIL), {"status": status})

    problem = api.refused("PATCH", path_of(audience, EMAIL), {"status": "subscribed"})

    assert problem["title"] == "Member In Compliance State"
    assert kept(contact).status == "pending"


def test_who_gave_their_word_again_can_be_subscribed(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    for status in ("unsubscribed", "pending"):
        api.patch(path_of(audience, EMAIL), {"status": status})
    Consent.objects.create(
        audience=audience,
        contact=contact,
        given=True,
        at=timezone.now(),
    )

    said = api.patch(path_of(audience, EMAIL), {"status": "subscribed"})

    assert said["status"] == "subscribed"


def test_nobody_becomes_transactional(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    body = UPSERT | {"status": "transactional"}

    problem = api.refused("PUT", path_of(audience, EMAIL), body)

    assert problem["errors"][0]["field"] == "status"
    assert kept(contact).status == "subscribed"


@pytest.mark.parametrize("status", ["transactional", "archived", "Subscribed", ""])
def test_only_some_statuses_can_be_patched(
    api: ApiClient, audience: Audience, contact: Contact, status: str
) -> None:
    problem = api.refused("PATCH", path_of(audience, EMAIL), {"status": status})

    assert problem["errors"][0]["field"] == "status"
