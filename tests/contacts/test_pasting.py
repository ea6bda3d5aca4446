from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from audiences.models import Audience
from contacts import pasting
from contacts.models import Contact
from tests.factories import AudienceFactory, ContactFactory

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.mark.parametrize(
    ("text", "addresses", "unreadable"),
    [
        ("a@b.be c@d.be", ["a@b.be", "c@d.be"], []),
        ("a@b.be,c@d.be;e@f.be|g@h.be\tA@B.be", ["a@b.be", "c@d.be"], []),
        ("Anna Berg <Anna@Example.com>, 'bo@example.com'", ["anna@example.com"], []),
        ("(mailto:a@b.be).\n\n[c@d.be]", ["a@b.be", "c@d.be"], []),
        ("a@b.be\nnobody\nx@\n@y", ["a@b.be"], ["nobody", "x@", "@y"]),
        ("", [], []),
        ("  \n\t ", [], []),
    ],
)
def test_addresses_are_found_whatever_stands_between_them(
    text: str, addresses: list[str], unreadable: list[str]
) -> None:
    found, wrong = pasting.read(text)

    assert found[: len(addresses)] == addresses
    assert wrong == unreadable


@given(st.text(max_size=300) | st.text(alphabet="ab@.,;<> \n'é", max_size=120))
def test_no_text_whatsoever_is_more_than_unreadable(text: str) -> None:
    found, wrong = pasting.read(text)

    assert all("@" in address for address in found)
    assert len(set(found)) == len(found)
    assert all(len(entry) <= pasting.MAX_SHOWN for entry in wrong)


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, email="anna@example.com")


def url(audience: Audience) -> str:
    return reverse("contacts:tag_paste", args=[audience.pk])


def test_whom_the_addresses_name_is_shown_before_they_are_tagged(
    as_alice: Client, audience: Audience, anna: Contact
) -> None:
    ContactFactory.create(audience=AudienceFactory.create(), email="bo@example.com")
    text = "Anna <ANNA@example.com>\nbo@example.com\nnot an address\n"
    said = {"addresses": text, "name": "Fair"}

    shown = as_alice.post(url(audience), said, headers=PART).text

    assert "1 contact is here and gets the tag." in shown
    assert "1 address is not in this audience" in shown
    assert ">bo@example.com</textarea>" in shown
    assert "1 entry cannot be read as an address" in shown
    assert ">not an address</textarea>" in shown
    assert not audience.tags.exists()

    done = as_alice.post(url(audience), {**said, "confirmed": "1"}, follow=True)

    tag = audience.tags.get(name="Fair")
    assert list(audience.contacts.tagged(tag.pk)) == [anna]
    assert done.request["PATH_INFO"] == reverse(
        "contacts:contact_list", args=[audience.pk]
    )
    assert "1 contact tagged “Fair”" in done.text
    action = audience.actions.get()
    as_alice.post(reverse("audiences:action_undo", args=[audience.pk, action.pk]))
    assert not audience.contacts.tagged(tag.pk).exists()


def test_who_changes_the_list_after_looking_looks_again(
    as_alice: Client, audience: Audience, anna: Contact
) -> None:
    ContactFactory.create(audience=audience, email="bo@example.com")
    said = {"addresses": "anna@example.com bo@example.com", "name": "Fair"}

    shown = as_alice.post(url(audience), {**said, "confirmed": "1"}, headers=PART)

    assert "2 contacts are here and get the tag." in shown.text
    assert not audience.tags.exists()


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"addresses": ""}, "This field is required."),
        ({"name": "x" * 10_000}, "at most 100 characters"),
        ({"name": "a\0b"}, "Null characters are not allowed."),
        ({"addresses": "a\0@b.be"}, "Null characters are not allowed."),
        (
            {"addresses": "\n".join(f"a{n}@b.be" for n in range(10_001))},
            "These are 10,001 addresses; at most 10,000 go at once.",
        ),
    ],
)
def test_what_cannot_be_looked_up_is_refused_in_words(
    as_alice: Client, audience: Audience, said: dict[str, str], problem: str
) -> None:
    form = {"addresses": "a@b.be", "name": "Fair", **said}

    response = as_alice.post(url(audience), form, headers=PART)

    assert response.status_code == 422
    assert problem in response.text


def test_ten_thousand_addresses_are_tagged_in_few_steps(
    as_alice: Client, audience: Audience, anna: Contact
) -> None:
    addresses = [f"a{n}@b.be" for n in range(9_999)] + [anna.email]
    said = {"addresses": " ".join(addresses), "name": "Fair", "confirmed": "1"}

    response = as_alice.post(url(audience), said)

    assert response.status_code == 302
    assert audience.contacts.tagged(audience.tags.get().pk).get() == anna


def test_addresses_that_are_not_here_tag_nobody(
    as_alice: Client, audience: Audience
) -> None:
    said = {"addresses": "a@b.be", "name": "Fair", "confirmed": "0"}

    shown = as_alice.post(url(audience), said, headers=PART).text

    assert "None of these addresses is here." in shown
    assert not audience.tags.exists()
