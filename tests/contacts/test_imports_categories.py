from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from audiences.models import Audience
from contacts.activity import feed
from contacts.causes import Cause
from contacts.imports import undoing
from contacts.models import GroupCategory, Import
from events.models import Event
from events.names import Own
from tests.contacts.groups import check_counters, drinks_of, joined, put, sizes_of
from tests.contacts.import_pages import answers, begin, url, work
from tests.contacts.importing import bring, everything, numbers, take
from tests.contacts.test_imports_undoing import imported, undo
from tests.factories import GroupCategoryFactory


@pytest.fixture
def drinks(audience: Audience) -> GroupCategory:
    return drinks_of(audience)


@pytest.fixture
def size(audience: Audience) -> GroupCategory:
    return sizes_of(audience)


def test_a_new_category_is_made_with_its_groups(
    as_alice: Client, audience: Audience
) -> None:
    run = take(audience, 'email,Music\na@example.com,"Folk, Jazz"\n')

    posted = {"c1__target": "new_groups", "c1__name": "Taste"}
    begin(as_alice, run, permission="customers", **posted)
    work()

    category = audience.group_categories.get()
    assert (category.title, category.kind) == ("Taste", "checkboxes")
    assert joined(audience) == {"a": ["Folk", "Jazz"]}
    page = as_alice.get(url("detail", run)).content.decode()
    assert "Column “Music” became a new category of groups." in page
    again = take(audience, "email,Music\na@example.com,Folk\n")
    assert fills_of(again) == ["field", "groups"]


def test_categories_go_before_what_titles_usually_mean(audience: Audience) -> None:
    for title in ("Région", "Mobile", "Email"):
        GroupCategoryFactory.create(audience=audience, title=title)
    data = "email,region,MOBILE,mobile\na@example.com,x,y,z\n"

    assert fills_of(take(audience, data)) == ["field", "groups", "groups", "skip"]


def test_a_category_called_interests_is_not_taken_for_tags(audience: Audience) -> None:
    for title in ("Interests", "Tags"):
        GroupCategoryFactory.create(audience=audience, title=title)
    data = "email,Interests,Tags\na@example.com,x,y\n"

    assert fills_of(take(audience, data)) == ["field", "groups", "tags"]


def fills_of(run: Import) -> list[str]:
    return [column["target"] for column in run.mapping]


def test_a_category_that_is_gone_is_not_remembered(
    audience: Audience, drinks: GroupCategory
) -> None:
    data = "email,What\na@example.com,Café\n"
    run = take(audience, data)
    run.mapping[1] |= {"target": "groups", "category": drinks.pk}
    bring(audience, data, mapping=run.mapping)
    assert fills_of(take(audience, data)) == ["field", "groups"]

    audience.group_categories.update(deleted_at="2026-01-01T00:00Z")

    assert fills_of(take(audience, data)) == ["field", "new"]
    assert bring(audience, data, mapping=run.mapping) == numbers(1, 0, 0, 1, 0, 0)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"c2__target": "groups"}, "Two columns fill “Drinks”. Leave one of them out."),
        (
            {"c2__target": "new_groups", "c2__name": "DRINKS"},
            "There is a category “DRINKS” already: choose it instead.",
        ),
        (
            {"c1__target": "new_groups", "c1__name": "a"}
            | {"c2__target": "new_groups", "c2__name": "A"},
            "Two new categories would be named “a”.",
        ),
        ({"c2__target": "new_groups", "c2__name": ""}, "Some columns need a look."),
        ({"c2__target": "groups:0"}, "Some columns need a look."),
    ],
)
def test_a_mapping_of_groups_that_cannot_work_is_a_sentence(
    as_alice: Client,
    audience: Audience,
    drinks: GroupCategory,
    changed: dict[str, str],
    sentence: str,
) -> None:
    run = take(audience, "email,Drinks,Other\na@example.com,x,y\n")
    if changed.get("c2__target") == "groups":
        changed = {"c2__target": f"groups:{drinks.pk}"}

    response = as_alice.post(url("check", run), answers(run, **changed))

    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [sentence]


def test_a_category_of_somebody_else_cannot_be_filled(
    as_alice: Client, audience: Audience
) -> None:
    foreign = GroupCategoryFactory.create()
    run = take(audience, "email,Other\na@example.com,y\n")

    fills = {"c1__target": f"groups:{foreign.pk}"}
    response = as_alice.post(url("check", run), answers(run, **fills))

    assert response.status_code == 422
    run.mapping[1] |= {"target": "groups", "category": foreign.pk}
    bring(audience, "email,Other\na@example.com,y\n", mapping=run.mapping)
    assert joined(audience) == {"a": []}


def test_the_activity_of_a_person_names_the_groups(
    audience: Audience, drinks: GroupCategory
) -> None:
    put(audience, "a")

    bring(audience, "email,Drinks\na@example.com,cafe\n")

    (item,) = feed(audience.contacts.get()).items
    assert item.text == "Updated by an import: “Café”"


def test_undo_takes_the_groups_back_and_gives_those_back_that_were_left(
    audience: Audience, alice: User, drinks: GroupCategory, size: GroupCategory
) -> None:
    for name, held in ("a", "Small"), ("b", "Small"), ("c", "Café"):
        put(audience, name, held)
    data = "email,Drinks,Size\n"
    data += "".join(f"{name}@example.com,Café,Large\n" for name in "abcd")
    run = imported(audience, data)
    cause = Cause(audience, "staff", actor=alice)
    cafe, large = (audience.groups.get(name=name) for name in ("Café", "Large"))
    bea = audience.contacts.filter(email="b@example.com")
    for group in (cafe, large):
        bea.leave(group, cause)
    bea.join(cafe, cause)

    assert undo(run, alice) == {
        "removed": 1,
        "kept": 0,
        "untagged": 0,
        "ungrouped": 2,
    }

    assert joined(audience) == {"a": ["Small"], "b": ["Café"], "c": ["Café"]}
    left = Event.objects.filter(audience=audience, name_id=Own.GROUP_LEFT)
    hows = [event.properties["how"] for event in left]
    assert sorted(hows) == ["staff", "staff", "undo", "undo", "undo"]
    check_counters(audience)


def test_what_a_later_file_gave_again_stays(
    audience: Audience, alice: User, drinks: GroupCategory
) -> None:
    put(audience, "a")
    data = "email,Drinks,tags\na@example.com,Café,new\n"
    run = imported(audience, data)
    cause = Cause(audience, "staff", actor=alice)
    rows: Any = audience.contacts.all()
    rows.leave(audience.groups.get(name="Café"), cause)
    rows.untag(audience.tags.get(), cause)
    imported(audience, data)

    undo(run, alice)

    person = everything(audience)["people"]["a@example.com"]
    assert (person["groups"], person["tags"]) == (["Café"], ["new"])


def test_undo_says_how_many_left_groups(
    as_alice: Client, audience: Audience, drinks: GroupCategory
) -> None:
    put(audience, "a")
    run = imported(audience, "email,Drinks\na@example.com,Café\n")

    as_alice.post(url("undo", run))

    assert "Left groups of the import" in as_alice.get(url("detail", run)).text
    assert undoing.can_undo(run)  # as it was read before
