"""The page that says what a verb over many did, and leads to whom it changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audiences.models import Audience, Job
from contacts.models import Tag
from tests.contacts.bulk_work import do, people, undo
from tests.factories import TagFactory


@pytest.fixture
def tag(audience: Audience) -> Tag:
    return TagFactory.create(audience=audience, name="Winter")


def report(client: Client, job: Job) -> str:
    args = [job.audience_id, job.pk]
    return client.get(reverse("contacts:contact_bulk_result", args=args)).text


def listed(client: Client, audience: Audience, query: str) -> list[int]:
    url = reverse("contacts:contact_list", args=[audience.pk])
    table = client.get(f"{url}?{query}").context["table"]
    return sorted(row.pk for row in table.page.rows)


def test_the_number_of_the_changed_leads_to_exactly_these(
    as_alice: Client, audience: Audience, alice: User, tag: Tag
) -> None:
    had, *changed = people(audience, *["subscribed"] * 3)
    audience.contacts.filter(pk=had.pk).update(tag_ids=[tag.pk])

    job = do(audience, "tag", alice, tag=tag.pk, tag_name=tag.name)

    query = f"action={job.params['action']}&status=everyone"
    assert f'?{query.replace("&", "&amp;")}">2</a>' in report(as_alice, job)
    assert listed(as_alice, audience, query) == [contact.pk for contact in changed]


def test_who_was_archived_is_listed_as_well(
    as_alice: Client, audience: Audience, alice: User
) -> None:
    (contact,) = people(audience, "subscribed")

    job = do(audience, "archive", alice)

    query = f"action={job.params['action']}&status=everyone"
    assert query.replace("&", "&amp;") in report(as_alice, job)
    assert listed(as_alice, audience, query) == [contact.pk]


def test_the_list_says_by_what_it_is_narrowed(
    as_alice: Client, audience: Audience, alice: User, tag: Tag
) -> None:
    people(audience, "subscribed")
    job = do(audience, "tag", alice, tag=tag.pk, tag_name=tag.name)
    url = reverse("contacts:contact_list", args=[audience.pk])

    table = as_alice.get(f"{url}?action={job.params['action']}").context["table"]

    assert [str(chip.value) for chip in table.chips] == ["Tagging with “Winter”"]


def test_the_form_of_filters_keeps_what_it_does_not_ask_for(
    as_alice: Client, audience: Audience
) -> None:
    url = reverse("contacts:contact_filter", args=[audience.pk])

    html = as_alice.get(f"{url}?action=7&country=NO").text
    answer = as_alice.get(f"{url}?action=7&chosen=1&vip=yes")

    assert '<input type="hidden" name="action" value="7">' in html
    assert '<input type="hidden" name="country"' not in html
    assert answer["Location"].endswith("?action=7&vip=yes")


def test_no_way_back_is_offered_twice(
    as_alice: Client, audience: Audience, alice: User, tag: Tag
) -> None:
    people(audience, "subscribed")
    job = do(audience, "tag", alice, tag=tag.pk, tag_name=tag.name)
    assert "/actions/" in report(as_alice, job)

    undo(audience, alice)

    assert "/actions/" not in report(as_alice, job)


def test_no_way_back_is_offered_when_it_is_too_late(
    as_alice: Client, audience: Audience, alice: User, tag: Tag
) -> None:
    people(audience, "subscribed")
    job = do(audience, "tag", alice, tag=tag.pk, tag_name=tag.name)

    audience.actions.update(created_at=timezone.now() - timedelta(days=31))

    html = report(as_alice, job)
    assert "1 contact tagged" in html
    assert "/actions/" not in html
    assert "?action=" not in html


def test_the_changed_of_another_audience_are_none_here(
    as_alice: Client, audience: Audience, alice: User, tag: Tag
) -> None:
    people(audience, "subscribed")
    other = tag.audience.account.audiences.create(name="Press")

    job = do(audience, "tag", alice, tag=tag.pk, tag_name=tag.name)

    assert listed(as_alice, other, f"action={job.params['action']}") == []
