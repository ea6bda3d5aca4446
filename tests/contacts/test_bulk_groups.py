"""Groups over many: joined and left, with what was left for them, and taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audiences import querysets
from audiences.models import Audience
from contacts import bulk, categories
from contacts.causes import Cause
from contacts.models import Contact, Group
from tests.contacts.bulk_work import do, undo
from tests.contacts.test_grouping import counted, members
from tests.factories import ContactFactory, GroupCategoryFactory, GroupFactory


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(querysets, "FIRST_CHUNK", 1)
    monkeypatch.setattr(querysets, "CHUNK", 2)


@pytest.fixture
def groups(audience: Audience) -> list[Group]:
    category = GroupCategoryFactory.create(audience=audience, kind="radio")
    return GroupFactory.create_batch(3, audience=audience, category=category)


@pytest.fixture
def people(audience: Audience, groups: list[Group]) -> list[Contact]:
    held = [[], [groups[0].pk], [groups[1].pk], [groups[2].pk]]
    return [ContactFactory.create(audience=audience, group_ids=ids) for ids in held]


def said(group: Group) -> dict[str, Any]:
    return {"group": group.pk, "group_name": group.name}


def held(audience: Audience) -> list[list[int]]:
    contacts = audience.contacts.order_by("pk")
    return list(contacts.values_list("group_ids", flat=True))


def test_undo_puts_everyone_back_into_the_group_they_left_for_it(
    audience: Audience, alice: User, groups: list[Group], people: list[Contact]
) -> None:
    one, _two, three = groups
    before = held(audience)

    job = do(audience, "group", alice, **said(one))

    assert held(audience) == [[one.pk]] * 4
    assert bulk.result(job) == f"3 contacts put into “{one.name}”; 1 was in it already"
    row = audience.contacts.filter(pk=people[2].pk)
    row.join(three, Cause(audience, "form"))

    assert undo(audience, alice) == (3, 2)

    before[2] = [three.pk]
    assert held(audience) == before
    assert counted(audience) == members(audience)


def test_those_who_are_taken_out_come_back_unless_they_joined_another(
    audience: Audience, alice: User, groups: list[Group], people: list[Contact]
) -> None:
    one, two, _three = groups
    more = ContactFactory.create(audience=audience, group_ids=[one.pk])

    job = do(audience, "ungroup", alice, **said(one))
    assert bulk.result(job) == (
        f"2 contacts taken out of “{one.name}”; 3 were not in it"
    )
    audience.contacts.filter(pk=more.pk).join(two, Cause(audience, "form"))

    assert undo(audience, alice) == (2, 1)
    assert held(audience)[1] == [one.pk]
    assert held(audience)[-1] == [two.pk]
    assert counted(audience) == members(audience)


def test_a_group_that_went_meanwhile_ends_the_work(
    audience: Audience, alice: User, groups: list[Group], people: list[Contact]
) -> None:
    categories.delete_group(groups[0], actor=alice)

    job = do(audience, "group", alice, **said(groups[0]))

    assert job.error == f"The group “{groups[0].name}” was deleted meanwhile."


def test_the_question_offers_the_groups_there_are(
    as_alice: Client, audience: Audience, groups: list[Group], people: list[Contact]
) -> None:
    foreign = GroupFactory.create(name="Elsewhere")
    address = reverse("contacts:contact_bulk", args=[audience.pk, "group"])
    form = {"select": "page", "contact": people[0].pk}

    asked = as_alice.post(address, form).text
    refused = as_alice.post(address, {**form, "chosen": "1", "group": foreign.pk})
    empty = as_alice.post(address, {**form, "chosen": "1"})
    as_alice.post(address, {**form, "chosen": "1", "group": groups[1].pk})

    assert "Put 1 contact into a group" in asked
    assert groups[0].name in asked
    assert "Elsewhere" not in asked
    assert (refused.status_code, empty.status_code) == (422, 422)
    assert held(audience)[0] == [groups[1].pk]
