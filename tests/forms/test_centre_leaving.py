"""Leaving by one's own page, taking another address, and coming back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from audiences.models import Audience
from contacts.causes import Cause
from contacts.models import Contact
from delivery.models import Delivery
from forms.centre import keys, readdressing
from tests.delivery.ledgers import later, people, suppress
from tests.factories import AudienceFactory
from tests.forms.centres import choose, reader, sent_to, url_of

pytestmark = pytest.mark.django_db

NEW = "new@example.org"


@pytest.fixture(autouse=True)
def installation(settings: Any) -> None:
    settings.PUBLIC_URL = ""


@pytest.fixture
def anna(audience: Audience) -> Contact:
    (anna,) = people(audience, "anna@example.org", language="en")
    return anna


@pytest.fixture
def url(anna: Contact) -> str:
    return url_of(sent_to(anna))


def status(contact: Contact) -> str:
    contact.refresh_from_db()
    return contact.status


def mails(audience: Audience) -> list[tuple[str, str]]:
    """What was sent by the house, and to which address."""
    rows = Delivery.objects.filter(audience=audience.pk, message__kind="system")
    rows = rows.select_related("message", "contact").order_by("pk")
    return [
        (row.message.name, row.contact.email if row.contact else row.email)
        for row in rows
    ]


def test_who_leaves_is_out_and_it_is_written_down_how(anna: Contact, url: str) -> None:
    response = reader().post(f"{url}/leave")

    assert "You are unsubscribed" in response.content.decode()
    assert status(anna) == "unsubscribed"
    word = anna.consents.newest_first()[0]
    assert (word.given, word.how, word.wording) == (False, "centre", "Unsubscribe")
    assert word.ip == "127.0.0.1"


def test_the_message_knows_who_left_by_its_page_and_may_ask_why(
    anna: Contact, url: str
) -> None:
    html = reader().post(f"{url}/leave").content.decode()

    delivery = Delivery.objects.get(audience=anna.audience_id)
    assert delivery.unsubscribed_at is not None
    why = html.partition('href="/u/')[2].partition('"')[0]
    assert reader().get(f"/u/{why}").status_code == 200
    back = f"/u/{why.removesuffix('/why')}/back"
    assert reader().post(back).status_code == 200
    assert status(anna) == "subscribed"


def test_who_leaves_everything_is_out_of_all_of_the_account_and_no_other(
    anna: Contact, url: str, audience: Audience
) -> None:
    second = AudienceFactory.create(account=audience.account)
    strange = AudienceFactory.create()
    here = people(second, anna.email, status="pending")[0]
    someone = people(second, "bea@example.org")[0]
    elsewhere = people(strange, anna.email)[0]

    reader().post(f"{url}/leave", {"all": "1"})

    found = [status(one) for one in (anna, here, someone, elsewhere)]
    assert found == ["unsubscribed", "unsubscribed", "subscribed", "subscribed"]
    assert here.consents.newest_first()[0].wording == "Unsubscribe from everything"


def test_no_sms_either_to_who_leaves_everything(audience: Audience) -> None:
    (ole,) = people(
        audience, "ole@example.org", sms_phone="+4741200001", sms_status="subscribed"
    )

    reader().post(url_of(sent_to(ole), "/leave"), {"all": "1"})

    assert status(ole) == "unsubscribed"
    assert ole.sms_status == "unsubscribed"


def test_leaving_twice_is_leaving_once(anna: Contact, url: str) -> None:
    for _time in range(2):
        reader().post(f"{url}/leave", {"all": "1"})

    assert anna.consents.filter(given=False).count() == 1


def test_a_word_of_ones_own_outlasts_what_staff_take_back(
    anna: Contact, audience: Audience
) -> None:
    url = keys.make(anna, keys.Purpose.OPEN)
    audience.contacts.filter(pk=anna.pk).unsubscribe(Cause(audience, "staff"))

    reader().post(f"{url}/leave")

    assert anna.consents.newest_first()[0].how == "centre"


def test_a_message_brings_nobody_back_but_asks_their_mailbox(
    anna: Contact, url: str, audience: Audience
) -> None:
    reader().post(f"{url}/leave")

    reader().post(f"{url}/return")
    assert status(anna) == "unsubscribed"
    reader().post(f"{url}/link")

    assert mails(audience) == [("Link to their settings", anna.email)]


def test_who_opens_a_fresh_link_comes_back_in_their_own_words(anna: Contact) -> None:
    url = keys.make(anna, keys.Purpose.OPEN)
    reader().post(f"{url}/leave")

    response = reader().post(f"{url}/return")

    assert "You get email from Newsletter readers again." in response.content.decode()
    assert status(anna) == "subscribed"
    word = anna.consents.newest_first()[0]
    assert (word.given, word.how) == (True, "centre")
    assert word.wording == "I want to get email again"


@pytest.mark.parametrize("kind", ["complaint", "cleaned"])
def test_nobody_comes_back_to_whom_nothing_would_be_sent(
    anna: Contact, audience: Audience, kind: str
) -> None:
    url = keys.make(anna, keys.Purpose.OPEN)
    reader().post(f"{url}/leave")
    suppress(audience, anna.email, kind)

    assert "get email again" not in reader().get(url).content.decode()
    reader().post(f"{url}/return")

    assert status(anna) == "unsubscribed"


def test_who_is_pending_is_not_subscribed_by_their_page(audience: Audience) -> None:
    (ole,) = people(audience, "ole@example.org", status="pending")
    url = keys.make(ole, keys.Purpose.OPEN)

    reader().post(f"{url}/return")

    assert status(ole) == "pending"


def test_a_new_address_is_asked_first_and_nothing_changes_until_then(
    anna: Contact, url: str, audience: Audience
) -> None:
    html = choose(url, new_email=f" {NEW.upper()} ").content.decode()

    assert "We wrote to N•••@EXAMPLE.ORG." in html
    assert mails(audience) == [("Confirm a new address", NEW)]
    anna.refresh_from_db()
    assert anna.email == "anna@example.org"


def link_for(anna: Contact, email: str = NEW) -> str:
    return keys.make(anna, keys.Purpose.ADDRESS, email)


def test_looking_at_the_link_takes_no_address_and_posting_does(
    anna: Contact, audience: Audience
) -> None:
    link = link_for(anna)

    html = reader().get(link).content.decode()
    assert "Is this your new address?" in html
    anna.refresh_from_db()
    assert anna.email == "anna@example.org"

    reader().post(link)
    anna.refresh_from_db()
    assert (anna.email, anna.status) == (NEW, "subscribed")
    assert mails(audience) == [("Word of a new address", "anna@example.org")]


def test_posting_it_again_says_that_it_is_done(
    anna: Contact, audience: Audience
) -> None:
    link = link_for(anna)

    for _time in range(2):
        assert "Your address is changed" in reader().post(link).content.decode()

    assert len(mails(audience)) == 1


def test_a_used_link_does_not_bring_an_old_wish_back(anna: Contact) -> None:
    first = link_for(anna)
    reader().post(first)
    reader().post(link_for(anna, "later@example.org"))

    reader().post(first)

    anna.refresh_from_db()
    assert anna.email == "later@example.org"


def test_only_the_last_wish_for_an_address_counts(anna: Contact) -> None:
    first, last = link_for(anna), link_for(anna, "later@example.org")

    assert "too old" in reader().post(first).content.decode()
    reader().post(last)

    anna.refresh_from_db()
    assert anna.email == "later@example.org"


def test_the_link_is_too_old_after_three_days(
    anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = link_for(anna)
    later(monkeypatch, timedelta(hours=73))

    assert "too old" in reader().post(link).content.decode()
    anna.refresh_from_db()
    assert anna.email == "anna@example.org"


@pytest.mark.parametrize("why", ["taken", "complaint", "cleaned"])
def test_an_address_that_cannot_be_had_is_refused_without_saying_why(
    anna: Contact, audience: Audience, why: str
) -> None:
    if why == "taken":
        people(audience, NEW)
    else:
        suppress(audience, NEW, why)
    link = link_for(anna)

    html = reader().post(link).content.decode()

    assert "Your address stays as it is" in html
    anna.refresh_from_db()
    assert anna.email == "anna@example.org"
    assert mails(audience) == []


def test_asking_for_a_taken_address_says_the_same_as_for_a_free_one(
    anna: Contact, url: str, audience: Audience
) -> None:
    people(audience, "nina@example.org")

    taken = choose(url, new_email="nina@example.org").content
    free = choose(url, new_email="nono@example.org").content

    assert taken == free


def test_who_opted_out_takes_no_address_to_be_written_to_again(
    anna: Contact, url: str
) -> None:
    reader().post(f"{url}/leave")

    reader().post(link_for(anna))

    assert status(anna) == "unsubscribed"
    assert anna.email == NEW


def test_one_page_asks_no_more_addresses_than_its_limit(
    anna: Contact, url: str, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readdressing, "OF_CONTACT", readdressing.Rate(2, 60))

    for n in range(4):
        choose(url, new_email=f"new{n}@example.org")

    assert len(mails(audience)) == 2
