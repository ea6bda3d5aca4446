from __future__ import annotations

from typing import Any

import pytest

from audiences.models import Audience
from contacts.imports import groups, running, staging
from contacts.models import Contact, GroupCategory
from events.models import Event
from events.names import Own
from tests.contacts.groups import check_counters, drinks_of, joined, put, sizes_of
from tests.contacts.importing import bring, everything, numbers, refusals, take


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a few rows take many slices and several buckets."""
    monkeypatch.setattr(running, "BUCKET_ROWS", 3)
    monkeypatch.setattr(staging, "BATCH", 2)
    monkeypatch.setattr(staging, "SECONDS", 0)


@pytest.fixture
def drinks(audience: Audience) -> GroupCategory:
    return drinks_of(audience)


@pytest.fixture
def size(audience: Audience) -> GroupCategory:
    return sizes_of(audience)


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


def test_cells_are_split_at_commas_that_are_not_escaped() -> None:
    shelf = groups.Shelf(1, is_single=False)

    named = shelf.named("a\\, b, c ,, \\\\d ,É\u00a0 f,e\u0301 F")

    assert [group.name for group in named] == ["a, b", "c", "\\d", "É\u00a0 f"]
