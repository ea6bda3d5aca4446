"""Everybody who was meant is written down, and why somebody does not get it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from audiences.models import Audience
from delivery import freezing
from tests.delivery.ledgers import freeze, message, people, suppress, told, why
from tests.factories import ContactFactory

pytestmark = pytest.mark.django_db


def test_everybody_is_written_down_and_why_somebody_is_left_out(
    audience: Audience,
) -> None:
    people(audience, "a@x.org")
    people(audience, "out@x.org", status="unsubscribed")
    people(audience, "dead@x.org", status="cleaned")
    people(audience, "maybe@x.org", status="pending")
    people(audience, "never@x.org", status="nonsubscribed")
    people(audience, "old@x.org", archived_at=timezone.now())
    news = message(audience)

    freeze(news)

    assert why(news) == {
        "a@x.org": "pending",
        "out@x.org": "excluded unsubscribed",
        "dead@x.org": "excluded cleaned",
        "maybe@x.org": "excluded pending",
        "never@x.org": "excluded nonsubscribed",
    }
    assert (news.stage, news.total, told(news)) == (
        *("sending", 5),
        {"pending": 1, "excluded": 4},
    )


def test_only_who_was_meant_is_written_down(audience: Audience) -> None:
    people(audience, "a@x.org", "b@x.org")
    ContactFactory.create(email="a@x.org")
    news = message(audience)

    freeze(news, audience.contacts.filter(email="b@x.org"))

    assert why(news) == {"b@x.org": "pending"}


@pytest.mark.parametrize("name", ["{dead}", "{meant}", "\\{dead}", "it's {dead}"])
def test_whoever_is_meant_may_be_named_as_anything(
    audience: Audience, name: str
) -> None:
    people(audience, "a@x.org", first_name=name)
    people(audience, "b@x.org")
    suppress(audience, "b@x.org", "cleaned")
    news = message(audience)

    freeze(news, audience.contacts.filter(first_name=name))

    assert why(news) == {"a@x.org": "pending"}


@pytest.mark.parametrize(
    ("kind", "state"),
    [("bulk", "suppressed complaint"), ("system", "pending")],
)
def test_who_complained_in_another_audience_gets_no_newsletter(
    audience: Audience, kind: str, state: str
) -> None:
    people(audience, "a@x.org")
    suppress(audience, "a@x.org", "complaint")
    news = message(audience, kind=kind)

    freeze(news)

    assert why(news) == {"a@x.org": state}


def test_who_was_frozen_in_slices_is_there_once(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freezing, "SLICE", 2)
    people(audience, *(f"{n}@x.org" for n in range(5)))
    news = message(audience)

    freezing.freeze_slice(news, audience.contacts.all())
    freezing.freeze_slice(news, audience.contacts.all())
    freeze(news)
    assert not freezing.freeze_slice(news, audience.contacts.all())

    assert told(news) == {"pending": 5}


def test_nobody_to_write_to_is_the_end_of_it(audience: Audience) -> None:
    people(audience, "out@x.org", status="unsubscribed")
    news = message(audience)

    freeze(news)

    assert news.stage == "finished"
