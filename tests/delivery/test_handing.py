"""How much is dispatched at once follows from how quickly it goes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator

import pytest

from audiences.models import Audience
from contacts.models import Suppression
from delivery import runner, sending
from delivery.handing import AT_ONCE, Stride
from delivery.letters import written
from delivery.transports import Answer, Parcel, Said, Transport
from tests.delivery.ledgers import freeze, message, people, told, why

pytestmark = pytest.mark.django_db


class Timed(Transport):
    """Each message takes so many seconds of the clock it is given."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.now = seconds, 0.0

    def send(self, sender: str, recipient: str, message: bytes) -> Answer:
        self.now += self.seconds
        return Answer(250, "taken")


@pytest.fixture
def strides(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many were dispatched each time."""
    seen: list[int] = []
    dispatch: Callable[..., list[int]] = sending.dispatch

    def watched(*args: object) -> list[int]:
        seen.append(len(dispatched := dispatch(*args)))
        return dispatched

    monkeypatch.setattr(sending, "dispatch", watched)
    return seen


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (60.0, [1, 1, 1, 1, 1, 1, 1, 1]),  # never more than one is unknown
        (0.03, [1, 2, 3, 2]),  # what leaves in a tenth of a second
        (0.0, [1, 2, 4, 1]),
    ],
)
def test_a_slow_server_gets_few_at_once(
    audience: Audience,
    monkeypatch: pytest.MonkeyPatch,
    strides: list[int],
    seconds: float,
    expected: list[int],
) -> None:
    people(audience, *(f"{n}@x.org" for n in range(8)))
    news = message(audience)
    freeze(news)
    way = Timed(seconds)
    monkeypatch.setattr(time, "monotonic", lambda: way.now)

    runner.send_some(news, way, written(news), Stride())

    assert strides == expected
    assert told(news) == {"sent": 8}


def test_no_more_than_so_many_are_dispatched_however_quickly_they_go() -> None:
    stride = Stride()

    for _turn in range(10):
        stride.went(stride.n, 0.0)

    assert stride.n == AT_ONCE


def test_a_way_out_that_breaks_before_it_takes_anything_leaves_them_waiting(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(Timed):
        def post(self, parcels: object) -> object:  # type: ignore[override]
            raise TypeError("a mistake")

    people(audience, "a@x.org")
    news = message(audience)
    freeze(news)

    runner.send_some(news, Broken(0), written(news), Stride())

    assert told(news) == {"pending": 1}


def test_whom_a_way_out_says_nothing_of_nobody_knows_and_the_others_are_themselves(
    audience: Audience,
) -> None:
    class Silent(Timed):
        def post(self, parcels: Iterable[Parcel]) -> Iterator[Said]:
            for one in parcels:
                if one.recipient == "a@x.org":
                    return
                yield Answer(250, "taken")

    people(audience, "a@x.org", "b@x.org", "c@x.org")
    news = message(audience)
    freeze(news)
    stride = Stride()
    stride.n = AT_ONCE

    runner.send_some(news, Silent(0), written(news), stride)

    assert why(news) == {
        "a@x.org": "unknown lost",
        "b@x.org": "sent",
        "c@x.org": "sent",
    }


def test_a_batch_of_which_nobody_goes_says_nothing_of_how_quickly_they_do() -> None:
    stride = Stride()
    stride.n = 16

    stride.went(0, 1.0)

    assert stride.n == 16


def test_who_complains_to_the_account_after_the_claim_gets_nothing(
    audience: Audience,
) -> None:
    anna, _bo = people(audience, "anna@x.org", "bo@x.org")
    news = message(audience)
    freeze(news)
    lease, claimed = sending.claim(news, 2)
    listed = [(Suppression.Kind.COMPLAINT, anna.email)]
    Suppression.objects.keep_all(audience, listed, audience.created_at)

    going = sending.dispatch(news, lease, [one.id for one in claimed])

    assert len(going) == 1
    assert why(news)["anna@x.org"] == "suppressed complaint"
