"""What a mail server says of a message is heard, and what it may have taken is told."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from delivery.transports import Lost
from delivery.transports import smtp as smtp_module
from delivery.transports.connecting import Server
from delivery.transports.smtp import Smtp
from tests.delivery.sink import Sink, sink

NEWS = b"Subject: News\r\n\r\nHello\r\n"
BOTH = {"in fewer turns": ("PIPELINING",), "one after the other": ()}


@pytest.fixture(params=list(BOTH.values()), ids=list(BOTH))
def server(request: pytest.FixtureRequest) -> Iterator[Sink]:
    with sink(*request.param) as running:
        yield running


@pytest.fixture
def way_out(server: Sink) -> Iterator[Smtp]:
    smtp = Smtp(Server("127.0.0.1", server.port, timeout=5))
    yield smtp
    smtp.close()


@contextmanager
def talking(said: bytes) -> Iterator[int]:
    """The port of a server that says this again and again."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def talk() -> None:
            with suppress(OSError):
                connection, _address = listener.accept()
                while True:
                    connection.sendall(said)
                    time.sleep(0.001)

        threading.Thread(target=talk, daemon=True).start()
        yield listener.getsockname()[1]


def send(way_out: Smtp, to: str, message: bytes = NEWS) -> int:
    return way_out.send("news@x.org", to, message).code


def test_messages_go_out_on_one_connection(server: Sink, way_out: Smtp) -> None:
    assert [send(way_out, f"taken-{n}@x.org") for n in range(5)] == [250] * 5
    assert server.connections == 1
    assert sum(server.taken.values()) == 5


def test_a_connection_is_not_used_for_ever(
    server: Sink, way_out: Smtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp_module, "MESSAGES", 2)

    assert [send(way_out, f"taken-{n}@x.org") for n in range(5)] == [250] * 5
    assert server.connections == 3


@pytest.mark.parametrize(
    "body",
    [b".\r\n..\r\nx\r\n", b"no end of line", b"\r\n\r\n", b".", "Zoë\r\n".encode()],
)
def test_a_message_arrives_as_it_is(server: Sink, way_out: Smtp, body: bytes) -> None:
    message = b"Subject: News\r\n\r\n" + body

    send(way_out, "taken@x.org", message)

    ended = message if message.endswith(b"\r\n") else message + b"\r\n"
    assert server.messages["taken@x.org"] == ended


def test_a_message_may_begin_with_a_point(server: Sink, way_out: Smtp) -> None:
    send(way_out, "taken@x.org", b".x\r\n")

    assert server.messages["taken@x.org"] == b".x\r\n"


def test_who_is_refused_does_not_keep_others_from_theirs(
    server: Sink, way_out: Smtp
) -> None:
    refused = way_out.send("news@x.org", "never@x.org", NEWS)

    assert (refused.code, refused.is_taken, refused.may_come_again) == (
        *(550, False),
        False,
    )
    assert "nobody here" in refused.text
    assert refused.is_about
    assert send(way_out, "taken@x.org") == 250
    assert server.connections == 1


def test_who_is_busy_can_be_asked_again(server: Sink, way_out: Smtp) -> None:
    first = way_out.send("news@x.org", "busy1@x.org", NEWS)

    assert (first.code, first.may_come_again) == (451, True)
    assert send(way_out, "busy1@x.org") == 250
    assert server.taken["busy1@x.org"] == 1


@pytest.mark.parametrize(("to", "taken"), [("cut@x.org", 0), ("lost@x.org", 1)])
def test_what_was_on_its_way_when_it_broke_may_be_taken(
    server: Sink, way_out: Smtp, to: str, taken: int
) -> None:
    with pytest.raises(Lost) as lost:
        send(way_out, to)

    assert lost.value.may_be_taken
    assert server.taken[to] == taken
    assert send(way_out, "taken@x.org") == 250


def test_what_never_began_was_not_taken() -> None:
    with sink() as gone:
        port = gone.port
    way_out = Smtp(Server("127.0.0.1", port, timeout=1))

    with pytest.raises(Lost) as lost:
        send(way_out, "taken@x.org")

    assert not lost.value.may_be_taken


def test_a_server_that_went_away_between_two_is_met_again(
    server: Sink, way_out: Smtp
) -> None:
    send(way_out, "taken@x.org")
    assert way_out.connection
    assert way_out.connection.sock
    way_out.connection.sock.shutdown(2)

    assert send(way_out, "taken-2@x.org") == 250
    assert server.connections == 2


def test_a_refusal_counts_also_where_the_server_hangs_up(
    server: Sink, way_out: Smtp
) -> None:
    assert send(way_out, "bye@x.org") == 550
    assert send(way_out, "taken@x.org") == 250


def test_who_breaks_off_before_the_message_has_not_taken_it(
    server: Sink, way_out: Smtp
) -> None:
    send(way_out, "taken@x.org")

    with pytest.raises(Lost) as lost:
        send(way_out, "drop@x.org")

    assert not lost.value.may_be_taken
    assert server.connections == 2  # it was tried once more


def test_an_answer_that_means_nothing_leaves_it_unknown(
    server: Sink, way_out: Smtp
) -> None:
    with pytest.raises(Lost) as lost:
        send(way_out, "odd@x.org")

    assert lost.value.may_be_taken


def test_an_answer_too_many_is_not_taken_for_that_of_the_next(
    server: Sink, way_out: Smtp
) -> None:
    send(way_out, "twice@x.org")

    assert send(way_out, "taken@x.org") == 250
    assert server.taken == {"twice@x.org": 1, "taken@x.org": 1}


@pytest.mark.parametrize("said", [b"2", b"250-more\r\n"])
def test_a_server_that_never_ends_is_left(said: bytes) -> None:
    with talking(said) as port:
        way_out = Smtp(Server("127.0.0.1", port, timeout=0.5))

        with pytest.raises(Lost) as lost:
            send(way_out, "taken@x.org")

    assert not lost.value.may_be_taken


def test_an_address_cannot_say_more_than_an_address(way_out: Smtp) -> None:
    with pytest.raises(ValueError, match="address"):
        send(way_out, "a@x.org>\r\nRCPT TO:<b@x.org")
