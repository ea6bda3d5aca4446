"""Who was sent which messages: SQL, sentence and a plain look at the rows agree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from audiences.models import Audience
from conditions.explaining import explain
from conditions.moments import At
from conditions.sentences import sentence
from delivery.models import Delivery, Message
from segments.binding import bound_in, who
from tests.delivery.ledgers import freeze, message, people, send_all

pytestmark = pytest.mark.django_db

# To whom each message went, newest message last: (days ago, was sent).
type History = dict[str, dict[int, int]]


def tree(op: str, value: Any = None) -> dict[str, Any]:
    condition = {"field": "sent", "op": op}
    if value is not None:
        condition["value"] = value
    return {"v": 1, "match": "all", "of": [condition]}


def matched(audience: Audience, op: str, value: Any = None) -> set[str]:
    bound = bound_in(audience, tree(op, value))
    assert bound.root, bound.problems
    found = audience.contacts.filter(who(audience, bound))
    return set(found.values_list("email", flat=True))


@pytest.fixture
def told(audience: Audience) -> tuple[History, list[int]]:
    """Twelve people and four messages, some of which some of them were sent."""
    chance = Random(6)
    emails = [f"{n}@x.org" for n in range(12)]
    contacts = people(audience, *emails)
    people(audience, "never@x.org")
    history: History = {email: {} for email in [*emails, "never@x.org"]}
    messages = []
    for n in range(4):
        news = message(audience, name=f"Letter {n}", stage="finished")
        messages.append(news.pk)
        for contact in contacts:
            is_sent, ago = chance.random() < 0.6, chance.randrange(10)
            deliver(news, contact, ago if is_sent else None)
            if is_sent:
                history[contact.email][news.pk] = ago
    return history, messages


def deliver(news: Message, contact: Any, days_ago: int | None) -> None:
    sent_at = None
    if days_ago is not None:
        noon = timezone.now().astimezone(UTC).replace(hour=12)
        sent_at = noon - timedelta(days=days_ago)
    Delivery.objects.create(
        audience=news.audience,
        message=news,
        contact=contact,
        state="sent" if sent_at else "failed",
        sent_at=sent_at,
    )


def test_whom_each_question_finds(
    audience: Audience, told: tuple[History, list[int]]
) -> None:
    history, messages = told
    last = messages[-2:]
    plain: list[tuple[str, Any, Callable[[dict[int, int]], bool]]] = [
        ("one", messages[1], lambda had: messages[1] in had),
        ("any", None, bool),
        ("days", 3, lambda had: any(ago < 3 for ago in had.values())),
        ("some", 2, lambda had: any(pk in had for pk in last)),
        ("all", 2, lambda had: all(pk in had for pk in last)),
        ("all", 50, lambda had: all(pk in had for pk in messages)),
    ]

    for op, value, is_so in plain:
        yes = {email for email, had in history.items() if is_so(had)}
        assert matched(audience, op, value) == yes, op
        assert matched(audience, f"{op}_not", value) == set(history) - yes, op


def test_where_nothing_was_sent_nobody_was_sent_all(audience: Audience) -> None:
    people(audience, "a@x.org")

    assert matched(audience, "all", 3) == set()
    assert matched(audience, "some_not", 3) == {"a@x.org"}


def test_a_sent_message_is_asked_for_and_told(audience: Audience) -> None:
    people(audience, "a@x.org")
    news = message(audience, name="Winter roast")
    freeze(news)
    send_all(news)
    bound = bound_in(audience, tree("one", news.pk))

    assert bound.root
    assert "who were sent “Winter roast”" in sentence(bound.root)
    assert matched(audience, "one", news.pk) == {"a@x.org"}
    pk = audience.contacts.get().pk
    explained = explain(bound, audience.contacts.all(), pk, At.of(audience))
    assert str(datetime.now(UTC).year) in str(explained)


def test_a_message_of_another_audience_cannot_be_asked_for(audience: Audience) -> None:
    bound = bound_in(audience, tree("one", 10**9))

    assert bound.root is None
