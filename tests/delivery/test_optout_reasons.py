"""Whoever is out may say why, and stays out whatever they say or do not say."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.limits import Rate
from audiences import people as places
from audiences.models import Audience
from contacts import deleting
from contacts.activity import feed
from contacts.causes import Cause
from contacts.history import history_of
from contacts.merging import merge
from contacts.models import Contact
from delivery.addressing import written
from delivery.models import Delivery, OptOutReason
from delivery.optouts import reasons, verbs, views
from delivery.optouts.reasons import Why
from events.models import Event
from events.names import Own
from tests.delivery.ledgers import freeze, message, people
from tests.delivery.mails import DOMAIN, at, come, facts, feedback, suppressed, told
from tests.delivery.mails import sent as delivered

pytestmark = pytest.mark.django_db

OTHER, SPAM = OptOutReason.OTHER, OptOutReason.SPAM


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


def post(delivery: Delivery, more: str = "/why", **said: str) -> Any:
    client = Client(enforce_csrf_checks=True)
    return client.post(f"/u/{written(delivery.token)}{more}", said)


def text(response: Any) -> str:
    return str(response.content.decode())


def kept(delivery: Delivery) -> tuple[str, str]:
    delivery.refresh_from_db()
    return delivery.opt_out_reason, delivery.opt_out_words


def given(contact: Contact) -> list[dict[str, Any]]:
    """What the log says of the reasons they gave, the first one first."""
    log = Event.objects.filter(audience=contact.audience_id, contact_id=contact.pk)
    named = log.filter(kind="own", name_id=int(Own.CONTACT_GAVE_REASON))
    return list(named.order_by("id").values_list("properties", flat=True))


def status(contact: Contact) -> str:
    contact.refresh_from_db()
    return contact.status


def test_the_page_that_says_that_they_are_out_asks_why(sent: Delivery) -> None:
    asked = text(Client().get(f"/u/{written(sent.token)}"))
    done = text(post(sent, "", by_hand="1"))
    again = text(Client().get(f"/u/{written(sent.token)}"))

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


@pytest.mark.parametrize("reason", ["no_longer", "spam"])
def test_who_is_not_out_has_no_reason_to_be(
    sent: Delivery, anna: Contact, reason: str
) -> None:
    response = post(sent, reason=reason)

    assert "Do you want no more email" in text(response)
    assert (status(anna), kept(sent), given(anna)) == ("subscribed", ("", ""), [])
    assert facts(sent) == ("", False, False)


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

    page = text(Client().get(f"/u/{written(out.token)}"))

    assert 'value="other" checked' in page
    assert page.count(" checked") == 1
    assert "Too much coffee" not in page


def test_spam_is_a_complaint_as_one_that_a_provider_passes_on(
    out: Delivery, anna: Contact
) -> None:
    post(out, reason="spam")

    assert facts(out) == ("", False, True)
    assert suppressed(anna.audience.account) == [("complaint", None)]
    assert told(anna) == [
        "contact.gave_reason",
        "contact.unsubscribed",
        "email.complained",
    ]
    assert status(anna) == "unsubscribed"


@pytest.mark.parametrize("first", ["page", "provider"])
def test_a_complaint_by_both_ways_is_one(
    out: Delivery, anna: Contact, first: str, settings: Any
) -> None:
    settings.INBOUND_DOMAIN = DOMAIN
    returned = f"List-Unsubscribe: <mailto:{at('u', out.token)}>"
    ways = [
        lambda: post(out, reason="spam"),
        lambda: come(feedback(returned), f"fbl@{DOMAIN}"),
    ]

    for way in ways if first == "page" else reversed(ways):
        way()

    assert told(anna).count("email.complained") == 1
    assert told(anna).count("contact.unsubscribed") == 1
    assert suppressed(anna.audience.account) == [("complaint", None)]
    assert kept(out) == ("spam", "")


def test_spam_said_again_and_again_is_one_complaint(
    out: Delivery, anna: Contact
) -> None:
    for reason in ("spam", "spam", "no_longer", "spam"):
        post(out, reason=reason)

    assert told(anna).count("email.complained") == 1
    assert len(given(anna)) == 3


def test_a_complaint_stands_whatever_they_say_later(
    out: Delivery, anna: Contact
) -> None:
    post(out, reason="spam")
    page = text(post(out, reason="no_longer"))
    back = text(post(out, "/back"))

    assert "I want to keep getting it" not in page
    assert "You are unsubscribed" in back
    assert status(anna) == "unsubscribed"
    assert facts(out) == ("", False, True)


def test_nobody_comes_back_who_complained_about_another_message(
    out: Delivery, anna: Contact
) -> None:
    other = delivered(anna)

    post(other, reason="spam")

    assert kept(other) == ("spam", "")
    assert "keeps getting" not in text(post(out, "/back"))
    assert status(anna) == "unsubscribed"


def test_who_comes_back_leaves_the_reason_in_their_history_alone(
    out: Delivery, anna: Contact
) -> None:
    post(out, reason="never_signed_up")
    back = text(post(out, "/back"))

    assert "keeps getting email" in back
    assert "Why are you leaving?" not in back
    assert status(anna) == "subscribed"
    assert kept(out) == ("", "")
    assert [said["reason"] for said in given(anna)] == ["never_signed_up"]
    assert reasons.numbers_of(out.message) == []


def test_staff_who_unsubscribe_somebody_give_no_reason_of_theirs(
    sent: Delivery, anna: Contact
) -> None:
    anna.audience.contacts.unsubscribe(Cause(anna.audience, "staff"))

    page = text(Client().get(f"/u/{written(sent.token)}"))

    assert given(anna) == []
    assert " checked" not in page
    assert "Why are you leaving?" in page
    post(sent, reason="never_signed_up")
    assert [said["how"] for said in given(anna)] == ["link"]


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


def test_who_became_another_says_it_as_that_one(
    out: Delivery, anna: Contact, audience: Audience
) -> None:
    (ann,) = people(audience, "ann@example.org")
    merge(audience, ann.pk, anna.pk, {}, Cause(audience, "staff"))

    post(out, reason="never_signed_up")

    assert [said["reason"] for said in given(ann)] == ["never_signed_up"]


def test_who_becomes_another_while_they_press_is_out_as_that_one(
    sent: Delivery, anna: Contact, audience: Audience
) -> None:
    """What was found of the delivery is old by the time they are locked."""
    (ann,) = people(audience, "ann@example.org")
    merge(audience, ann.pk, anna.pk, {}, Cause(audience, "staff"))

    assert verbs.opt_out(sent, "link")
    assert status(ann) == "unsubscribed"


def test_the_feed_and_the_history_say_why(out: Delivery, anna: Contact) -> None:
    post(out, reason="other", words="Too much")
    said = "Said why they opted out: Another reason: “Too much”"

    (item,) = [one for one in feed(anna).items if one.text == said]
    assert item.url == out.message.get_absolute_url()
    (line,) = [one for one in history_of(anna).lines if one.text == said]
    assert line.how == "by the link in an email"


def test_the_deliveries_of_the_message_say_why_and_how_many(
    as_alice: Client, out: Delivery, anna: Contact
) -> None:
    (bo,) = people(anna.audience, "bo@example.org")
    other = delivered(bo, of=out.message)
    verbs.opt_out(other, "link")
    post(other, reason="other", words="<script>alert(1)</script>")
    post(out, reason="never_signed_up")

    page = text(as_alice.get(out.message.get_absolute_url()))

    assert "Opted out: Never signed up" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    counts = [("Never signed up", 1), ("Another reason", 1)]
    assert reasons.numbers_of(out.message) == counts
    assert 'id="opt-outs"' in page


def test_numbers_of_reasons_are_of_one_message_and_take_one_query(
    audience: Audience, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people(audience, *(f"{n}@x.org" for n in range(3)))
    news, other = message(audience), message(audience)
    for one in (news, other):
        freeze(one)
    of_news = list(news.deliveries.order_by("pk"))
    for delivery, reason in zip(of_news, [OTHER, SPAM, OTHER], strict=True):
        verbs.opt_out(delivery, "link")
        verbs.explain(delivery, Why(reason))

    with django_assert_num_queries(1):
        assert reasons.numbers_of(news) == [("Another reason", 2), ("Spam", 1)]
    assert reasons.numbers_of(other) == []


def test_who_is_erased_takes_their_words_along_and_the_number_stays(
    out: Delivery, anna: Contact
) -> None:
    post(out, reason="other", words="I moved to Oslo")

    alone = anna.audience.contacts.filter(pk=anna.pk)
    deleting.erase(alone, Cause(anna.audience, "staff"))

    assert kept(out) == ("other", "")
    assert reasons.numbers_of(out.message) == [("Another reason", 1)]


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
