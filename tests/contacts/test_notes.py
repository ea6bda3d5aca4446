from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from audiences.models import Audience
from contacts import notes, tasks
from contacts.activity import feed
from contacts.causes import Cause
from contacts.models import Contact, Note
from tests.factories import ContactFactory, MembershipFactory, UserFactory

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, first_name="Anna")


def written(contact: Contact, author: User | None, text: str = "Likes tea") -> Note:
    return notes.write(contact, text, Cause(contact.audience, "staff", actor=author))


def tab(contact: Contact, view: str = "contact_notes") -> str:
    return reverse(f"contacts:{view}", args=[contact.audience_id, contact.pk])


def of(note: Note, view: str) -> str:
    return reverse(f"contacts:note_{view}", args=[note.audience_id, note.pk])


def post(client: Client, url: str, **data: Any) -> _MonkeyPatchedWSGIResponse:
    return client.post(url, data, headers=PART)


def test_a_note_is_kept_and_told(as_alice: Client, anna: Contact) -> None:
    response = post(as_alice, tab(anna, "contact_note"), text="Likes <b>tea</b>\r\n")

    html = as_alice.get(tab(anna)).text
    assert response.status_code == 200
    assert set(json.loads(response["HX-Trigger"])) == {"contacts-changed"}
    assert "Likes" not in response.text  # an empty form for the next one
    assert "Likes &lt;b&gt;tea&lt;/b&gt;" in html
    assert "Alice" in html
    (item,) = feed(anna).items
    assert (item.text, item.by) == ("Noted “Likes <b>tea</b>”", "Alice")


def test_without_scripts_a_note_is_sent_by_a_form(
    as_alice: Client, anna: Contact
) -> None:
    response = as_alice.post(tab(anna, "contact_note"), {"text": "Likes tea"})

    assert response["Location"] == tab(anna)
    assert "<html" in as_alice.get(tab(anna, "contact_note")).text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "Write something first."),
        (" \r\n ", "Write something first."),
        ("x" * 1001, "at most 1000 characters"),
        ("x" * 10_000, "at most 1000 characters"),
        ("a\0b", "Null characters are not allowed."),
    ],
)
def test_what_is_no_note_is_refused_beside_the_field(
    as_alice: Client, anna: Contact, text: str, problem: str
) -> None:
    new = post(as_alice, tab(anna, "contact_note"), text=text)
    note = written(anna, User.objects.get(name="Alice"))
    changed = post(as_alice, of(note, "update"), **{f"note{note.pk}-text": text})

    for response in (new, changed):
        assert response.status_code == 422
        assert problem in response.text
    assert [note.text for note in anna.notes.all()] == ["Likes tea"]


def test_lines_count_as_one_letter_each(as_alice: Client, anna: Contact) -> None:
    post(as_alice, tab(anna, "contact_note"), text="a\r\n" * 499 + "bc")

    assert len(anna.notes.get().text) == 1000


def test_an_edited_note_shows_what_it_was(
    as_alice: Client, anna: Contact, alice: User
) -> None:
    note = written(anna, alice, "First words")
    for text in ("Second words", "Second words", "Third words"):
        response = post(as_alice, of(note, "update"), **{f"note{note.pk}-text": text})

    assert response.text.lstrip().startswith(f'<li class="notecard" id="note-{note.pk}')
    html = as_alice.get(tab(anna)).text
    assert "2 earlier versions" in html
    places = [html.index(f"{each} words") for each in ("Third", "Second", "First")]
    assert places == sorted(places)


def test_a_deleted_note_is_gone_until_it_is_taken_back(
    as_alice: Client, anna: Contact, alice: User
) -> None:
    note = written(anna, alice)

    deleted = post(as_alice, of(note, "delete"))
    assert f'hx-post="{of(note, "restore")}"' in deleted.text
    assert "Likes tea" not in as_alice.get(tab(anna)).text
    assert as_alice.get(of(note, "update")).status_code == 404
    assert feed(anna).items[0].text == "Wrote a note, which was deleted since"

    post(as_alice, of(note, "restore"))
    assert "Likes tea" in as_alice.get(tab(anna)).text


def test_only_authors_change_their_words(
    as_bob: Client, anna: Contact, alice: User, bob: User
) -> None:
    theirs, own = written(anna, alice, "Of Alice"), written(anna, bob, "Of Bob")

    assert as_bob.get(of(theirs, "update"))["Location"] == tab(anna)
    for view in ("update", "delete", "restore"):
        refused = post(as_bob, of(theirs, view), **{f"note{theirs.pk}-text": "Mine"})
        assert "Only who wrote a note changes it." in refused.text
    assert str(anna.notes.present().get(pk=theirs.pk)) == "Of Alice"
    html = as_bob.get(tab(anna)).text
    assert of(theirs, "update") not in html
    assert of(theirs, "delete") not in html
    assert of(own, "update") in html
    assert of(own, "delete") in html


def test_who_governs_deletes_everybody_s_notes(
    as_alice: Client, anna: Contact, bob: User
) -> None:
    note, orphan = written(anna, bob), written(anna, None)

    html = as_alice.get(tab(anna)).text
    post(as_alice, of(note, "delete"))
    post(as_alice, of(orphan, "delete"))

    assert "Somebody who is gone" in html
    assert of(note, "update") not in html
    assert not anna.notes.present().exists()


def test_who_may_only_look_reads_notes(
    client: Client, anna: Contact, alice: User
) -> None:
    note = written(anna, alice)
    viewer = UserFactory.create()
    account = anna.audience.account
    MembershipFactory.create(account=account, user=viewer, role=Role.AGENT)
    client.force_login(viewer)

    html = client.get(tab(anna)).text

    assert "Likes tea" in html
    assert tab(anna, "contact_note") not in html
    assert of(note, "delete") not in html


def test_notes_follow_page_by_page(
    as_alice: Client, anna: Contact, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes, "PAGE_SIZE", 2)
    now = timezone.now()
    for number in range(5):
        Note.objects.create(
            audience=anna.audience, contact=anna, text=str(number), created_at=now
        )

    told: list[str] = []
    before = ""
    for _page in range(3):
        page = notes.page_of(anna, before)
        told += [note.text for note in page.notes]
        before = page.older

    assert told == ["4", "3", "2", "1", "0"]
    assert before == ""
    assert "?before=" in as_alice.get(tab(anna)).text
    assert as_alice.get(f"{tab(anna)}?before=nonsense").status_code == 200


@pytest.mark.parametrize("n", [1, 3])
def test_the_tab_asks_as_often_for_many_notes_as_for_one(
    as_alice: Client,
    anna: Contact,
    alice: User,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _time in range(n):
        notes.rewrite(written(anna, alice), "Other words")

    with django_assert_num_queries(9):
        as_alice.get(tab(anna))


def test_what_was_deleted_long_ago_is_cleared_away_once(
    anna: Contact, alice: User
) -> None:
    old, fresh, kept = (written(anna, alice) for _time in range(3))
    notes.rewrite(old, "Other words")
    for note, days in ((old, 31), (fresh, 29)):
        gone = timezone.now() - timedelta(days=days)
        anna.audience.notes.filter(pk=note.pk).update(deleted_at=gone)

    first, second = tasks.clear_away_notes(), tasks.clear_away_notes()

    assert (first, second) == (1, 0)
    assert set(anna.notes.all()) == {fresh, kept}
