"""How it is said who was sent, opened and clicked what, and when it is seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from accounts.models import User
from audiences.models import Audience
from conditions.sentences import sentence
from conditions.subjects import subjects_of
from delivery.models import Hit, Link
from delivery.tracking import folding
from events import outbox
from events.names import Own
from segments import following
from segments.binding import bound_in
from tests.delivery.deeds import DEEDS, datum, matched, message, tree
from tests.delivery.ledgers import freeze, people, send_all
from tests.factories import SegmentFactory
from tests.segments.kept import finish, members

pytestmark = pytest.mark.django_db

TEA = "https://shop.example/tea"


def test_a_sent_message_is_asked_for_and_told(audience: Audience) -> None:
    people(audience, "a@x.org")
    news = message(audience, name="Winter roast")
    freeze(news)
    send_all(news)
    bound = bound_in(audience, tree("sent", "one", news.pk))

    assert bound.root
    assert "who were sent “Winter roast”" in sentence(bound.root)
    assert matched(audience, "sent", "one", news.pk) == {"a@x.org"}
    assert str(datetime.now(UTC).year) in datum(audience, bound)


@pytest.mark.parametrize(
    ("deed", "says", "did", "did_not"),
    [
        (
            "opened",
            "who opened “Winter roast”",
            "They opened 1 message, on 3 May 2026.",
            "They opened none, as far as is known.",
        ),
        (
            "clicked",
            "who clicked in “Winter roast”",
            "They clicked in 1 message, on 3 May 2026.",
            "They clicked in none, as far as is known.",
        ),
    ],
)
def test_what_people_did_is_asked_for_and_told(
    audience: Audience, deed: str, says: str, did: str, did_not: str
) -> None:
    people(audience, "a@x.org")
    news = message(audience, name="Winter roast")
    freeze(news)
    send_all(news)
    bound = bound_in(audience, tree(deed, "one", news.pk))

    assert bound.root
    assert says in sentence(bound.root)
    assert datum(audience, bound) == did_not
    news.deliveries.update(**{f"{deed}_at": datetime(2026, 5, 3, 12, tzinfo=UTC)})
    assert datum(audience, bound) == did


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("n", [1, 2])
def test_every_question_is_a_sentence_of_its_own(
    audience: Audience, deed: str, n: int
) -> None:
    news = message(audience, name="Winter roast")
    said = set()
    for language in ("en", "fr"):
        with translation.override(language):
            subject = subjects_of(audience)[deed]
            for op in subject.operators:
                value = {"one": news.pk, "any": None}.get(
                    op.key.removesuffix("_not"), n
                )
                said.add(subject.clause(op.key, value))

    # One of the last is all of the last where one is asked for, as is none and not all.
    assert len(said) == 2 * (10 if n == 2 else 8)
    assert all("%" not in text for text in said)


@pytest.mark.parametrize(
    ("deed", "heard"),
    [
        ("sent", frozenset()),
        ("opened", {Own.EMAIL_OPENED}),
        ("clicked", {Own.EMAIL_CLICKED}),
    ],
)
def test_what_is_an_event_is_heard_of(
    audience: Audience, deed: str, heard: set[int]
) -> None:
    assert bound_in(audience, tree(deed, "any")).listens == heard
    assert bound_in(audience, tree(deed, "days_not", 3)).listens == heard
    assert bound_in(audience, tree(deed, "days_not", 3)).turns
    assert not bound_in(audience, tree(deed, "any")).turns


@pytest.mark.parametrize("kind", ["pixel", "page"])
def test_who_opens_or_clicks_enters_and_leaves_a_followed_segment_at_once(
    audience: Audience, alice: User, kind: str
) -> None:
    deed = "opened" if kind == "pixel" else "clicked"
    (anna,) = people(audience, "a@x.org")
    news = message(audience)
    link = Link.objects.create(
        audience=audience, message=news, kind=kind, url="" if kind == "pixel" else TEA
    )
    freeze(news)
    send_all(news)
    hour = timezone.now() - timedelta(hours=1)
    news.deliveries.update(sent_at=hour)
    did, did_not = [
        SegmentFactory.create(audience=audience, tree=tree(deed, op, news.pk))
        for op in ("one", "one_not")
    ]
    for segment in (did, did_not):
        following.follow(segment, None, actor=alice)
        finish(audience)
    assert (members(did), members(did_not)) == ([], [anna.pk])

    Hit.objects.create(
        audience=audience,
        link=link,
        delivery=news.deliveries.get(),
        at=timezone.now(),
        agent="Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0",
    )
    folding.fold(audience.pk, timezone.now())
    outbox.drain()

    assert (members(did), members(did_not)) == ([anna.pk], [])
