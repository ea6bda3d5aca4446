"""Who refused to be known as who opens and clicks, and who takes that back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from audiences.models import Audience
from contacts.causes import Cause
from contacts.models import Consent, Contact
from tests.factories import AudienceFactory, ContactFactory

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, email="anna@x.org")


def cause(audience: Audience, how: str) -> Cause:
    return Cause(audience, how)


def said(audience: Audience) -> list[tuple[bool | None, str]]:
    lines = Consent.objects.filter(audience=audience, channel="tracking")
    return list(lines.order_by("pk").values_list("given", "how"))


def url(contact: Contact, verb: str) -> str:
    args = [contact.audience_id, contact.pk]
    return reverse(f"contacts:contact_{verb}_tracking", args=args)


def test_a_refusal_is_written_down_once(audience: Audience, anna: Contact) -> None:
    everybody = audience.contacts.all()

    first = everybody.refuse_tracking(cause(audience, "link"))
    again = everybody.refuse_tracking(cause(audience, "link"))

    assert (first, again) == (1, 0)
    assert said(audience) == [(False, "link")]
    refusing = audience.consents.all().refusing("tracking", [anna.pk])
    assert refusing == {anna.pk}


def test_what_staff_said_staff_take_back_without_a_permission_of_anybody(
    audience: Audience, anna: Contact
) -> None:
    everybody = audience.contacts.all()
    everybody.refuse_tracking(cause(audience, "staff"))

    assert everybody.allow_tracking(cause(audience, "staff")) == 1

    assert said(audience) == [(False, "staff"), (None, "staff")]
    assert not audience.consents.all().refusing("tracking", [anna.pk])


def test_their_own_word_is_taken_back_by_them_alone(
    audience: Audience, anna: Contact
) -> None:
    everybody = audience.contacts.all()
    everybody.refuse_tracking(cause(audience, "staff"))
    everybody.refuse_tracking(cause(audience, "link"))

    assert everybody.allow_tracking(cause(audience, "staff")) == 0
    assert everybody.allow_tracking(cause(audience, "link")) == 1

    assert said(audience)[1:] == [(False, "link"), (True, "link")]


def test_who_never_refused_allows_nothing(audience: Audience, anna: Contact) -> None:
    assert audience.contacts.all().allow_tracking(cause(audience, "link")) == 0
    assert said(audience) == []


@pytest.mark.parametrize("n", [1, 3])
def test_refusing_takes_as_many_queries_for_three_as_for_one(
    audience: Audience, n: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ContactFactory.create_batch(n, audience=audience)
    elsewhere = AudienceFactory.create()
    ContactFactory.create(audience=elsewhere)

    with django_assert_num_queries(5):
        assert audience.contacts.all().refuse_tracking(cause(audience, "staff")) == n
    assert said(elsewhere) == []


@pytest.mark.parametrize(
    ("how", "offered"), [("", "refuse"), ("staff", "allow"), ("link", "")]
)
def test_the_profile_says_it_and_offers_what_can_be_done(
    as_alice: Client, anna: Contact, how: str, offered: str
) -> None:
    if how:
        anna.audience.contacts.all().refuse_tracking(cause(anna.audience, how))

    page = as_alice.get(anna.get_absolute_url()).text

    verbs = ("refuse", "allow")
    assert [verb for verb in verbs if f"tracking-{verb}-{anna.pk}" in page] == (
        [offered] if offered else []
    )
    assert ("They refused themselves" in page) == (how == "link")


def test_staff_refuse_for_somebody_and_undo_it(as_alice: Client, anna: Contact) -> None:
    refused: Any = as_alice.post(url(anna, "refuse"), headers=PART)
    as_alice.post(url(anna, "allow"), headers=PART)

    assert url(anna, "allow") in refused.text
    assert said(anna.audience) == [(False, "staff"), (None, "staff")]


def test_staff_cannot_take_back_what_somebody_said_themselves(
    as_alice: Client, anna: Contact
) -> None:
    anna.audience.contacts.all().refuse_tracking(cause(anna.audience, "link"))

    answer = as_alice.post(url(anna, "allow"), headers=PART)

    assert "only they themselves can take that back" in answer.text
    assert said(anna.audience) == [(False, "link")]
