"""What keeps a message from leaving is told to whoever reads it, in their language."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import User
from audiences.models import Audience
from delivery import rounds
from delivery.models import SendingDomain
from delivery.problems import problems_of
from delivery.sender import Sender
from delivery.sms import programs
from delivery.transports import choosing
from delivery.transports.choosing import Shut
from delivery.troubles import SENTENCES, Trouble
from tests.delivery.ledgers import freeze, message, people, told
from tests.delivery.sms.programs import person, program, texted

pytestmark = pytest.mark.django_db


def work() -> None:
    Sender().work(rounds.waiting())


def test_a_trouble_is_kept_as_a_word_and_read_in_any_language(
    audience: Audience,
) -> None:
    people(audience, "a@x.org")
    news = message(audience)
    freeze(news)
    audience.account.sender_addresses.all().delete()
    with translation.override("fr"):
        work()

    news.refresh_from_db()

    assert (news.trouble, news.trouble_about) == (
        "address_unverified",
        "news@example.org",
    )
    assert news.problem.startswith("news@example.org is not verified")
    with translation.override("fr"):
        assert "n’est pas" in news.problem


@pytest.mark.parametrize("code", SENTENCES)
def test_every_word_is_a_sentence_with_what_it_is_about(code: str) -> None:
    for language in ("en", "fr"):
        with translation.override(language):
            said = Trouble(code, "100 %").in_words
            assert "%(" not in said
            assert len(said) > len("100 %")


def test_a_word_of_another_version_leaves_what_was_said() -> None:
    assert Trouble("no_such_word", "451 busy").in_words == "451 busy"
    assert Trouble("").in_words == ""


def test_a_way_that_cannot_be_opened_is_told_before_anything_is_claimed(
    audience: Audience,
) -> None:
    account = audience.account
    people(audience, "a@x.org")
    news = message(audience)
    freeze(news)
    SendingDomain.objects.create(
        account=account, name="example.org", mail_url="sealed by somebody else"
    )

    assert isinstance(choosing.of(news), Shut)
    work()

    assert told(news) == {"pending": 1}
    assert news.trouble == "way_sealed"
    assert news.deliveries.get().attempts == 0


def test_the_pages_say_it_in_the_language_of_who_looks(
    client: Client, audience: Audience, alice: User
) -> None:
    mine = program(audience)
    person(audience, "1")
    news = texted(audience)
    programs.pause(mine, actor=alice)
    work()
    alice.language = "fr"
    alice.save()
    client.force_login(alice)

    html = client.get(news.get_absolute_url()).text

    assert "Le programme SMS est en pause." in html


def test_what_is_wrong_with_its_tags_stands_where_the_message_is(
    as_alice: Client, audience: Audience
) -> None:
    people(audience, "a@x.org")
    news = message(audience, subject="Hi *|NAEM|*")
    freeze(news)

    html = as_alice.get(news.get_absolute_url()).text

    assert "Subject, line 1, column 4" in html


def test_an_sms_needs_neither_a_subject_nor_a_postal_address(
    audience: Audience,
) -> None:
    audience.address1 = ""
    audience.save()
    assert problems_of(message(audience, channel="sms", subject="")) == []

    (problem,) = problems_of(message(audience, channel="sms", text="Hi *|NAEM|*"))

    assert problem.startswith("Plain text, line 1")
