"""Mail providers, spoken to as they are: what they say of a message is heard."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote

import pytest

from delivery.transports import Answer, Lost, Transport, way_to
from delivery.transports.providers import Provider

LETTER = (
    b'From: "Fjord, Coffee" <news@fjord.example>\r\n'
    b'To: "Ann Lee" <ann@x.org>\r\n'
    b"Subject: =?utf-8?q?Caf=C3=A9?=\r\n"
    b"Reply-To: r-1@in.example\r\n"
    b"Date: Sat, 28 Nov 2026 20:00:00 +0000\r\n"
    b"Message-ID: <d-1@fjord.example>\r\n"
    b"List-Unsubscribe: <https://hub.example/u/1>,\r\n <mailto:u-1@in.example>\r\n"
    b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    b"DKIM-Signature: v=1; a=rsa-sha256; d=fjord.example; s=x; b=AAAA\r\n"
    b"MIME-Version: 1.0\r\n"
    b'Content-Type: multipart/alternative; boundary="b"\r\n'
    b"\r\n"
    b'--b\r\nContent-Type: text/plain; charset="utf-8"\r\n'
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\nHello Zo=C3=AB\r\n"
    b'--b\r\nContent-Type: text/html; charset="utf-8"\r\n\r\n<p>Hello Zoe</p>\r\n'
    b"--b--\r\n"
)
TAKEN = {"ErrorCode": 0, "Message": "OK", "MessageID": "pm-1", "To": "ann@x.org"}


class Api(ThreadingHTTPServer):
    """Answers every request alike, and keeps what it was told."""

    daemon_threads = True

    def __init__(self, status: int, body: object, wait: float) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.wait = status, wait
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.told: list[Any] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"


class Handler(BaseHTTPRequestHandler):
    server: Api
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append(json.loads(raw))
        if self.server.status == 0:  # it hangs up
            self.close_connection = True
            return
        time.sleep(self.server.wait)
        with suppress(ConnectionError):  # who asked waits no longer
            self._answer()

    def _answer(self) -> None:
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_args: object) -> None:
        pass


@contextmanager
def api(status: int = 200, body: object = TAKEN, wait: float = 0) -> Iterator[Api]:
    with Api(status, body, wait) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def postmark(url: str) -> Transport:
    return way_to(f"anymail:postmark?server_token=secret&api_url={quote(url)}")


def send(way: Transport) -> Answer:
    try:
        return way.send("b-1@in.example", "ann@x.org", LETTER)
    finally:
        way.close()


def test_a_provider_gets_the_pieces_of_a_message() -> None:
    with api() as server:
        answer = send(postmark(server.url))

    assert (answer.code, answer.text, answer.provider_id) == (250, "sent", "pm-1")
    (told,) = server.told
    headers = {each["Name"]: each["Value"] for each in told.pop("Headers")}
    assert told == {
        "From": '"Fjord, Coffee" <news@fjord.example>',
        "To": "Ann Lee <ann@x.org>",
        "ReplyTo": "r-1@in.example",
        "Subject": "Café",
        "TextBody": "Hello Zoë",
        "HtmlBody": "<p>Hello Zoe</p>",
        "Metadata": {"message_id": "<d-1@fjord.example>"},
    }
    assert headers == {
        "Message-ID": "<d-1@fjord.example>",
        "List-Unsubscribe": "<https://hub.example/u/1>, <mailto:u-1@in.example>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def test_who_the_envelope_is_from_is_told_where_a_provider_takes_it() -> None:
    all_ = {
        "id": "sp-1",
        "total_accepted_recipients": 1,
        "total_rejected_recipients": 0,
    }
    with api(200, {"results": all_}) as server:
        url = quote(server.url)
        answer = send(way_to(f"anymail:sparkpost?api_key=secret&api_url={url}"))

    assert (answer.code, answer.provider_id) == (250, "sp-1")
    assert server.told[0]["return_path"] == "b-1@in.example"
    assert server.told[0]["metadata"] == {"message_id": "<d-1@fjord.example>"}


def test_what_a_provider_cannot_do_is_refused() -> None:
    parts = LETTER.replace(
        b"--b--", b"--b\r\nContent-Type: text/calendar\r\n\r\n\r\n--b--"
    )
    with api() as server:
        way = way_to(f"anymail:mailtrap?api_token=x&api_url={quote(server.url)}")
        answer = way.send("b-1@in.example", "no address", parts)
        way.close()

    assert (answer.code, server.told) == (554, [])


@pytest.mark.parametrize(
    "message",
    [
        b"Subject: from nobody\r\n\r\nHello\r\n",
        b'From: a@x.org\r\nContent-Type: text/plain; charset="x-no"\r\n\r\nHi\r\n',
    ],
)
def test_what_cannot_be_taken_apart_is_not_sent(message: bytes) -> None:
    with api() as server:
        way = postmark(server.url)
        with pytest.raises(ValueError, match="taken apart"):
            way.send("a@x.org", "ann@x.org", message)
        way.close()

    assert server.told == []


def test_a_dead_address_is_refused() -> None:
    said = "You tried to send to a recipient that has been marked as inactive. Found "
    said += "inactive addresses: ann@x.org. Inactive recipients are ones that bounced."
    dead = {"ErrorCode": 406, "Message": said}
    with api(422, dead) as server:
        answer = send(postmark(server.url))

    assert (answer.code, answer.is_about, answer.may_come_again) == (550, True, False)


def test_a_refusal_that_names_nobody_is_of_the_account_once_it_comes_again() -> None:
    with api(422, {"ErrorCode": 10, "Message": "Bad server"}) as server:
        way = postmark(server.url)
        said = [way.send("b-1@in.example", "ann@x.org", LETTER) for _n in range(6)]
        way.close()

    assert [one.may_come_again and one.is_about for one in said] == [True] * 4 + [
        False,
        False,
    ]
    assert [one.is_account for one in said] == [False] * 4 + [True, True]


def test_between_two_refusals_one_that_is_taken_speaks_for_the_account() -> None:
    with api(422, {"ErrorCode": 300, "Message": "Bad name"}) as server:
        way = postmark(server.url)
        said = []
        refused, taken = server.body, json.dumps(TAKEN).encode()
        for n in range(10):
            is_taken = n % 4 == 3
            server.status = 200 if is_taken else 422
            server.body = taken if is_taken else refused
            said.append(way.send("b-1@in.example", "ann@x.org", LETTER))
        way.close()

    assert not any(one.is_account for one in said)
    assert sum(one.is_taken for one in said) == 2


@pytest.mark.parametrize(
    ("status", "refuses"), [(401, True), (403, True), (429, False)]
)
def test_who_refuses_whoever_asks_refuses_the_account(
    status: int, refuses: bool
) -> None:
    with api(status, {"Message": "no"}) as server:
        assert send(postmark(server.url)).is_account is refuses


@pytest.mark.parametrize("status", [401, 403, 429, 503])
def test_a_provider_that_is_shut_says_nothing_of_the_reader(status: int) -> None:
    with api(status, {"Message": "not now"}) as server:
        answer = send(postmark(server.url))

    assert (answer.is_taken, answer.is_about) == (False, False)
    assert str(status) in answer.text
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, {}),
        (502, b"<html>"),
        (504, b""),
        (200, b"not JSON"),
        (200, {"a": 1}),
        (200, [1]),
        (200, 7),
    ],
)
def test_an_answer_that_nobody_can_read_leaves_it_open(status: int, body: Any) -> None:
    with api(status, body) as server, pytest.raises(Lost) as lost:
        send(postmark(server.url))

    assert lost.value.may_be_taken


def test_a_provider_that_does_not_say_which_leaves_it_open() -> None:
    some = {"id": "1", "total_accepted_recipients": 1, "total_rejected_recipients": 1}
    with api(200, {"results": some}) as server:
        way = way_to(f"anymail:sparkpost?api_key=x&api_url={quote(server.url)}")
        with pytest.raises(Lost) as lost:
            send(way)

    assert lost.value.may_be_taken


def test_a_provider_that_hangs_up_may_have_taken_it() -> None:
    with api(0) as server, pytest.raises(Lost) as lost:
        send(postmark(server.url))

    assert lost.value.may_be_taken
    assert len(server.told) == 1


def test_a_provider_that_does_not_answer_in_time_may_have_taken_it() -> None:
    with api(wait=2) as server:
        way = postmark(server.url)
        assert isinstance(way, Provider)
        way.backend.timeout = 0.2
        with pytest.raises(Lost) as lost:
            send(way)

    assert lost.value.may_be_taken


def test_a_provider_that_cannot_be_met_has_nothing() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/"

        with pytest.raises(Lost) as lost:
            send(postmark(url))

    assert not lost.value.may_be_taken


def test_messages_go_out_on_one_connection() -> None:
    with api() as server:
        way = postmark(server.url)
        for _ in range(3):
            way.send("b-1@in.example", "ann@x.org", LETTER)
        way.close()

    assert len(server.told) == 3
