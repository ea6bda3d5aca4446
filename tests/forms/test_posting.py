"""Messages of the house are deliveries of the ledger, worded in the right language."""

from __future__ import annotations

import pytest
from django.db import transaction

from audiences.models import Audience
from contacts import deleting
from contacts.causes import Cause
from contacts.models import Contact
from delivery.models import Delivery, Message
from forms.letters import posting
from forms.models import LetterText
from tests.delivery.ledgers import suppress, told, verify
from tests.delivery.reading import part
from tests.factories import ContactFactory
from tests.forms.mailed import Post

pytestmark = pytest.mark.django_db

LINK = "https://shop.example/confirm/abc?x=1&y=2"


def person(audience: Audience, email: str = "maya@x.org", **fields: object) -> Contact:
    contact: Contact = ContactFactory.create(audience=audience, email=email, **fields)
    return contact


def test_a_confirmation_arrives_with_its_link_as_text_and_as_html(
    audience: Audience, post_office: Post
) -> None:
    contact = person(audience, status="pending")

    posting.post(audience, "confirm", contact, links={"confirm": LINK})

    assert post_office.send() == {"maya@x.org": 1}
    mail = post_office.to("maya@x.org")
    assert mail["Subject"] == "Please confirm: Newsletter readers"
    assert LINK in part(mail, "plain")
    assert f'href="{LINK.replace("&", "&amp;")}"' in part(mail, "html")
    assert "*|" not in part(mail, "plain") + part(mail, "html")


def test_a_message_of_the_house_is_marked_as_written_by_a_machine_and_not_counted(
    audience: Audience, post_office: Post
) -> None:
    posting.post(audience, "link", person(audience), links={"update": LINK})
    post_office.send()

    mail = post_office.to("maya@x.org")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert (mail["List-Unsubscribe"], mail["Precedence"]) == (None, None)
    assert "<img" not in part(mail, "html")


@pytest.mark.parametrize("status", ["pending", "unsubscribed", "nonsubscribed"])
def test_who_gets_no_news_gets_messages_of_the_house(
    audience: Audience, post_office: Post, status: str
) -> None:
    contact = person(audience, status=status)
    suppress(audience, contact.email, "complaint")

    posting.post(audience, "goodbye", contact)

    assert post_office.send() == {"maya@x.org": 1}


def test_a_dead_address_gets_nothing(audience: Audience, post_office: Post) -> None:
    contact = person(audience)
    suppress(audience, contact.email, "cleaned")

    delivery = posting.post(audience, "welcome", contact)

    assert post_office.send() == {}
    assert told(delivery.message) == {"suppressed": 1}


def test_what_is_rolled_back_leaves_no_message(audience: Audience) -> None:
    contact = person(audience)

    with transaction.atomic():
        posting.post(audience, "welcome", contact)
        transaction.set_rollback(True)

    assert not Message.objects.filter(audience=audience).exists()


def test_a_new_address_is_asked_and_not_the_known_one(
    audience: Audience, post_office: Post
) -> None:
    contact = person(audience)

    delivery = posting.post(
        audience,
        "changed_address",
        contact,
        links={"confirm": LINK},
        email="new@x.org",
    )

    assert post_office.send() == {"new@x.org": 1}
    delivery.refresh_from_db()
    assert delivery.reader_id is None


def test_an_address_that_waits_to_be_confirmed_is_forgotten_with_its_contact(
    audience: Audience,
) -> None:
    contact = person(audience)
    links = {"confirm": LINK}
    posting.post(audience, "changed_address", contact, links=links, email="new@x.org")

    deleting.erase(audience.contacts.filter(pk=contact.pk), Cause(audience, "staff"))

    rows = Delivery.objects.filter(audience=audience)
    assert list(rows.values_list("email", "passed_to")) == [("", None)]


@pytest.mark.parametrize(
    ("theirs", "further", "subject"),
    [
        ("fr", ["fr"], "Bienvenue : Newsletter readers"),
        ("fr-ca", ["fr"], "Bienvenue : Newsletter readers"),
        ("fr", [], "Welcome to Newsletter readers"),
        ("de", ["de"], "Welcome to Newsletter readers"),
        ("", ["fr"], "Welcome to Newsletter readers"),
    ],
)
def test_people_are_written_to_in_their_language_where_the_audience_speaks_it(
    audience: Audience,
    post_office: Post,
    theirs: str,
    further: list[str],
    subject: str,
) -> None:
    audience.languages = further

    posting.post(audience, "welcome", person(audience, language=theirs))
    post_office.send()

    got = str(post_office.to("maya@x.org")["Subject"]).replace("\xa0", " ")
    assert got == subject


def test_what_the_audience_says_itself_goes_before_what_the_house_says(
    audience: Audience, post_office: Post
) -> None:
    audience.languages = ["de", "fr"]
    LetterText.objects.create(
        audience=audience,
        kind="welcome",
        language="en",
        subject="Hei *|EMAIL|*",
        body="So good <you> are here & there.",
    )
    emails = {"maya@x.org": "", "otto@x.org": "de", "lea@x.org": "fr"}
    for email, language in emails.items():
        posting.post(audience, "welcome", person(audience, email, language=language))

    post_office.send()

    assert post_office.to("maya@x.org")["Subject"] == "Hei maya@x.org"
    assert post_office.to("otto@x.org")["Subject"] == "Hei otto@x.org"
    assert "Bienvenue" in str(post_office.to("lea@x.org")["Subject"])
    html = part(post_office.to("maya@x.org"), "html")
    assert "So good &lt;you&gt; are here &amp; there." in html


def test_many_are_welcomed_by_one_message_for_each_language(
    audience: Audience, post_office: Post
) -> None:
    audience.languages = ["fr"]
    spoken = {"a@x.org": "", "b@x.org": "fr", "c@x.org": "en"}
    people = [person(audience, email, language=code) for email, code in spoken.items()]

    posting.post_to_many(audience, "welcome", people)

    assert audience.messages.count() == 2
    assert post_office.send() == dict.fromkeys(spoken, 1)


def test_it_comes_from_the_house_until_the_audience_has_proved_its_address(
    audience: Audience, post_office: Post
) -> None:
    assert posting.sender_of(audience) == "parterre@localhost"

    verify(audience.account, audience.from_email)

    assert posting.sender_of(audience) == audience.from_email


def test_a_contact_without_a_first_name_is_greeted_without_one(
    audience: Audience, post_office: Post
) -> None:
    posting.post(audience, "welcome", person(audience))
    post_office.send()

    assert part(post_office.to("maya@x.org"), "plain").startswith("Hello,\n")
