"""Who was sent, opened and clicked what: SQL, sentence and a plain reading agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.utils import timezone, translation

from accounts.models import User
from audiences.models import Audience
from conditions.binding import Bound
from conditions.controls import Choice
from conditions.explaining import explain
from conditions.moments import At
from conditions.sentences import sentence
from conditions.subjects import subjects_of
from delivery.conditions import deeds
from delivery.models import Delivery, Hit, Link, Message
from delivery.tracking import folding
from events import outbox
from events.names import Own
from segments import following
from segments.binding import bound_in, who
from tests.delivery import ledgers
from tests.delivery.ledgers import freeze, people, send_all
from tests.factories import AudienceFactory, SegmentFactory
from tests.segments.kept import finish, members

pytestmark = pytest.mark.django_db

TEA = "https://shop.example/tea"
DEEDS = ["sent", "opened", "clicked"]

# With which messages each person did it, and how many days ago.
type History = dict[str, dict[int, int]]


def message(audience: Audience, **fields: Any) -> Message:
    return ledgers.message(audience, **{"html": "<p>Hello</p>", **fields})


def tree(deed: str, op: str, value: Any = None) -> dict[str, Any]:
    condition = {"field": deed, "op": op}
    if value is not None:
        condition["value"] = value
    return {"v": 1, "match": "all", "of": [condition]}


def matched(audience: Audience, deed: str, op: str, value: Any = None) -> set[str]:
    bound = bound_in(audience, tree(deed, op, value))
    assert bound.root, bound.problems
    found = audience.contacts.filter(who(audience, bound))
    return set(found.values_list("email", flat=True))


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


def deliver(news: Message, contact: Any, days_ago: dict[str, int]) -> None:
    noon = timezone.now().astimezone(UTC).replace(hour=12)
    Delivery.objects.create(
        audience=news.audience,
        message=news,
        contact=contact,
        state="sent" if "sent" in days_ago else "failed",
        **{f"{deed}_at": noon - timedelta(days=n) for deed, n in days_ago.items()},
    )


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


@pytest.mark.parametrize("deed", DEEDS)
def test_a_message_of_another_audience_cannot_be_asked_for(
    audience: Audience, deed: str
) -> None:
    others = message(AudienceFactory.create(account=audience.account))
    bound = bound_in(audience, tree(deed, "one", others.pk))

    assert bound.root is None


def datum(audience: Audience, bound: Bound) -> str:
    """What the one condition says of the one contact."""
    pk = audience.contacts.get().pk
    explained = explain(bound, audience.contacts.all(), pk, At.of(audience))
    assert explained
    return explained.of[0].datum


def offered(audience: Audience, deed: str) -> Mapping[Any, Any]:
    one = subjects_of(audience)[deed].operators[0].control
    assert isinstance(one, Choice)
    return one.offered()
