"""Messages lead to pages by name; each reader is led there by their own link."""

from __future__ import annotations

import pytest
from django.conf import settings

from audiences.models import Audience
from contacts.models import Contact
from delivery.addressing import PAGE, told
from delivery.language import bind, read
from delivery.models import Delivery
from delivery.vocabulary import vocabulary_of
from forms.landing import making
from tests.delivery.ledgers import message
from tests.delivery.reading import part, received
from tests.factories import ContactFactory
from tests.forms.landing.opening import shown, text, write

LETTER = '<p><a href="*|PAGE:spring|*">Spring</a></p>'


@pytest.fixture
def ann(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, email="ann@example.com")


def problems(audience: Audience, source: str) -> list[str]:
    _bound, found = bind(read(source), vocabulary_of(audience))
    return [one.sentence for one in found]


def test_a_page_is_named_by_its_address(audience: Audience) -> None:
    assert problems(audience, "*|PAGE:spring|*") == [
        "There is no merge tag “PAGE:spring”."
    ]

    shown(audience, text("Hello"))

    assert problems(audience, "*|PAGE:spring|*") == []


def test_an_address_of_the_past_leads_on(audience: Audience) -> None:
    made = shown(audience, text("Hello"))
    write(made, text("Hello"), slug="summer")
    making.publish(made, actor=None)

    assert problems(audience, "*|PAGE:spring|* *|PAGE:summer|*") == []


def test_the_page_of_another_audience_is_nowhere(audience: Audience) -> None:
    shown(ContactFactory.create().audience, text("Hello"))

    assert problems(audience, "*|PAGE:spring|*") != []


def test_looking_it_up_costs_nothing_where_no_page_is_named(
    audience: Audience, django_assert_num_queries: object
) -> None:
    vocabulary = vocabulary_of(audience)

    with django_assert_num_queries(0):  # type: ignore[operator]
        bind(read("*|FNAME|* *|UNSUB|*"), vocabulary)


def test_each_reader_gets_a_link_of_their_own(audience: Audience, ann: Contact) -> None:
    made = shown(audience, text("Hello"))
    bea = ContactFactory.create(audience=audience, email="bea@example.com")
    sent = {
        str(mail["To"]): part(mail, "html")
        for _sender, mail in received(message(audience, html=LETTER))
    }

    for contact in (ann, bea):
        delivery = Delivery.objects.get(audience=audience, contact=contact)
        own = f"{settings.PUBLIC_URL}{made.public_path}/{told(PAGE, delivery.token)}"
        (mine,) = [html for to, html in sent.items() if contact.email in to]
        assert f'href="{own}"' in mine
