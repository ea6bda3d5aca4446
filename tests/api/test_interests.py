"""Interest categories and interests: groups of an audience, in their categories."""

from __future__ import annotations

from typing import Any

import pytest

from audiences.models import Audience
from contacts.models import Contact, Group, GroupCategory
from tests.api.conftest import ApiClient
from tests.factories import ContactFactory, GroupCategoryFactory, GroupFactory


@pytest.fixture
def path(audience: Audience) -> str:
    return f"/lists/{audience.public_id}/interest-categories"


@pytest.fixture
def category(audience: Audience) -> GroupCategory:
    return GroupCategoryFactory.create(audience=audience, title="Roast")


@pytest.fixture
def inner(path: str, category: GroupCategory) -> str:
    return f"{path}/{category.public_id}/interests"


def names(api: ApiClient, inner: str) -> list[str]:
    return [each["name"] for each in api.get(inner)["interests"]]


def test_a_category_is_made_and_told(
    api: ApiClient, path: str, audience: Audience
) -> None:
    made = api.post(path, {"title": "Roast", "type": "radio"})

    assert api.get(f"{path}/{made['id']}") == made
    assert [link["rel"] for link in made.pop("_links")] == [
        *("self", "parent", "update", "delete", "interests")
    ]
    assert made == {
        "list_id": audience.public_id,
        "id": GroupCategory.objects.get(title="Roast").public_id,
        "title": "Roast",
        "display_order": 0,
        "type": "radio",
    }


def test_categories_are_listed_in_their_order(
    api: ApiClient, path: str, audience: Audience
) -> None:
    for title in ("Roast", "Grind"):
        api.post(path, {"title": title, "type": "checkboxes"})
    api.post(path, {"title": "Size", "type": "hidden", "display_order": 0})

    page = api.get(path)

    assert [each["title"] for each in page["categories"]] == ["Size", "Roast", "Grind"]
    assert (page["total_items"], page["list_id"]) == (3, audience.public_id)
    hidden = api.get(f"{path}?type=hidden")
    assert [each["title"] for each in hidden["categories"]] == ["Size"]
    assert hidden["total_items"] == 1


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"title": "ROAST", "type": "radio"}, ""),
        ({"title": "", "type": "radio"}, "title"),
        ({"title": "x" * 101, "type": "radio"}, "title"),
        ({"title": "Other", "type": "stars"}, "type"),
        ({"title": "Other"}, ""),
    ],
)
def test_what_no_page_takes_of_a_category_is_refused(
    api: ApiClient,
    path: str,
    category: GroupCategory,
    sent: dict[str, Any],
    field: str,
) -> None:
    problem = api.refused("POST", path, sent)

    assert [error["field"] for error in problem["errors"]] == [field]


def test_what_is_not_sent_of_a_category_stays(
    api: ApiClient, path: str, category: GroupCategory
) -> None:
    changed = api.patch(f"{path}/{category.public_id}", {"title": "Roasting"})

    assert (changed["title"], changed["type"]) == ("Roasting", "checkboxes")


def test_a_category_of_one_choice_leaves_everyone_one(
    api: ApiClient, path: str, audience: Audience, category: GroupCategory
) -> None:
    one, other = (
        GroupFactory.create(audience=audience, category=category) for _ in range(2)
    )
    ContactFactory.create(audience=audience, group_ids=[one.pk, other.pk])

    api.patch(f"{path}/{category.public_id}", {"type": "radio"})

    assert Contact.objects.get(audience=audience).group_ids == [one.pk]


def test_a_deleted_category_takes_its_interests_along(
    api: ApiClient, path: str, inner: str, audience: Audience, category: GroupCategory
) -> None:
    group = GroupFactory.create(audience=audience, category=category)
    ContactFactory.create(audience=audience, group_ids=[group.pk])

    api.delete(f"{path}/{category.public_id}")

    assert api.refused("GET", f"{path}/{category.public_id}")["status"] == 404
    assert api.refused("GET", inner)["status"] == 404
    assert Contact.objects.get(audience=audience).group_ids == []


def test_an_interest_is_made_and_told(
    api: ApiClient, inner: str, audience: Audience, category: GroupCategory
) -> None:
    made = api.post(inner, {"name": " Light  roast "})

    assert api.get(f"{inner}/{made['id']}") == made
    rels = [link["rel"] for link in made.pop("_links")]
    assert rels == ["self", "parent", "update", "delete"]
    assert made == {
        "category_id": category.public_id,
        "list_id": audience.public_id,
        "id": Group.objects.get(audience=audience).public_id,
        "name": "Light roast",
        "subscriber_count": "0",
        "display_order": 0,
    }


def test_the_count_of_an_interest_is_a_text_and_of_now(
    api: ApiClient, inner: str, audience: Audience, category: GroupCategory
) -> None:
    group = GroupFactory.create(audience=audience, category=category)
    ContactFactory.create(audience=audience, group_ids=[group.pk])

    assert api.get(f"{inner}/{group.public_id}")["subscriber_count"] == "1"


def test_interests_stand_in_their_order(api: ApiClient, inner: str) -> None:
    for name in ("Light", "Dark"):
        api.post(inner, {"name": name})
    made = api.post(inner, {"name": "Medium", "display_order": 1})

    assert names(api, inner) == ["Light", "Medium", "Dark"]
    api.patch(f"{inner}/{made['id']}", {"display_order": 0, "name": "Mild"})
    assert names(api, inner) == ["Mild", "Light", "Dark"]


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "light"])
def test_what_no_page_takes_of_an_interest_is_refused(
    api: ApiClient, inner: str, name: str
) -> None:
    api.post(inner, {"name": "Light"})
    dark = api.post(inner, {"name": "Dark"})

    for method, place in (("POST", inner), ("PATCH", f"{inner}/{dark['id']}")):
        problem = api.refused(method, place, {"name": name})
        assert [error["field"] for error in problem["errors"]] == ["name"]
    assert names(api, inner) == ["Light", "Dark"]


def test_a_deleted_interest_is_left_by_everyone(
    api: ApiClient, inner: str, audience: Audience, category: GroupCategory
) -> None:
    group = GroupFactory.create(audience=audience, category=category)
    ContactFactory.create(audience=audience, group_ids=[group.pk])

    api.delete(f"{inner}/{group.public_id}")

    assert api.refused("GET", f"{inner}/{group.public_id}")["status"] == 404
    assert Contact.objects.get(audience=audience).group_ids == []


def test_an_interest_of_another_category_is_not_there(
    api: ApiClient, inner: str, audience: Audience
) -> None:
    elsewhere = GroupFactory.create(audience=audience)

    assert api.refused("GET", f"{inner}/{elsewhere.public_id}")["status"] == 404


@pytest.mark.parametrize("n", [1, 100])
def test_many_categories_cost_as_many_queries_as_one(
    api: ApiClient,
    path: str,
    audience: Audience,
    django_assert_num_queries: Any,
    n: int,
) -> None:
    api.get("/ping")
    GroupCategoryFactory.create_batch(n, audience=audience)

    with django_assert_num_queries(5):
        page = api.get(f"{path}?count=1000")

    assert len(page["categories"]) == n


@pytest.mark.parametrize("n", [1, 100])
def test_many_interests_cost_as_many_queries_as_one(
    api: ApiClient,
    inner: str,
    audience: Audience,
    category: GroupCategory,
    django_assert_num_queries: Any,
    n: int,
) -> None:
    api.get("/ping")
    GroupFactory.create_batch(n, audience=audience, category=category)

    with django_assert_num_queries(6):
        page = api.get(f"{inner}?count=1000")

    assert len(page["interests"]) == n
