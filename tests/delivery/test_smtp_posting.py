"""Messages that are posted together: fewer turns, and each has its own answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delivery.transports import Answer, Lost, Parcel
from delivery.transports import smtp as smtp_module
from delivery.transports.connecting import Server
from delivery.transports.smtp import Smtp
from tests.delivery.sink import Sink, sink

BOTH = {"in fewer turns": ("PIPELINING",), "one after the other": ()}
# What becomes of somebody by how their address begins (`tests.delivery.sink`).
BECOMES = {
    "taken": "250",
    "twice": "250",
    "never": "550",
    "busy9": "451",
    "bye": "550",
    "cut": "unknown",
    "lost": "unknown",
    "odd": "unknown",
    "drop": "again",
    "not said": "unfit",
}


@pytest.fixture(params=list(BOTH.values()), ids=list(BOTH))
def server(request: pytest.FixtureRequest) -> Iterator[Sink]:
    with sink(*request.param) as running:
        yield running


def to(*names: str) -> list[Parcel]:
    """A parcel for each, whose message says for whom it is."""
    return [
        Parcel("news@x.org", f"{name}@x.org", f"To: {name}\r\n\r\nHi\r\n".encode())
        for name in names
    ]


def posted(server: Sink, parcels: Iterable[Parcel]) -> list[str]:
    smtp = Smtp(Server("127.0.0.1", server.port, timeout=5))
    said = [_in_a_word(each) for each in smtp.post(parcels)]
    smtp.close()
    return said


def _in_a_word(said: Answer | Lost | ValueError) -> str:
    if isinstance(said, Answer):
        return str(said.code)
    if isinstance(said, Lost):
        return "unknown" if said.may_be_taken else "again"
    return "unfit"


@settings(max_examples=60, deadline=None)
@given(
    names=st.lists(st.sampled_from(list(BECOMES)), max_size=9),
    extensions=st.sampled_from(list(BOTH.values())),
    most=st.integers(1, 4),
)
def test_each_is_answered_for_themselves_whatever_becomes_of_others(
    names: list[str], extensions: tuple[str, ...], most: int
) -> None:
    people = [f"{name}-{place}" for place, name in enumerate(names)]
    parcels = to(*people)

    with pytest.MonkeyPatch.context() as patch, sink(*extensions) as server:
        patch.setattr(smtp_module, "MESSAGES", most)
        said = posted(server, parcels)

    assert said == [BECOMES[name] for name in names]
    took = {"taken", "twice", "lost", "odd"}
    expected = [p for p, name in zip(parcels, names, strict=True) if name in took]
    assert server.taken == {parcel.recipient: 1 for parcel in expected}
    assert server.messages == {each.recipient: each.message for each in expected}


def test_nobody_is_sent_anything_where_nothing_is_posted(server: Sink) -> None:
    assert posted(server, []) == []
    assert server.connections == 0


def test_the_next_is_written_while_the_server_takes_in_the_last(server: Sink) -> None:
    seen = []

    def written() -> Iterator[Parcel]:
        for parcel in to("taken-1", "taken-2", "taken-3", "taken-4"):
            seen.append((parcel.recipient[6], len(heard)))
            yield parcel

    smtp = Smtp(Server("127.0.0.1", server.port, timeout=5))
    heard: list[object] = []
    for said in smtp.post(written()):
        heard.append(said)
    smtp.close()

    assert seen == [("1", 0), ("2", 0), ("3", 0), ("4", 1)]


def test_what_cannot_be_written_leaves_no_half_message_behind(server: Sink) -> None:
    def written() -> Iterator[Parcel]:
        yield from to("taken-1", "taken-2")
        raise ZeroDivisionError

    smtp = Smtp(Server("127.0.0.1", server.port, timeout=5))
    with pytest.raises(ZeroDivisionError):
        list(smtp.post(written()))

    assert smtp.connection is None
    assert [each.code for each in smtp.post(to("taken-3")) if isinstance(each, Answer)]
    assert server.taken["taken-2@x.org"] == 0
