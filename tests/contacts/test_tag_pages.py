from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audiences.models import Audience
from contacts import tag_listing
from contacts.models import Tag
from tests.factories import ContactFactory, TagFactory

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def url(name: str, audience: Audience, *args: int) -> str:
    return reverse(f"contacts:tag_{name}", args=[audience.pk, *args])


@pytest.fixture
def winter(audience: Audience) -> Tag:
    return TagFactory.create(audience=audience, name="Winter")


def test_tags_are_listed_by_name_with_counts_that_lead_to_the_people(
    as_alice: Client, audience: Audience, winter: Tag
) -> None:
    fair = TagFactory.create(audience=audience, name="fair")
    TagFactory.create(name="Elsewhere")
    ContactFactory.create_batch(2, audience=audience, tag_ids=[winter.pk])

    html = as_alice.get(url("list", audience)).text

    shown = re.findall(r'<a class="text-reset fw-medium" href="[^"]*">([^<]*)<', html)
    assert shown == ["fair", "Winter"]
    people = f"{reverse('contacts:contact_list', args=[audience.pk])}?tag={winter.pk}"
    assert f'href="{people}" aria-label="2 contacts with the tag Winter"' in html
    assert f"0 contacts with the tag {fair.name}" in html


@pytest.mark.parametrize("n", [1, 3, 120])
def test_the_list_of_tags_asks_as_often_however_many_there_are(
    as_alice: Client,
    audience: Audience,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    TagFactory.create_batch(n, audience=audience)

    with django_assert_num_queries(7):
        as_alice.get(url("list", audience))


def names_on(response: Any) -> list[str]:
    link = r'<a class="text-reset fw-medium" href="[^"]*">([^<]*)<'
    return re.findall(link, response.content.decode())


def test_thousands_of_tags_come_page_by_page(
    as_alice: Client,
    audience: Audience,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tag_listing, "SIZE", 2)
    for name in ("b", "É", "a", "C", "d"):
        TagFactory.create(audience=audience, name=name)
    TagFactory.create(audience=audience, name="gone", deleted_at=timezone.now())
    seen, address = [], url("list", audience)
    while address:
        response = as_alice.get(address)
        seen.append(names_on(response))
        page = response.context["page"]
        address, last = page.next_url, page

    assert seen == [["a", "b"], ["C", "d"], ["É"]]
    assert last.total == 5
    assert names_on(as_alice.get(last.previous_url)) == ["C", "d"]
    assert names_on(as_alice.get(f"{url('list', audience)}?after=%C3%BF")) == ["a", "b"]
    assert names_on(as_alice.get(f"{url('list', audience)}?before=b")) == ["a", "b"]


def test_tags_are_searched_by_words_of_their_names(
    as_alice: Client, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tag_listing, "SIZE", 1)
    for name in ("Winter fair", "Fair of winter", "Winter", "100%"):
        TagFactory.create(audience=audience, name=name)

    page = as_alice.get(f"{url('list', audience)}?q=winter+FAIR", headers=PART)
    rest = as_alice.get(page.context["page"].next_url)
    sign = as_alice.get(f"{url('list', audience)}?q=%25")
    nobody = as_alice.get(f"{url('list', audience)}?q=%00nothing")

    assert names_on(page) == ["Fair of winter"]
    assert names_on(rest) == ["Winter fair"]
    assert 'value="winter FAIR"' in rest.text
    assert names_on(sign) == ["100%"]
    assert "No tag matches" in nobody.text


def test_a_tag_is_made(as_alice: Client, audience: Audience) -> None:
    response = as_alice.post(url("create", audience), {"name": "  Winter 2026 "})

    assert response["Location"] == url("list", audience)
    assert audience.tags.get().name == "Winter 2026"


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "This field is required."),
        ("   ", "This field is required."),
        ("x" * 101, "at most 100 characters"),
        ("wINTER", "There is a tag of this name already."),
        ("a\0b", "Null characters are not allowed."),
    ],
)
def test_a_name_that_cannot_be_one_is_refused_in_words(
    as_alice: Client, audience: Audience, winter: Tag, name: str, problem: str
) -> None:
    response = as_alice.post(url("create", audience), {"name": name}, headers=PART)

    assert response.status_code == 422
    assert problem in response.text
    assert f'hx-post="{url("create", audience)}"' in response.text
    assert audience.tags.count() == 1


def test_the_name_of_a_tag_elsewhere_or_of_a_deleted_one_is_free(
    as_alice: Client, audience: Audience, winter: Tag
) -> None:
    TagFactory.create(name="Fair")
    as_alice.post(url("delete", audience, winter.pk))

    for name in ("Fair", "Winter"):
        response = as_alice.post(url("create", audience), {"name": name})
        assert response.status_code == 302, response.text


def test_a_tag_is_renamed_also_in_its_letters_only(
    as_alice: Client, audience: Audience, winter: Tag
) -> None:
    contact = ContactFactory.create(audience=audience, tag_ids=[winter.pk])

    as_alice.post(url("update", audience, winter.pk), {"name": "WINTER"})

    winter.refresh_from_db()
    assert winter.name == "WINTER"
    contact.refresh_from_db()
    assert contact.tag_ids == [winter.pk]


def test_deleting_names_the_number_of_people_and_then_takes_the_tag(
    as_alice: Client, audience: Audience, winter: Tag
) -> None:
    contacts = ContactFactory.create_batch(2, audience=audience, tag_ids=[winter.pk])

    asked = as_alice.get(url("delete", audience, winter.pk), headers=PART).text
    done = as_alice.post(url("delete", audience, winter.pk), headers=PART)

    assert "<b>2 contacts</b>" in asked
    assert "data-autoopen" in asked
    assert "The tag “Winter” is deleted." in done.text
    assert not audience.tags.present().exists()
    for contact in contacts:
        contact.refresh_from_db()
        assert contact.tag_ids == []
    again = as_alice.post(url("delete", audience, winter.pk))
    assert again.status_code == 404


def test_forms_are_dialogs_for_htmx_and_pages_otherwise(
    as_alice: Client, audience: Audience, winter: Tag
) -> None:
    for address in (
        url("create", audience),
        url("update", audience, winter.pk),
        url("delete", audience, winter.pk),
        url("merge", audience, winter.pk),
    ):
        assert "<html" in as_alice.get(address).text
        part = as_alice.get(address, headers=PART).text
        assert "<html" not in part
        assert '<dialog class="modalx"' in part


def test_a_field_and_a_menu_get_the_names_they_offer(
    as_alice: Client, audience: Audience, winter: Tag
) -> None:
    TagFactory.create(audience=audience, name="<Fair>")

    names = as_alice.get(url("names", audience), headers=PART).text
    options = as_alice.get(url("options", audience), headers=PART).text

    assert names == (
        '<option value="&lt;Fair&gt;"></option><option value="Winter"></option>'
    )
    assert f'name="tag" value="{winter.pk}"' in options
    for name in ("names", "options"):
        response = as_alice.get(url(name, audience))
        assert response["Location"] == url("list", audience)
