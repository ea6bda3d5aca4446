"""Whoever is out may say why, and stays out whatever they say or do not say."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.limits import Rate
from audiences import people as places
from audiences.models import Audience
from contacts.models import Contact
from delivery.addressing import written
from delivery.models import Delivery, OptOutReason
from delivery.optouts import reasons, verbs, views
from tests.delivery.ledgers import freeze, message, people
from tests.delivery.parting import given, kept, look, post, status, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(audience: Audience) -> Contact:
    (anna,) = people(audience, "anna@example.org", language="en")
    return anna


@pytest.fixture
def sent(anna: Contact) -> Delivery:
    news = message(anna.audience, name="Winter roast")
    freeze(news)
    return news.deliveries.get()


@pytest.fixture
def out(sent: Delivery) -> Delivery:
    verbs.opt_out(sent, "link")
    return sent


def test_the_page_that_says_that_they_are_out_asks_why(sent: Delivery) -> None:
    asked = look(sent)
    done = text(post(sent, "", by_hand="1"))
    again = look(sent)

    assert "Why are you leaving?" not in asked
    for page in (done, again):
        assert "You are unsubscribed" in page
        assert "Why are you leaving?" in page
        for reason in OptOutReason:
            assert f'value="{reason}"' in page


@pytest.mark.parametrize("reason", list(OptOutReason))
def test_a_reason_is_kept_with_where_it_comes_from(
    out: Delivery, anna: Contact, reason: OptOutReason
) -> None:
    response = post(out, reason=reason)

    assert response.status_code == 200
    assert "Thank you for saying why" in text(response)
    assert kept(out) == (reason, "")
    assert given(anna) == [
        {
            "how": "link",
            "message": out.message_id,
            "delivery": out.pk,
            "reason": str(reason),
        }
    ]
    assert status(anna) == "unsubscribed"


def test_another_reason_is_told_in_their_own_words(
    out: Delivery, anna: Contact
) -> None:
    post(out, reason="other", words="  Too\r\nmuch \0 coffee  ")

    assert kept(out) == ("other", "Too\nmuch \ufffd coffee")
    assert given(anna)[0]["words"] == "Too\nmuch \ufffd coffee"


def test_the_words_are_no_longer_than_five_hundred_letters(out: Delivery) -> None:
    post(out, reason="other", words="é" * 10_000)

    assert kept(out) == ("other", "é" * reasons.LONGEST_WORDS)


def test_words_belong_to_another_reason_alone(out: Delivery) -> None:
    post(out, reason="no_longer", words="Too much")

    assert kept(out) == ("no_longer", "")


@pytest.mark.parametrize(
    "said",
    [{}, {"reason": ""}, {"reason": "unheard of"}, {"words": "Too much"}],
    ids=["nothing", "empty", "unknown", "words alone"],
)
def test_who_says_no_reason_is_out_all_the_same(
    out: Delivery, anna: Contact, said: dict[str, str]
) -> None:
    response = post(out, **said)

    assert response.status_code == 422
    assert "Choose a reason" in text(response)
    assert (kept(out), given(anna)) == (("", ""), [])
    assert status(anna) == "unsubscribed"


def test_what_cannot_be_read_is_no_reason(out: Delivery) -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post(
        f"/u/{written(out.token)}/why", b"x", content_type="multipart/form-data"
    )

    assert response.status_code == 422
    assert kept(out) == ("", "")


def test_looking_at_the_address_of_reasons_changes_nothing(
    sent: Delivery, anna: Contact
) -> None:
    response = Client().get(f"/u/{written(sent.token)}/why", {"reason": "spam"})

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert (status(anna), kept(sent)) == ("subscribed", ("", ""))


def test_the_same_reason_again_is_no_news(out: Delivery, anna: Contact) -> None:
    for _time in range(3):
        assert post(out, reason="other", words="Too much").status_code == 200
    post(out, reason="other")

    assert kept(out) == ("other", "Too much")
    assert len(given(anna)) == 1


def test_a_reason_is_changed_by_the_same_link(out: Delivery, anna: Contact) -> None:
    post(out, reason="other", words="Too much")
    post(out, reason="never_signed_up")

    assert kept(out) == ("never_signed_up", "")
    assert [said["reason"] for said in given(anna)] == ["other", "never_signed_up"]


def test_the_page_knows_the_reason_again_and_keeps_their_words_to_itself(
    out: Delivery,
) -> None:
    post(out, reason="other", words="Too much coffee")

    page = look(out)

    assert 'value="other" checked' in page
    assert page.count(" checked") == 1
    assert "Too much coffee" not in page


@pytest.mark.parametrize("token", ["x", "a" * 26, "7" * 26, "x" * 500])
def test_a_token_that_is_none_leads_to_the_calm_page(db: None, token: str) -> None:
    response = Client().post(f"/u/{token}/why", {"reason": "spam"})

    assert response.status_code == 404
    assert "This link leads nowhere" in text(response)


def test_a_token_that_is_cut_short_leads_there_too(
    out: Delivery, anna: Contact
) -> None:
    short = written(out.token)[:-1]

    assert Client().post(f"/u/{short}/why", {"reason": "spam"}).status_code == 404
    assert given(anna) == []


@pytest.mark.parametrize("bucket", ["OF_ONE", "OF_MACHINE"])
def test_who_posts_too_often_is_asked_to_wait_and_is_out_all_the_same(
    sent: Delivery, anna: Contact, monkeypatch: pytest.MonkeyPatch, bucket: str
) -> None:
    monkeypatch.setattr(views, bucket, Rate(1, 3600))

    out = [post(sent, "", by_hand="1").status_code for _time in range(3)]
    first, second = post(sent, reason="no_longer"), post(sent, reason="other")

    assert out == [200, 200, 200]
    assert (first.status_code, second.status_code) == (200, 429)
    assert "Try again in a few minutes" in text(second)
    for more in ("/back", "/unnamed"):
        assert post(sent, more).status_code == 429
    assert kept(sent) == ("no_longer", "")
    assert status(anna) == "unsubscribed"


def test_of_who_is_gone_nobody_is_asked(out: Delivery, anna: Contact) -> None:
    places.delete_rows(places.Person(anna.audience, anna.pk, anna.email).alone)
    anna.audience.contacts.filter(pk=anna.pk).delete()

    page = text(post(out, reason="spam"))

    assert "Why are you leaving?" not in page
    assert kept(out) == ("", "")


def test_a_reason_is_asked_for_in_the_language_of_the_reader(
    audience: Audience,
) -> None:
    people(audience, "anne@example.org", language="fr")
    news = message(audience)
    freeze(news)
    delivery = news.deliveries.get()

    page = text(post(delivery, "", by_hand="1"))

    assert "Pourquoi partez-vous" in page
    assert "Why are you leaving?" not in page
    assert "C’est du spam" in page
