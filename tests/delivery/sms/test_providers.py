"""What providers are told, and whose calls are genuine."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import LazySettings

from accounts import outbound
from delivery import secrets
from delivery.sms.providers.calls import Call
from delivery.sms.providers.gateway import Gateway, filled
from delivery.sms.providers.twilio import Twilio
from delivery.transports import Lost
from tests.delivery.sms.carrier import carrier

URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
PARAMS = {
    "CallSid": ["CA1234567890ABCDE"],
    "Caller": ["+14158675309"],
    "Digits": ["1234"],
    "From": ["+14158675309"],
    "To": ["+18005551212"],
}
SIGNATURE = "RSOYDt4T1cUTdK1PDd93/VVr8B8="  # of Twilio's own documentation
TWILIO = Twilio("+4759440000", "AC0", "12345")


@contextmanager
def server_that_says(said: bytes) -> Iterator[str]:
    """Whatever it is asked; the connection stays open until it is left."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(5)

        def answer() -> None:
            connection, _address = listening.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(said)
                connection.recv(1)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/x"
        thread.join(5)


def test_a_signature_is_that_of_twilio() -> None:
    call = Call(URL, PARAMS, {"X-Twilio-Signature": SIGNATURE})

    assert TWILIO.is_genuine(call)


@pytest.mark.parametrize(
    "call",
    [
        Call(URL, PARAMS, {}),
        Call(URL, PARAMS, {"X-Twilio-Signature": "RSOYDt4T1cUTdK1PDd93/VVr8B9="}),
        Call(URL, PARAMS, {"X-Twilio-Signature": "é"}),
        Call(f"{URL}1", PARAMS, {"X-Twilio-Signature": SIGNATURE}),
        Call(URL, PARAMS | {"Body": ["STOP"]}, {"X-Twilio-Signature": SIGNATURE}),
    ],
)
def test_whatever_differs_is_not_of_twilio(call: Call) -> None:
    assert not TWILIO.is_genuine(call)


def test_without_a_secret_no_call_is_genuine() -> None:
    gateway = Gateway("1", "http://x.org", "{}", secret="")

    assert not gateway.is_genuine(Call(URL, {}, {"X-Webhook-Secret": ""}))


def test_values_cannot_leave_their_place_in_the_json() -> None:
    template = {"a": "{to}!", "b": [{"c": "{text} {text}", "d": 1}], "e": "{other}{"}
    values = {"to": '"}{text}', "text": "{to}"}

    assert filled(template, values) == {
        "a": '"}{text}!',
        "b": [{"c": "{to} {to}", "d": 1}],
        "e": "{other}{",
    }


def test_another_provider_is_asked_as_its_data_says(settings: LazySettings) -> None:
    settings.OUTBOUND_PRIVATE = True
    template = '{"to": "{to}", "text": "{text}", "via": {"from": "{from}"}}'

    with carrier() as server:
        gateway = Gateway("Fjord", f"{server.url}/send?x=1", template, "Bearer 7")
        answer = gateway.send("", "+4741200001", "Grüße".encode())
        refused = gateway.send("", "+4741200002", b"Hello")

    path, headers, body = server.calls[0]
    assert (answer.is_taken, refused.code, path) == (True, 550, "/send?x=1")
    assert headers["Authorization"] == "Bearer 7"
    assert json.loads(body)["via"] == {"from": "Fjord"}
    assert server.taken["+4741200001"] == ["Grüße"]


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest"),
        *("http://10.0.0.1/", "http://[::ffff:10.0.0.1]/", "http://0.0.0.0/"),
        *("ftp://example.org/", "http:///x", "http://localhost/", "http://a:b@/"),
    ],
)
def test_private_networks_are_nobodys_business(url: str) -> None:
    with pytest.raises(outbound.Unreached) as refused:
        outbound.post(url, b"", {})

    assert not refused.value.may_be_taken


def test_a_redirect_is_not_followed_and_takes_nothing(settings: LazySettings) -> None:
    settings.OUTBOUND_PRIVATE = True
    said = (
        b"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\nContent-Length: 0\r\n\r\n"
    )

    with server_that_says(said) as url:
        answer = Gateway("1", url, "{}").send("", "+4741200001", b"Hello")

    assert (answer.is_taken, answer.is_about) == (False, False)


@pytest.mark.parametrize(
    ("path", "authorization"),
    [("/a b", ""), ("/é", ""), ("/", "“Bearer 7”"), ("/", "Bearer 7\r\nX: 1")],
)
def test_what_cannot_be_asked_was_taken_by_nobody(
    settings: LazySettings, path: str, authorization: str
) -> None:
    settings.OUTBOUND_PRIVATE = True

    with carrier() as server:
        gateway = Gateway("1", server.url + path, "{}", authorization)
        with pytest.raises(Lost) as lost:
            gateway.send("", "+4741200001", b"Hello")

    assert not lost.value.may_be_taken
    assert server.calls == []


@pytest.mark.parametrize(
    "said",
    [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nx", b"nonsense\r\n\r\n"],
)
def test_an_answer_that_never_comes_or_is_none_leaves_it_unknown(
    settings: LazySettings, said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OUTBOUND_PRIVATE = True
    monkeypatch.setattr(outbound.post, "__defaults__", (0.3,))

    with server_that_says(said) as url, pytest.raises(Lost) as lost:
        Gateway("1", url, "{}").send("", "+4741200001", b"Hello")

    assert lost.value.may_be_taken


def test_what_is_sealed_is_read_by_who_has_the_key_alone(
    settings: LazySettings,
) -> None:
    sealed = secrets.seal({"token": "sesame"})

    assert b"sesame" not in sealed
    assert secrets.unseal(sealed) == {"token": "sesame"}
    settings.SEALING_KEY = "another"
    assert secrets.unseal(sealed) == {}
