from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from audiences.models import Audience, Counter
from contacts.activity import feed
from contacts.causes import Cause
from contacts.models import Contact, Group, GroupCategory
from tests.factories import (
    ContactFactory,
    GroupCategoryFactory,
    GroupFactory,
    MembershipFactory,
    UserFactory,
)

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, first_name="Anna")


def category_of(audience: Audience, kind: str) -> tuple[GroupCategory, list[Group]]:
    category = GroupCategoryFactory.create(audience=audience, kind=kind, title=kind)
    return category, GroupFactory.create_batch(3, audience=audience, category=category)


def choose(
    client: Client,
    contact: Contact,
    category: GroupCategory,
    was: list[Group],
    wanted: list[Group],
) -> _MonkeyPatchedWSGIResponse:
    args = [contact.audience_id, contact.pk, category.pk]
    data = {"was": [g.pk for g in was], "group": [g.pk for g in wanted]}
    url = reverse("contacts:contact_groups", args=args)
    response = client.post(url, data, headers=PART)
    contact.refresh_from_db()
    return response


def test_groups_are_chosen_by_category_with_a_way_back(
    as_alice: Client, audience: Audience, anna: Contact
) -> None:
    category, (first, second, third) = category_of(audience, "checkboxes")

    response = choose(as_alice, anna, category, [], [first, third])

    assert anna.group_ids == [first.pk, third.pk]
    assert set(json.loads(response["HX-Trigger"])) == {"contacts-changed"}
    assert f'name="was" value="{first.pk},{third.pk}"' in response.text
    assert {item.text for item in feed(anna).items} == {
        f"Joined the group “{first.name}”",
        f"Joined the group “{third.name}”",
    }
    url = reverse("contacts:contact_groups", args=[audience.pk, anna.pk, category.pk])
    as_alice.post(url, {"was": f"{first.pk},{third.pk}", "group": ""}, headers=PART)
    anna.refresh_from_db()
    assert anna.group_ids == []
    counts = Counter.objects.by_key(audience, Counter.Kind.GROUP)
    assert set(counts.values()) <= {0}
    assert second.pk not in anna.group_ids


def test_what_somebody_else_chose_meanwhile_stays(
    as_alice: Client, audience: Audience, anna: Contact
) -> None:
    category, (first, second, _third) = category_of(audience, "hidden")
    audience.contacts.join(second, Cause(audience, "staff"))

    choose(as_alice, anna, category, [], [first])

    assert anna.group_ids == [first.pk, second.pk]


def test_of_radio_buttons_the_last_one_chosen_is_it(
    as_alice: Client, audience: Audience, anna: Contact
) -> None:
    category, (first, second, third) = category_of(audience, "radio")
    choose(as_alice, anna, category, [], [first])
    choose(as_alice, anna, category, [], [second])  # who did not see the first

    assert anna.group_ids == [second.pk]
    html = as_alice.get(anna.get_absolute_url()).text
    assert f'<option value="{second.pk}" selected>' in html
    assert f'<option value="{third.pk}">' in html

    nothing = choose(as_alice, anna, category, [second], [second])
    assert "Nothing has changed." in nothing.text


def test_groups_of_other_categories_and_strangers_are_none(
    as_alice: Client, audience: Audience, anna: Contact
) -> None:
    category, _groups = category_of(audience, "checkboxes")
    _other, (foreign, *_rest) = category_of(audience, "dropdown")
    stranger = GroupFactory.create()

    choose(as_alice, anna, category, [], [foreign, stranger])

    assert anna.group_ids == []


def test_who_may_only_look_sees_groups_alone(
    client: Client, audience: Audience, anna: Contact
) -> None:
    category, (first, second, _third) = category_of(audience, "checkboxes")
    audience.contacts.join(first, Cause(audience, "staff"))
    viewer = UserFactory.create()
    MembershipFactory.create(account=audience.account, user=viewer, role=Role.VIEWER)
    client.force_login(viewer)

    html = client.get(anna.get_absolute_url()).text

    assert first.name in html
    assert second.name not in html
    assert "/groups/" + str(category.pk) not in html
