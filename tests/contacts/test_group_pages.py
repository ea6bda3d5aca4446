from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from audiences.models import Audience
from contacts.models import Group, GroupCategory
from tests.factories import (
    AudienceFactory,
    ContactFactory,
    GroupCategoryFactory,
    GroupFactory,
    TagFactory,
)

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def url(name: str, audience: Audience, *args: int) -> str:
    return reverse(f"contacts:{name}", args=[audience.pk, *args])


@pytest.fixture
def topics(audience: Audience) -> GroupCategory:
    return GroupCategoryFactory.create(audience=audience, title="Topics")


@pytest.fixture
def groups(audience: Audience, topics: GroupCategory) -> list[Group]:
    return [
        GroupFactory.create(audience=audience, category=topics, name=name)
        for name in ("Beans", "Brewing", "Travel")
    ]


def names(audience: Audience) -> list[str]:
    return [
        group.name
        for category in audience.group_categories.listed()
        for group in category.listed_groups
    ]


def test_groups_are_listed_in_order_with_counts_that_lead_to_the_people(
    as_alice: Client, audience: Audience, groups: list[Group]
) -> None:
    beans = groups[0]
    GroupFactory.create(name="Elsewhere")
    ContactFactory.create_batch(2, audience=audience, group_ids=[beans.pk])

    html = as_alice.get(url("group_list", audience)).text

    shown = re.findall(r'<a class="text-reset ellipsis" href="[^"]*">([^<]*)<', html)
    assert shown == ["Beans", "Brewing", "Travel"]
    people = f"{url('contact_list', audience)}?group={beans.pk}"
    assert f'href="{people}" aria-label="2 contacts in the group Beans"' in html


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_of_groups_asks_as_often_for_one_as_for_three(
    as_alice: Client,
    audience: Audience,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for category in GroupCategoryFactory.create_batch(n, audience=audience):
        GroupFactory.create_batch(n, audience=audience, category=category)

    with django_assert_num_queries(7):
        as_alice.get(url("group_list", audience))


def test_a_category_is_made_with_its_groups(
    as_alice: Client, audience: Audience
) -> None:
    said = {"title": "Roast", "kind": "radio", "names": "Light\n\n  Dark \n"}

    response = as_alice.post(url("category_create", audience), said)

    assert response["Location"] == url("group_list", audience)
    category = audience.group_categories.get()
    assert (category.title, category.kind) == ("Roast", "radio")
    assert len(category.public_id) == 10
    assert names(audience) == ["Light", "Dark"]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"title": ""}, "This field is required."),
        ({"title": "x" * 10_000}, "at most 100 characters"),
        ({"title": "tOPICS"}, "There is a category of this title already."),
        ({"kind": "slider"}, "not one of the available choices"),
        ({"names": "x" * 10_000}, "at most 100 characters"),
        ({"names": "Red\nred"}, "“red” is named twice."),
        ({"names": "a\0b"}, "Null characters are not allowed."),
        ({"names": "\n".join(map(str, range(501)))}, "at most 500 groups"),
    ],
)
def test_what_makes_no_category_is_refused_in_words(
    as_alice: Client,
    audience: Audience,
    topics: GroupCategory,
    said: dict[str, str],
    problem: str,
) -> None:
    form = {"title": "Roast", "kind": "checkboxes", **said}

    response = as_alice.post(url("category_create", audience), form, headers=PART)

    assert response.status_code == 422
    assert problem in response.text
    assert "<html" not in response.text
    assert audience.group_categories.count() == 1


def test_groups_are_added_renamed_and_deleted(
    as_alice: Client, audience: Audience, topics: GroupCategory, groups: list[Group]
) -> None:
    beans, brewing, _travel = groups
    people = ContactFactory.create_batch(2, audience=audience, group_ids=[beans.pk])
    add = url("group_create", audience, topics.pk)

    refused = as_alice.post(add, {"names": "Tea\nbeans"}, headers=PART)
    assert (refused.status_code, names(audience)[-1]) == (422, "Travel")
    assert "The category has a group “beans” already." in refused.text

    as_alice.post(add, {"names": "Tea\nMilk"})
    as_alice.post(url("group_update", audience, brewing.pk), {"name": "BREWING"})
    taken = as_alice.post(url("group_update", audience, brewing.pk), {"name": "tea"})
    asked = as_alice.get(url("group_delete", audience, beans.pk), headers=PART).text
    as_alice.post(url("group_delete", audience, beans.pk))

    assert "The category has a group of this name already." in taken.text
    assert "<b>2 contacts</b> leave it" in asked
    assert names(audience) == ["BREWING", "Travel", "Tea", "Milk"]
    for person in people:
        person.refresh_from_db()
        assert person.group_ids == []
    assert as_alice.post(url("group_delete", audience, beans.pk)).status_code == 404


def test_a_deleted_category_takes_its_groups_along(
    as_alice: Client, audience: Audience, topics: GroupCategory, groups: list[Group]
) -> None:
    person = ContactFactory.create(audience=audience, group_ids=[groups[0].pk])

    asked = as_alice.get(url("category_delete", audience, topics.pk), headers=PART)
    as_alice.post(url("category_delete", audience, topics.pk), headers=PART)

    assert "<b>3 groups</b> go with it" in asked.text
    assert names(audience) == []
    person.refresh_from_db()
    assert person.group_ids == []
    again = as_alice.get(url("category_delete", audience, topics.pk))
    assert again.status_code == 404


def test_a_kind_of_one_at_most_asks_before_people_leave_groups(
    as_alice: Client, audience: Audience, topics: GroupCategory, groups: list[Group]
) -> None:
    ids = [group.pk for group in groups]
    person = ContactFactory.create(audience=audience, group_ids=ids[1:])
    ContactFactory.create(audience=audience, group_ids=ids[:1])
    address = url("category_update", audience, topics.pk)
    said = {"title": "Topic", "kind": "dropdown"}

    asked = as_alice.post(address, said, headers=PART)
    assert asked.status_code == 422
    assert "1 contact is in several of these groups." in asked.text
    topics.refresh_from_db()
    assert (topics.title, topics.kind) == ("Topics", "checkboxes")

    as_alice.post(address, {**said, "confirm_leaving": "1"}, headers=PART)

    topics.refresh_from_db()
    person.refresh_from_db()
    assert (topics.title, topics.kind) == ("Topic", "dropdown")
    assert person.group_ids == [ids[1]]


def test_a_kind_changes_at_once_where_nobody_is_in_several(
    as_alice: Client, audience: Audience, topics: GroupCategory
) -> None:
    said = {"title": "Topics", "kind": "radio"}

    as_alice.post(url("category_update", audience, topics.pk), said)

    topics.refresh_from_db()
    assert topics.kind == "radio"


def test_categories_and_groups_move_in_one_step_that_is_taken_back(
    as_alice: Client, audience: Audience, topics: GroupCategory, groups: list[Group]
) -> None:
    other = GroupCategoryFactory.create(audience=audience)
    one, two, three = (group.pk for group in groups)
    foreign = GroupFactory.create(audience=AudienceFactory.create(), position=7)
    wanted: dict[str, Any] = {
        "category_id": [other.pk, topics.pk],
        "group_id": [three, foreign.pk, one, two],
    }

    moved = as_alice.post(url("group_reorder", audience), wanted, headers=PART)

    assert names(audience) == ["Travel", "Beans", "Brewing"]
    first = audience.group_categories.in_order()[0]
    assert first == other
    foreign.refresh_from_db()
    assert foreign.position == 7
    assert "Order saved" in moved.text
    undo = {
        "category_order": f"{topics.pk},{other.pk}",
        "group_order": f"{one},{two},{three}",
    }
    as_alice.post(url("group_reorder", audience), undo, headers=PART)
    assert names(audience) == ["Beans", "Brewing", "Travel"]
    assert audience.group_categories.in_order()[0] == topics


def test_without_scripts_a_button_moves_a_group(
    as_alice: Client, audience: Audience, groups: list[Group]
) -> None:
    ids = [group.pk for group in groups]

    as_alice.post(url("group_reorder", audience), {"group_id": ids, "group_up": ids[2]})

    assert names(audience) == ["Beans", "Travel", "Brewing"]


def test_everyone_in_a_group_is_tagged_once_and_untagged_by_undo(
    as_alice: Client, audience: Audience, groups: list[Group]
) -> None:
    beans = groups[0]
    tag = TagFactory.create(audience=audience, name="BEANS")
    people = ContactFactory.create_batch(2, audience=audience, group_ids=[beans.pk])
    ContactFactory.create(audience=audience, group_ids=[groups[1].pk])

    done = as_alice.post(url("group_tag", audience, beans.pk), headers=PART)

    assert "2 contacts tagged “BEANS”" in done.text
    assert list(audience.contacts.tagged(tag.pk).order_by("pk")) == people
    undo = re.findall(r"/actions/\d+/undo/", done.text)
    assert undo


def test_the_list_of_contacts_is_narrowed_by_a_group(
    as_alice: Client, audience: Audience, groups: list[Group]
) -> None:
    beans = groups[0]
    ContactFactory.create(
        audience=audience, email="in@example.com", group_ids=[beans.pk]
    )
    ContactFactory.create(audience=audience, email="out@example.com")
    foreign = GroupFactory.create()

    page = url("contact_list", audience)
    html = as_alice.get(f"{page}?group={beans.pk}&group={foreign.pk}&group=x").text
    options = as_alice.get(url("group_options", audience), headers=PART).text

    assert "in@example.com" in html
    assert "out@example.com" not in html
    assert "Remove the filter Group Beans" in html
    assert f'name="group" value="{beans.pk}"' in options
    assert as_alice.get(url("group_options", audience)).status_code == 302


def test_forms_are_dialogs_for_htmx_and_pages_otherwise(
    as_alice: Client, audience: Audience, topics: GroupCategory, groups: list[Group]
) -> None:
    for address in (
        url("category_create", audience),
        url("category_update", audience, topics.pk),
        url("category_delete", audience, topics.pk),
        url("group_create", audience, topics.pk),
        url("group_update", audience, groups[0].pk),
        url("group_delete", audience, groups[0].pk),
    ):
        assert "<html" in as_alice.get(address).text
        part = as_alice.get(address, headers=PART).text
        assert "<html" not in part
        assert '<dialog class="modalx"' in part


@pytest.mark.parametrize("n", [0, 1])
def test_the_page_has_one_primary_button(
    as_alice: Client, audience: Audience, n: int
) -> None:
    GroupCategoryFactory.create_batch(n, audience=audience)

    html = as_alice.get(url("group_list", audience)).text

    assert html.count("btn-primary") == 1
