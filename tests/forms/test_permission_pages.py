"""The pages on which the team words what people may permit."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from audiences.models import Audience
from forms.models import Permission, PermissionBlock, PermissionText
from forms.permissions import managing
from tests.conftest import membership_of
from tests.factories import AudienceFactory, ContactFactory
from tests.forms.permitting import permission, say

pytestmark = pytest.mark.django_db

SAID = {"title": "Email", "text": "You may write to me by email."}


def url(audience: Audience, name: str, *args: int) -> str:
    return reverse(f"forms:{name}", args=[audience.pk, *args])


def titles(audience: Audience) -> list[str]:
    rows = Permission.objects.filter(audience=audience).offered().in_order()
    return list(rows.values_list("title", flat=True))


def test_a_permission_is_worded_in_each_language_of_the_audience(
    as_alice: Client, audience: Audience
) -> None:
    audience.languages = ["fr"]
    audience.save()
    french = {"title-fr": "Courriel", "text-fr": "Vous pouvez m’écrire."}

    as_alice.post(url(audience, "permission_create"), {**SAID, **french})

    one = Permission.objects.get(audience=audience)
    assert (one.title_in("fr"), one.title_in("de")) == ("Courriel", "Email")
    texts = PermissionText.objects.filter(audience=audience).order_by("pk")
    assert list(texts.values_list("language", "title")) == [
        ("", "Email"),
        ("fr", "Courriel"),
    ]


def test_other_words_are_another_version_and_the_same_words_are_none(
    as_alice: Client, audience: Audience
) -> None:
    as_alice.post(url(audience, "permission_create"), SAID)
    one = Permission.objects.get(audience=audience)
    edit = url(audience, "permission_update", one.pk)

    for text in ("You may write to me.", "You may write to me."):
        as_alice.post(edit, {**SAID, "text": text})

    assert [row.text for row in managing.texts_of(one)] == [
        "You may write to me.",
        SAID["text"],
    ]


def test_people_are_asked_for_no_more_than_ten(
    as_alice: Client, audience: Audience
) -> None:
    for n in range(managing.MOST):
        permission(audience, f"No {n}")
    old = permission(audience, "Old", archived_at=audience.created_at)

    as_alice.post(url(audience, "permission_create"), SAID)
    as_alice.post(url(audience, "permission_unarchive", old.pk))

    assert len(titles(audience)) == managing.MOST


def test_what_nobody_ever_gave_is_deleted(as_alice: Client, audience: Audience) -> None:
    one = permission(audience)

    for _time in range(2):
        as_alice.post(url(audience, "permission_remove", one.pk))

    assert not Permission.objects.filter(audience=audience).exists()


def test_what_somebody_once_gave_is_archived_and_can_come_back(
    as_alice: Client, audience: Audience
) -> None:
    one = permission(audience)
    contact = ContactFactory.create(audience=audience)
    say(contact, one, given=True)
    say(contact, one, given=False)

    as_alice.post(url(audience, "permission_remove", one.pk))
    assert titles(audience) == []

    as_alice.post(url(audience, "permission_unarchive", one.pk))
    assert titles(audience) == ["Email"]


def test_permissions_are_put_in_order(as_alice: Client, audience: Audience) -> None:
    rows = [permission(audience, title, position=n) for n, title in enumerate("ABC")]
    ids = [row.pk for row in rows]

    as_alice.post(url(audience, "permission_reorder"), {"id": ids, "up": ids[2]})

    assert titles(audience) == ["A", "C", "B"]


def test_the_list_says_how_many_give_each_now(
    as_alice: Client, audience: Audience
) -> None:
    email, post = permission(audience), permission(audience, "Post")
    people = ContactFactory.create_batch(3, audience=audience)
    for one in people:
        say(one, email, given=True)
    say(people[0], email, given=False)
    say(people[0], post, given=True)

    rows = Permission.objects.filter(audience=audience).with_counts().in_order()

    assert [row.n for row in rows] == [2, 1]
    page = as_alice.get(url(audience, "permission_list")).content.decode()
    assert "2 contacts give it" in page


def test_what_stands_above_is_kept_once(as_alice: Client, audience: Audience) -> None:
    for heading in ("May we?", "May we write?"):
        as_alice.post(url(audience, "permissionblock_update"), {"heading": heading})

    assert PermissionBlock.objects.get(audience=audience).heading == "May we write?"


@pytest.mark.parametrize("missing", ["title", "text"])
def test_a_permission_without_words_is_refused(
    as_alice: Client, audience: Audience, missing: str
) -> None:
    answer = as_alice.post(url(audience, "permission_create"), {**SAID, missing: " "})

    assert answer.status_code == 422
    assert titles(audience) == []


def test_who_may_not_manage_words_nothing(
    as_bob: Client, audience: Audience, bob: User
) -> None:
    membership = membership_of(bob)
    membership.role = Role.VIEWER
    membership.save()

    answer = as_bob.post(url(audience, "permission_create"), SAID)

    assert answer.status_code == 403
    assert titles(audience) == []


def test_permissions_of_another_audience_are_not_found_in_this_one(
    as_alice: Client, audience: Audience
) -> None:
    other = permission(AudienceFactory.create(account=audience.account))

    answer = as_alice.post(url(audience, "permission_update", other.pk), SAID)

    assert answer.status_code == 404


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_asks_as_often_for_many_as_for_one(
    as_alice: Client, audience: Audience, django_assert_num_queries: object, n: int
) -> None:
    for k in range(n):
        permission(audience, f"No {k}")

    with django_assert_num_queries(7):  # type: ignore[operator]
        as_alice.get(url(audience, "permission_list"))
