"""The pages on which the team words the messages of the house."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from audiences.models import Audience
from forms.letters import switching
from forms.letters.defaults import BODIES, SUBJECTS, body_of, subject_of
from forms.letters.editing import problems_of
from forms.letters.kinds import KINDS, OF_PEOPLE
from forms.models import LetterText
from tests.conftest import membership_of
from tests.factories import ContactFactory

pytestmark = pytest.mark.django_db

SAID = {"subject": "Hei!", "body": "Here: *|LINK:CONFIRM|*"}


def url(audience: Audience, name: str, *args: str) -> str:
    return reverse(f"forms:letter_{name}", args=[audience.pk, *args])


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", list(KINDS))
def test_what_the_house_says_could_be_saved_as_it_is(
    audience: Audience, kind: str, language: str
) -> None:
    said = (subject_of(kind, language), body_of(kind, language))

    assert problems_of(audience, kind, *said) == []
    assert set(SUBJECTS) == set(BODIES) == set(KINDS)


def test_the_page_lists_every_message(as_alice: Client, audience: Audience) -> None:
    page = as_alice.get(url(audience, "list")).content.decode()

    assert [key for key in KINDS if f'id="letter-{key}"' not in page] == []


def test_a_message_is_worded_in_place_of_the_house(
    as_alice: Client, audience: Audience
) -> None:
    as_alice.post(url(audience, "update", "confirm", "en"), SAID)

    row = LetterText.objects.get(audience=audience)
    assert (row.kind, row.language) == ("confirm", "en")
    assert (row.subject, row.body) == (SAID["subject"], SAID["body"])


def test_what_is_as_the_house_says_it_is_not_kept(
    as_alice: Client, audience: Audience
) -> None:
    said = {"subject": subject_of("link", "en")}
    said["body"] = body_of("link", "en").replace("\n", "\r\n")

    as_alice.post(url(audience, "update", "link", "en"), said)

    assert not LetterText.objects.filter(audience=audience).exists()


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("Hi *|FNAM|*\n*|LINK:CONFIRM|*", "Text, line 1, column 4"),
        ("Hello", "“*|LINK:CONFIRM|*” is missing"),
        ("*|IF:FNAME|* *|LINK:CONFIRM|* *|END:IF|*", "not everybody would see it"),
        ("  ", "The message says nothing yet."),
        ("*|LINK:CONFIRM|*" + "x" * 20_000, "20000"),
    ],
)
def test_a_text_that_could_not_be_sent_is_refused_with_its_place(
    as_alice: Client, audience: Audience, body: str, problem: str
) -> None:
    answer = as_alice.post(
        url(audience, "update", "confirm", "en"), {"subject": "Hei", "body": body}
    )

    assert answer.status_code == 422
    assert problem in answer.content.decode()
    assert not LetterText.objects.filter(audience=audience).exists()


def test_a_subject_stays_one_line(as_alice: Client, audience: Audience) -> None:
    said = {**SAID, "subject": "Hei\r\nBcc: all@x.org"}

    as_alice.post(url(audience, "update", "confirm", "en"), said)

    assert LetterText.objects.get(audience=audience).subject == "Hei Bcc: all@x.org"


def test_a_preview_shows_what_is_typed_and_saves_nothing(
    as_alice: Client, audience: Audience
) -> None:
    ContactFactory.create(audience=audience, email="maya@x.org")
    said = {
        "subject": "To *|EMAIL|*",
        "body": "<b>*|LINK:CONFIRM|*</b>",
        "preview": "1",
    }

    page = as_alice.post(url(audience, "update", "confirm", "en"), said)

    text = page.content.decode()
    assert "To maya@x.org" in text
    assert "&lt;b&gt;https://example.com/confirm&lt;/b&gt;" in text
    assert not LetterText.objects.filter(audience=audience).exists()


def test_a_message_is_as_the_house_words_it_again(
    as_alice: Client, audience: Audience
) -> None:
    as_alice.post(url(audience, "update", "confirm", "en"), SAID)

    for _time in range(2):
        as_alice.post(url(audience, "reset", "confirm", "en"))

    assert not LetterText.objects.filter(audience=audience).exists()


def test_a_language_that_the_audience_does_not_speak_has_no_page(
    as_alice: Client, audience: Audience
) -> None:
    assert as_alice.get(url(audience, "update", "link", "fr")).status_code == 404
    audience.languages = ["fr"]
    audience.save()
    page = as_alice.get(url(audience, "update", "link", "fr")).content.decode()
    assert "Par ce lien" in page


def test_welcome_is_switched_on_and_off(as_alice: Client, audience: Audience) -> None:
    for on in (True, False):
        as_alice.post(url(audience, "switch", "welcome"), {"on": str(int(on))})
        assert switching.is_on(audience, "welcome") is on


@pytest.mark.parametrize("kind", [key for key in OF_PEOPLE if key not in {"welcome"}])
def test_what_people_need_cannot_be_switched(
    as_alice: Client, audience: Audience, kind: str
) -> None:
    expected = 302 if kind == "goodbye" else 404

    answer = as_alice.post(url(audience, "switch", kind), {"on": "0"})

    assert answer.status_code == expected


def test_members_choose_their_notices_for_themselves(
    as_alice: Client, audience: Audience, alice: User, bob: User
) -> None:
    switching.wish(audience, membership_of(bob), ["daily"])

    as_alice.post(url(audience, "notices"), {"subscribed": "on"})

    wishes = switching.wishes_of(audience, membership_of(alice))
    assert (wishes.subscribed, wishes.daily) == (True, False)
    assert switching.wishes_of(audience, membership_of(bob)).daily


@pytest.mark.parametrize("role", [Role.VIEWER, Role.AUTHOR])
def test_who_may_not_manage_words_nothing(
    as_bob: Client, audience: Audience, bob: User, role: Role
) -> None:
    membership = membership_of(bob)
    membership.role = role
    membership.save()

    answer = as_bob.post(url(audience, "update", "confirm", "en"), SAID)

    assert answer.status_code == 403
    assert not LetterText.objects.filter(audience=audience).exists()


def test_strangers_find_nothing(as_charlie: Client, audience: Audience) -> None:
    pages = [url(audience, "list"), url(audience, "update", "confirm", "en")]

    assert [as_charlie.get(page).status_code for page in pages] == [404, 404]
    answer = as_charlie.post(url(audience, "update", "confirm", "en"), SAID)
    assert answer.status_code == 404
    assert not LetterText.objects.filter(audience=audience).exists()


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_asks_as_often_however_much_is_worded(
    as_alice: Client, audience: Audience, django_assert_num_queries: object, n: int
) -> None:
    for kind in OF_PEOPLE[:n]:
        LetterText.objects.create(
            audience=audience, kind=kind, language="en", subject="x", body="y"
        )

    with django_assert_num_queries(8):  # type: ignore[operator]
        as_alice.get(url(audience, "list"))
