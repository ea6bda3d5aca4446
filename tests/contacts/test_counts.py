"""The number beside a tag or a group is that of the list it opens, whatever happens."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audiences.models import Audience
from contacts import adding, deleting, merging, sweeping
from contacts.adding import Person
from contacts.bulk import Selection
from contacts.causes import Cause
from contacts.filters import Filter
from contacts.imports import undoing
from contacts.models import Group, GroupCategory, Tag
from contacts.recounting import differences
from contacts.tag_merging import Preview
from tests.contacts.bulk_work import do, undo
from tests.contacts.importing import bring
from tests.factories import (
    ContactFactory,
    GroupCategoryFactory,
    GroupFactory,
    TagFactory,
)

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def tag(audience: Audience) -> Tag:
    return TagFactory.create(audience=audience, name="Winter")


@pytest.fixture
def category(audience: Audience) -> GroupCategory:
    return GroupCategoryFactory.create(audience=audience, kind="radio")


@pytest.fixture
def group(audience: Audience, category: GroupCategory) -> Group:
    return GroupFactory.create(audience=audience, category=category, name="Skiers")


@pytest.fixture
def people(audience: Audience, tag: Tag, group: Group) -> Audience:
    """One is there, one archived; both have the tag and are in the group."""
    both: dict[str, Any] = {"tag_ids": [tag.pk], "group_ids": [group.pk]}
    here, there = "here@example.com", "away@example.com"
    ContactFactory.create(audience=audience, email=here, **both)
    ContactFactory.create(
        audience=audience, email=there, archived_at=timezone.now(), **both
    )
    return audience


def away(audience: Audience) -> Any:
    return audience.contacts.filter(email="away@example.com")


def bring_back(audience: Audience, cause: Cause) -> None:
    away(audience).unarchive(cause)


def archive(audience: Audience, cause: Cause) -> None:
    audience.contacts.archive(cause)


def import_again(audience: Audience, cause: Cause) -> None:
    bring(audience, "email,tags\naway@example.com,Winter\nnew@example.com,Winter\n")


def look_only(audience: Audience, cause: Cause) -> None:
    bring(audience, "email\naway@example.com\n", update_existing=False)


def tag_and_untag(audience: Audience, cause: Cause) -> None:
    winter = audience.tags.get(name="Winter")
    other = TagFactory.create(audience=audience)
    audience.contacts.tag(other, cause)
    audience.contacts.untag(winter, cause)
    audience.contacts.tag(winter, cause)


def retag(audience: Audience, cause: Cause) -> None:
    other = TagFactory.create(audience=audience)
    audience.contacts.retag(audience.tags.get(name="Winter"), other, cause)


def regroup(audience: Audience, cause: Cause) -> None:
    category = audience.group_categories.get()
    other = GroupFactory.create(audience=audience, category=category)
    audience.contacts.join(other, cause)
    away(audience).leave(other, cause)


def add_again(audience: Audience, cause: Cause) -> None:
    person = Person("away@example.com")
    adding.add(audience, person, cause, update=True, tags=["Winter", "More"])


def merge(audience: Audience, cause: Cause) -> None:
    kept, gone = audience.contacts.order_by("pk").values_list("pk", flat=True)
    merging.merge(audience, kept, gone, {}, cause)


def merge_the_archived(audience: Audience, cause: Cause) -> None:
    audience.contacts.archive(cause)
    merge(audience, cause)


def delete(audience: Audience, cause: Cause) -> None:
    deleting.delete(away(audience), cause)


@pytest.mark.parametrize(
    "happens",
    [
        *(bring_back, archive, import_again, look_only, tag_and_untag, retag),
        *(regroup, add_again, merge, merge_the_archived, delete),
    ],
)
def test_numbers_of_tags_and_groups_are_those_of_their_lists(
    as_alice: Client, people: Audience, happens: Callable[[Audience, Cause], None]
) -> None:
    happens(people, Cause(people, "staff"))

    assert differences(people) == []
    shown = [*people.tags.present().with_counts(), *people.groups.with_counts()]
    for one in shown:
        html = as_alice.get(one.get_absolute_url(), headers=PART).text
        assert total_of(html) == one.n, one


def total_of(html: str) -> int:
    """How many the tab of all people says."""
    found = re.search(r">All<span>([\d,]+)<", html)
    assert found, html
    return int(found[1])


def test_pages_of_tags_and_groups_leave_the_archived_out(
    as_alice: Client, people: Audience
) -> None:
    tags = as_alice.get(reverse("contacts:tag_list", args=[people.pk])).text
    groups = as_alice.get(reverse("contacts:group_list", args=[people.pk])).text

    assert "1 contact with the tag Winter" in tags
    assert "1 contact in the group Skiers" in groups


def test_what_is_deleted_is_taken_from_the_archived_too_and_says_so(
    as_alice: Client, people: Audience, alice: User, tag: Tag, group: Group
) -> None:
    ask_tag = as_alice.get(reverse("contacts:tag_delete", args=[people.pk, tag.pk]))
    ask_group = as_alice.get(
        reverse("contacts:group_delete", args=[people.pk, group.pk])
    )
    job = sweeping.sweep_groups_later(people, "Skiers", [group.pk], actor=alice)

    assert "<b>1 contact</b>, who stays" in ask_tag.text
    assert "It is taken from 1 archived contact as well." in ask_tag.text
    assert "1 archived contact leaves it as well." in ask_group.text
    assert job.total == 2


def test_undoing_an_import_counts_only_who_is_there(
    people: Audience, alice: User
) -> None:
    text = "email,tags\nhere@example.com,Fair\naway@example.com,Fair\n"
    bring(people, text)
    away(people).archive(Cause(people, "staff"))

    undoing.undo(people, people.imports.get().pk, actor=alice)

    assert people.tags.with_counts().get(name="Fair").n == 0
    assert not people.contacts.tagged(people.tags.get(name="Fair").pk).exists()
    assert differences(people) == []


def test_archiving_by_the_hand_of_many_and_its_undo_keep_the_numbers(
    people: Audience, alice: User, tag: Tag
) -> None:
    do(people, "archive", alice, Selection(Filter(tag_ids=(tag.pk,))))
    assert people.tags.with_counts().get(pk=tag.pk).n == 0

    undo(people, alice)

    assert people.tags.with_counts().get(pk=tag.pk).n == 1
    assert differences(people) == []


def test_a_merge_of_tags_tells_the_numbers_of_the_lists(
    people: Audience, tag: Tag
) -> None:
    other = TagFactory.create(audience=people)
    away(people).tag(other, Cause(people, "staff"))

    preview = Preview.of(tag, other)

    assert (preview.source, preview.target, preview.after) == (1, 0, 1)
