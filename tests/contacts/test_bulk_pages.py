from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from audiences import jobs, querysets
from audiences.models import Audience
from contacts import bulk
from contacts.bulk import Selection
from contacts.filters import Filter
from contacts.models import Tag
from tests.factories import ContactFactory, TagFactory

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def tag(audience: Audience) -> Tag:
    return TagFactory.create(audience=audience, name="Winter")


def post(
    client: Client, audience: Audience, view: str = "tag", **data: Any
) -> _MonkeyPatchedWSGIResponse:
    url = reverse("contacts:contact_bulk", args=[audience.pk, view])
    return client.post(url, data, headers=PART)


def tagged(tag: Tag) -> list[int]:
    return list(tag.audience.contacts.tagged(tag.pk).values_list("pk", flat=True))


def events(response: _MonkeyPatchedWSGIResponse) -> set[str]:
    return set(json.loads(response["HX-Trigger"]))


def test_a_choice_is_first_asked_for_its_tag(
    as_alice: Client, audience: Audience, tag: Tag
) -> None:
    chosen = [
        contact.pk for contact in ContactFactory.create_batch(2, audience=audience)
    ]

    html = post(as_alice, audience, select="page", contact=chosen).text

    assert "Tag 2 contacts" in html
    assert "data-autoopen" in html
    first, second = sorted(chosen)
    assert f'<input type="hidden" name="contact" value="{first}">' in html
    assert f'<input type="hidden" name="elsewhere" value="{second}">' in html
    assert f'name="choice" value="{tag.pk}"' in html
    assert tagged(tag) == []


def test_without_scripts_the_question_is_a_page(
    as_alice: Client, audience: Audience, tag: Tag
) -> None:
    contact = ContactFactory.create(audience=audience)
    url = reverse("contacts:contact_bulk", args=[audience.pk, "tag"])
    chosen = {"select": "page", "contact": contact.pk, "q": "example"}

    page = as_alice.post(url, chosen).text
    done = as_alice.post(url, {**chosen, "chosen": "1", "choice": tag.pk})

    assert "<html" in page
    assert "data-autoopen" not in page
    assert done.status_code == 302
    assert done["Location"].endswith("/contacts/?q=example")
    assert tagged(tag) == [contact.pk]
    assert "1 contact tagged “Winter”" in as_alice.get(done["Location"]).text


def test_a_small_choice_is_tagged_at_once_with_a_way_back(
    as_alice: Client, audience: Audience, tag: Tag
) -> None:
    first, _second = ContactFactory.create_batch(2, audience=audience)

    response = post(as_alice, audience, contact=first.pk, chosen="1", choice=tag.pk)

    assert tagged(tag) == [first.pk]
    assert "1 contact tagged “Winter”" in response.text
    action = audience.actions.get()
    undo = reverse("audiences:action_undo", args=[audience.pk, action.pk])
    assert f'hx-post="{undo}"' in response.text
    assert events(response) == {"contacts-changed", "selection-done", "dialog-close"}
    assert response["HX-Reswap"] == "none"

    as_alice.post(undo)

    assert tagged(tag) == []


def test_all_that_match_are_reached_beyond_the_page(
    as_alice: Client, audience: Audience, tag: Tag
) -> None:
    ContactFactory.create_batch(3, audience=audience, status="pending")
    ContactFactory.create(audience=audience)

    post(
        as_alice,
        audience,
        select="matching",
        status="pending",
        chosen="1",
        choice=tag.pk,
    )

    assert len(tagged(tag)) == 3


def test_a_new_tag_is_made_by_its_name_and_an_old_one_found(
    as_alice: Client, audience: Audience, tag: Tag
) -> None:
    contact = ContactFactory.create(audience=audience)

    post(as_alice, audience, contact=contact.pk, chosen="1", name="Spring")
    post(as_alice, audience, contact=contact.pk, chosen="1", name=" WINTER ")

    assert set(audience.tags.values_list("name", flat=True)) == {"Winter", "Spring"}
    contact.refresh_from_db()
    assert len(contact.tag_ids) == 2


def test_untagging_takes_the_tag_and_makes_none(
    as_alice: Client, audience: Audience, tag: Tag
) -> None:
    contact = ContactFactory.create(audience=audience, tag_ids=[tag.pk])
    ask = {"contact": contact.pk, "chosen": "1"}

    unknown = post(as_alice, audience, "untag", name="Spring", **ask)
    known = post(as_alice, audience, "untag", name="winter", **ask)

    assert unknown.status_code == 422
    assert "There is no such tag." in unknown.text
    assert audience.tags.count() == 1
    assert "Tag “Winter” taken from 1 contact" in known.text
    assert tagged(tag) == []


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({}, "Choose a tag."),
        ({"name": "x" * 101}, "at most 100 characters"),
        ({"choice": "999999"}, "There is no such tag."),
    ],
)
def test_a_tag_that_is_none_is_refused_in_words(
    as_alice: Client, audience: Audience, data: dict[str, str], problem: str
) -> None:
    contact = ContactFactory.create(audience=audience)

    response = post(as_alice, audience, contact=contact.pk, chosen="1", **data)

    assert response.status_code == 422
    assert problem in response.text
    assert not audience.tags.exists()


def test_a_tag_of_another_audience_is_no_tag_here(
    as_alice: Client, audience: Audience
) -> None:
    contact = ContactFactory.create(audience=audience)
    other = TagFactory.create()

    response = post(as_alice, audience, contact=contact.pk, chosen="1", choice=other.pk)

    assert response.status_code == 422
    contact.refresh_from_db()
    assert contact.tag_ids == []


def test_nothing_chosen_changes_nothing(
    as_alice: Client, audience: Audience, tag: Tag
) -> None:
    ContactFactory.create(audience=audience)

    response = post(as_alice, audience, select="page", chosen="1", choice=tag.pk)

    assert tagged(tag) == []
    assert "Nothing to change" in response.text


def test_what_takes_longer_shows_how_far_it_is_and_ends_with_a_way_back(
    as_alice: Client,
    audience: Audience,
    tag: Tag,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(querysets, "FIRST_CHUNK", 1)
    monkeypatch.setattr(querysets, "CHUNK", 1)
    monkeypatch.setattr("audiences.jobs.WAIT", 0)
    ContactFactory.create_batch(3, audience=audience)

    started = post(as_alice, audience, select="matching", chosen="1", choice=tag.pk)

    job = audience.jobs.get()
    result = reverse("contacts:contact_bulk_result", args=[audience.pk, job.pk])
    assert f'hx-get="{result}" hx-trigger="job-over from:body"' in started.text
    assert "Undo" not in started.text
    assert as_alice.get(result, headers=PART).status_code == 204
    page = as_alice.get(reverse("contacts:contact_list", args=[audience.pk])).text
    assert f'id="bulk-job-{job.pk}"' in page

    jobs.run(job)
    ended = as_alice.get(result, headers=PART).text

    assert "3 contacts tagged “Winter”" in ended
    assert "Undo" in ended
    assert f'hx-target="#bulk-job-{job.pk}" hx-swap="delete"' in ended


def test_a_job_that_failed_says_why(
    as_alice: Client, audience: Audience, tag: Tag, alice: Any
) -> None:
    ContactFactory.create(audience=audience)
    params = {"tag": tag.pk, "tag_name": tag.name}
    everyone, give = Selection(Filter()), bulk.verbs["tag"]
    job = bulk.start(audience, everyone, give, params, owner=alice)
    audience.tags.update(deleted_at=job.created_at)
    jobs.run(job)

    url = reverse("contacts:contact_bulk_result", args=[audience.pk, job.pk])
    html = as_alice.get(url, headers=PART).text

    assert "The tag “Winter” was deleted meanwhile." in html
    assert "Undo" not in html


def test_the_result_of_other_work_is_not_told_here(
    as_alice: Client, audience: Audience, alice: Any
) -> None:
    job = jobs.start(audience, "contacts.import", "Import", owner=alice)

    url = reverse("contacts:contact_bulk_result", args=[audience.pk, job.pk])

    assert as_alice.get(url).status_code == 404
