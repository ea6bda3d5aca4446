"""Who was sent, opened and clicked what: SQL and a plain reading agree."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from audiences.models import Audience
from conditions.matching import Members
from conditions.moments import At
from conditions.subjects import subjects_of
from contacts import merging
from contacts.causes import Cause
from delivery.conditions import deeds
from delivery.models import Delivery
from segments.binding import bound_in
from tests.delivery.deeds import (
    DEEDS,
    counted,
    deliver,
    matched,
    message,
    offered,
    tree,
)
from tests.delivery.ledgers import people
from tests.factories import AudienceFactory

pytestmark = pytest.mark.django_db

# With which messages each person did it, and how many days ago.
type History = dict[str, dict[int, int]]


@pytest.fixture
def told(audience: Audience) -> tuple[dict[str, History], list[int]]:
    """Twelve people and four messages, with which some of them did something."""
    chance = Random(6)
    emails = [f"{n}@x.org" for n in range(12)]
    contacts = people(audience, *emails)
    people(audience, "never@x.org")
    history: dict[str, History] = {
        deed: {email: {} for email in [*emails, "never@x.org"]} for deed in DEEDS
    }
    messages = []
    for n in range(4):
        news = message(audience, name=f"Letter {n}", stage="finished")
        messages.append(news.pk)
        for contact in contacts:
            done: dict[str, int] = {}
            ago = 10
            for deed, often in zip(DEEDS, [0.8, 0.8, 0.7], strict=True):
                if chance.random() > often:
                    break
                ago = done[deed] = chance.randrange(ago + 1)
            deliver(news, contact, done)
            for deed, days in done.items():
                history[deed][contact.email][news.pk] = days
    return history, messages


@pytest.mark.parametrize("deed", DEEDS)
def test_whom_each_question_finds(
    audience: Audience, told: tuple[dict[str, History], list[int]], deed: str
) -> None:
    history, messages = told
    last = messages[-2:]
    plain: list[tuple[str, Any, Callable[[dict[int, int]], bool]]] = [
        ("one", messages[1], lambda did: messages[1] in did),
        ("any", None, bool),
        ("days", 3, lambda did: any(ago < 3 for ago in did.values())),
        ("some", 2, lambda did: any(pk in did for pk in last)),
        ("all", 2, lambda did: all(pk in did for pk in last)),
        ("all", 50, lambda did: all(pk in did for pk in messages)),
    ]

    for op, value, is_so in plain:
        everybody = set(history[deed])
        yes = {email for email, did in history[deed].items() if is_so(did)}
        assert yes, "There is nobody to be found."
        assert matched(audience, deed, op, value) == yes, op
        assert matched(audience, deed, f"{op}_not", value) == everybody - yes, op


@pytest.mark.parametrize("deed", DEEDS)
def test_where_there_is_no_message_nobody_did_it_with_all(
    audience: Audience, deed: str
) -> None:
    people(audience, "a@x.org")

    assert matched(audience, deed, "all", 3) == set()
    assert matched(audience, deed, "some_not", 3) == {"a@x.org"}


@pytest.mark.parametrize("deed", DEEDS)
def test_messages_that_nobody_got_are_none_of_the_last(
    audience: Audience, deed: str
) -> None:
    (anna,) = people(audience, "a@x.org")
    got = message(audience, stage="finished")
    deliver(got, anna, {"sent": 1, "opened": 1, "clicked": 1})
    for stage in ("canceled", "sending", "freezing"):
        message(audience, stage=stage)

    assert matched(audience, deed, "all", 2) == {"a@x.org"}
    assert matched(audience, deed, "some", 1) == {"a@x.org"}


def test_what_cannot_be_known_of_a_message_is_not_asked_of_it(
    audience: Audience,
) -> None:
    (anna,) = people(audience, "a@x.org")
    seen = message(audience, name="Seen", stage="finished")
    deliver(seen, anna, {"sent": 1, "opened": 1, "clicked": 1})
    hows: dict[str, dict[str, Any]] = {
        "Nameless": {"tracks_anonymously": True},
        "Uncounted": {"tracks_opens": False, "tracks_clicks": False},
        "SMS": {"channel": "sms"},
        "Plain": {"html": ""},
    }
    unseen = [
        message(audience, name=name, stage="finished", **how)
        for name, how in hows.items()
    ]
    for news in unseen:
        deliver(news, anna, {"sent": 1})

    for deed in ("opened", "clicked"):
        assert matched(audience, deed, "all", 5) == {"a@x.org"}
        assert [*offered(audience, deed)] == [seen.pk]
    assert [*offered(audience, "sent")] == [
        news.pk for news in reversed([seen, *unseen])
    ]


def test_a_message_that_is_offered_no_more_can_still_be_asked_for(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deeds, "OFFERED", 2)
    pks = [message(audience, name=str(n)).pk for n in range(3)]

    assert [*offered(audience, "sent")] == [pks[2], pks[1]]
    assert matched(audience, "sent", "one", pks[0]) == set()


@pytest.mark.parametrize("deed", ["opened", "clicked"])
def test_what_few_did_is_found_without_looking_at_all_deliveries(
    audience: Audience, deed: str
) -> None:
    everybody = people(audience, *(f"{n}@x.org" for n in range(100)))
    messages = [message(audience, stage="finished") for _ in range(20)]
    Delivery.objects.bulk_create(
        Delivery(
            audience=audience,
            message=news,
            contact=contact,
            state="sent",
            opened_at=timezone.now() if n < 3 else None,
            clicked_at=timezone.now() if n < 3 else None,
        )
        for news in messages
        for n, contact in enumerate(everybody)
    )
    for news in messages:
        counted(news, "sent", len(everybody))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE delivery_delivery")

    subject, at = subjects_of(audience)[deed], At.of(audience)
    asked = {"one": messages[-1].pk, "any": None, "days": 3, "some": 3, "all": 3}
    for op, value in asked.items():
        members = subject.matching(op, value, at)
        assert isinstance(members, Members)
        assert f"delivery_delivery_{deed}" in members.ids.explain(), op


@pytest.mark.parametrize("deed", ["opened", "clicked"])
def test_what_either_did_with_a_message_is_done_by_who_stays(
    audience: Audience, deed: str
) -> None:
    kept, gone = people(audience, "kept@x.org", "gone@x.org")
    both, hers = message(audience), message(audience)
    deliver(both, kept, {"sent": 3})
    for news in (both, hers):
        deliver(news, gone, {"sent": 3, "opened": 2, "clicked": 1})

    merging.merge(audience, kept.pk, gone.pk, {}, Cause(audience, "staff"))

    for news in (both, hers):
        assert matched(audience, deed, "one", news.pk) == {"kept@x.org"}
        assert news.deliveries.exclude(**{f"{deed}_at": None}).count() == 1


@pytest.mark.parametrize("deed", DEEDS)
def test_a_message_of_another_audience_cannot_be_asked_for(
    audience: Audience, deed: str
) -> None:
    others = message(AudienceFactory.create(account=audience.account))
    bound = bound_in(audience, tree(deed, "one", others.pk))

    assert bound.root is None
