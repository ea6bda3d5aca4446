from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from audiences.models import Audience, Counter
from contacts.activity import feed
from contacts.causes import Cause
from contacts.imports import groups, running, staging, undoing
from contacts.models import Contact, GroupCategory, Import
from events.models import Event
from events.names import Own
from tests.contacts.import_pages import answers, begin, url, work
from tests.contacts.importing import bring, everything, numbers, refusals, take
from tests.contacts.test_imports_undoing import imported, undo
from tests.factories import ContactFactory, GroupCategoryFactory, GroupFactory


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a few rows take many slices and several buckets."""
    monkeypatch.setattr(running, "BUCKET_ROWS", 3)
    monkeypatch.setattr(staging, "BATCH", 2)
    monkeypatch.setattr(staging, "SECONDS", 0)


@pytest.fixture
def drinks(audience: Audience) -> GroupCategory:
    category = GroupCategoryFactory.create(audience=audience, title="Drinks")
    for name in ("Café", "Tea, green"):
        GroupFactory.create(audience=audience, category=category, name=name)
    return category


@pytest.fixture
def size(audience: Audience) -> GroupCategory:
    category = GroupCategoryFactory.create(
        audience=audience, title="Size", kind="radio"
    )
    for name in ("Small", "Large"):
        GroupFactory.create(audience=audience, category=category, name=name)
    return category


def joined(audience: Audience) -> dict[str, list[str]]:
    people = everything(audience)["people"]
    return {email[0]: person["groups"] for email, person in people.items()}


def check_counters(audience: Audience) -> None:
    """The counters say how many are in each group."""
    counted = Counter.objects.by_key(audience, Counter.Kind.GROUP)
    there = audience.contacts.values_list("group_ids", flat=True)
    held = [pk for ids in there for pk in ids]
    assert {int(key): n for key, n in counted.items() if n} == {
        pk: held.count(pk) for pk in held
    }


def put(audience: Audience, name: str, *group_names: str) -> Contact:
    ids = audience.groups.filter(name__in=group_names).order_by("pk")
    return ContactFactory.create(
        audience=audience,
        email=f"{name}@example.com",
        group_ids=list(ids.values_list("pk", flat=True)),
    )


def said(contact: Contact) -> dict[str, Any]:
    event = Event.objects.filter(audience=contact.audience_id, contact_id=contact.pk)
    properties: dict[str, Any] = event.get(name_id=Own.CONTACT_IMPORTED).properties
    return properties


def test_a_column_with_the_title_of_a_category_fills_its_groups(
    audience: Audience, drinks: GroupCategory
) -> None:
    put(audience, "b", "Tea, green")
    data = "email,drinks\n"
    data += 'a@example.com,"CAFE, Tea\\, green"\nb@example.com,Café\n'
    data += 'c@example.com,"Tea, green"\nd@example.com,\n'

    assert bring(audience, data) == numbers(4, 3, 1, 0, 0, 0)

    both = ["Café", "Tea, green"]
    assert joined(audience) == {"a": both, "b": both, "c": ["Tea, green"], "d": []}
    cafe, tea = audience.groups.order_by("pk").values_list("pk", flat=True)
    assert said(audience.contacts.get(email="a@example.com"))["groups"] == [cafe, tea]
    assert said(audience.contacts.get(email="b@example.com"))["groups"] == [cafe]
    assert audience.groups.count() == 2
    check_counters(audience)
    assert bring(audience, data) == numbers(4, 0, 0, 4, 0, 0)


def test_groups_that_are_not_there_are_made_once(
    audience: Audience, drinks: GroupCategory
) -> None:
    data = "email,Drinks\na@example.com,Cocoa\nb@example.com,COCOA\n"
    data += 'c@example.com,"Mate, cocoa, Mate"\nnobody,Beer\n'

    bring(audience, data)

    assert joined(audience) == {"a": ["Cocoa"], "b": ["Cocoa"], "c": ["Cocoa", "Mate"]}
    made = drinks.groups.in_order().values_list("name", flat=True)
    assert list(made) == ["Café", "Tea, green", "Cocoa", "Mate"]
    check_counters(audience)


def test_where_one_group_is_held_another_takes_its_place(
    audience: Audience, size: GroupCategory
) -> None:
    bea = put(audience, "b", "Small")
    put(audience, "c", "Large")
    data = "email,Size\na@example.com,large\nb@example.com,Large\nc@example.com,LARGE\n"
    data += 'd@example.com,"Small, Large"\ne@example.com,Huge\n'

    assert bring(audience, data) == numbers(5, 1, 1, 1, 2, 0)

    assert joined(audience) == {name: ["Large"] for name in "abc"}
    assert refusals(audience) == [(5, "groups_one"), (6, "group_unknown")]
    small, large = audience.groups.order_by("pk").values_list("pk", flat=True)
    assert (said(bea)["groups"], said(bea)["left"]) == ([large], [small])
    check_counters(audience)


def test_a_category_that_became_one_of_one_group_meanwhile_takes_the_first(
    audience: Audience, drinks: GroupCategory, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle = groups.GroupBook.settle

    def changed(book: groups.GroupBook, rows: Any) -> None:
        settle(book, rows)
        audience.group_categories.update(kind="radio")

    monkeypatch.setattr(groups.GroupBook, "settle", changed)

    bring(audience, 'email,Drinks\na@example.com,"Café, Tea\\, green"\n')

    assert joined(audience) == {"a": ["Café"]}
    check_counters(audience)


def test_a_group_that_was_deleted_meanwhile_is_not_joined(
    audience: Audience, drinks: GroupCategory, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle = groups.GroupBook.settle

    def deleted(book: groups.GroupBook, rows: Any) -> None:
        settle(book, rows)
        audience.groups.filter(name="Café").update(deleted_at="2026-01-01T00:00Z")

    monkeypatch.setattr(groups.GroupBook, "settle", deleted)

    bring(audience, 'email,Drinks\na@example.com,"Café, Tea\\, green"\n')

    assert joined(audience) == {"a": ["Tea, green"]}


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("x" * 101, "group_long"),
        (",".join(f"g{n}" for n in range(51)), "groups_many"),
        ("one,two", "groups_full"),
    ],
)
def test_cells_that_name_too_much_refuse_their_row(
    *,
    audience: Audience,
    drinks: GroupCategory,
    monkeypatch: pytest.MonkeyPatch,
    cell: str,
    code: str,
) -> None:
    monkeypatch.setattr(groups, "MAX_GROUPS", 3)

    bring(audience, f'email,Drinks\na@example.com,"{cell}"\n')

    assert refusals(audience) == [(2, code)]
    assert audience.groups.count() == 2


@pytest.mark.parametrize("update", [True, False])
def test_a_check_foretells_groups_and_makes_none(
    audience: Audience, drinks: GroupCategory, size: GroupCategory, update: bool
) -> None:
    put(audience, "a", "Café", "Large")
    put(audience, "b", "Small")
    data = "email,Drinks,Size,Music\n"
    data += 'a@example.com,café,Large,\nb@example.com,"cocoa,Tea",large,Folk\n'
    data += 'c@example.com,"cocoa,x",Small,\nd@example.com,,"Small,Large",Jazz\n'
    data += 'a@example.com,CAFE,,\nc@example.com,Cocoa,small,"folk, Rock"\n'
    run = take(audience, data, update_existing=update)
    run.mapping[3] |= {"target": "new_groups", "label": "Music"}
    before = everything(audience)

    dry = bring(
        audience, data, update_existing=update, dry_run=True, mapping=run.mapping
    )

    assert everything(audience) == before
    assert audience.groups.count() == 4
    assert audience.group_categories.count() == 2
    assert dry == bring(audience, data, update_existing=update, mapping=run.mapping)
    check_counters(audience)


def test_a_new_category_is_made_with_its_groups(
    as_alice: Client, audience: Audience
) -> None:
    run = take(audience, 'email,Music\na@example.com,"Folk, Jazz"\n')

    posted = {"c1__fills": "new_groups", "c1__label": "Taste"}
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
        ({"c2__fills": "groups"}, "Two columns fill “Drinks”. Leave one of them out."),
        (
            {"c2__fills": "new_groups", "c2__label": "DRINKS"},
            "There is a category “DRINKS” already: choose it instead.",
        ),
        (
            {"c1__fills": "new_groups", "c1__label": "a"}
            | {"c2__fills": "new_groups", "c2__label": "A"},
            "Two new categories would be named “a”.",
        ),
        ({"c2__fills": "new_groups", "c2__label": ""}, "Some columns need a look."),
        ({"c2__fills": "groups:0"}, "Some columns need a look."),
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
    if changed.get("c2__fills") == "groups":
        changed = {"c2__fills": f"groups:{drinks.pk}"}

    response = as_alice.post(url("check", run), answers(run, **changed))

    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [sentence]


def test_a_category_of_somebody_else_cannot_be_filled(
    as_alice: Client, audience: Audience
) -> None:
    foreign = GroupCategoryFactory.create()
    run = take(audience, "email,Other\na@example.com,y\n")

    fills = {"c1__fills": f"groups:{foreign.pk}"}
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


def test_cells_are_split_at_commas_that_are_not_escaped() -> None:
    shelf = groups.Shelf(1, is_single=False)

    named = shelf.named("a\\, b, c ,, \\\\d ,É\u00a0 f,e\u0301 F")

    assert [group.name for group in named] == ["a, b", "c", "\\d", "É\u00a0 f"]
