"""What can be read of what services post, and what is refused."""

from __future__ import annotations

import io
import json

import pytest
from django.test import RequestFactory

from audiences.models import Audience
from contacts.hooks import bodies
from tests.contacts.hooking import hook_of, last_call, post


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (
            "email=anna%40example.com&event=paid&n=2",
            "application/x-www-form-urlencoded",
        ),
        ('{"email": "anna@example.com", "event": "paid", "n": "2"}', "text/plain"),
        ('\ufeff{"email": "anna@example.com", "event": "paid", "n": "2"}', ""),
        (
            '--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n'
            "anna@example.com\r\n--x\r\n"
            'Content-Disposition: form-data; name="event"\r\n\r\npaid\r\n--x\r\n'
            'Content-Disposition: form-data; name="n"\r\n\r\n2\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
    ],
)
def test_forms_and_json_by_any_name_are_read(
    audience: Audience, body: str, kind: str
) -> None:
    hook = hook_of(audience, None)

    assert post(hook, body.encode(), kind).status_code == 200

    said = {"email": "anna@example.com", "event": "paid", "n": "2"}
    assert json.loads(last_call(hook).body) == said


def test_a_form_that_comes_in_pieces_is_read() -> None:
    """Nobody has said how long it is."""
    body = (
        b'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n'
        b"anna@example.com\r\n--x--\r\n"
    )
    kind = "multipart/form-data; boundary=x"
    request = RequestFactory().post("/", body, content_type=kind)
    del request.META["CONTENT_LENGTH"]
    request.META |= {"wsgi.input": io.BytesIO(body), "wsgi.input_terminated": True}
    request.META["HTTP_TRANSFER_ENCODING"] = "chunked"

    said = bodies.document_of(bodies.body_of(request), request)

    assert said == {"email": "anna@example.com"}


def test_json_in_a_field_of_a_form_is_opened(audience: Audience) -> None:
    hook = hook_of(audience, None)

    post(hook, 'payload={"a":[1]}&b=1&b=2', "application/x-www-form-urlencoded")

    assert json.loads(last_call(hook).body) == {"payload": {"a": [1]}, "b": ["1", "2"]}


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        (b"", 400, "The call has no body."),
        (b"{", 400, "The body is no JSON."),
        (b'{"a": NaN}', 400, "The body is no JSON."),
        (b'{"a": "\xff"}', 400, "The body is not UTF-8."),
        (b"null", 400, "The JSON is neither an object nor a list."),
        (json.dumps({"k" * 201: 1}).encode(), 400, "A name in the body is longer"),
        (b'{"a": "\\u0000"}', 400, "A text in the body holds a NUL character."),
        (b'{"a\\u0000": 1}', 400, "A text in the body holds a NUL character."),
        (b'{"a": "\\ud800"}', 400, "A text in the body holds half a character."),
        (b'{"a": 1e999}', 400, "A number in the body is too large."),
        (b"[" * 22 + b"]" * 22, 400, "The body nests deeper than 20 levels."),
        (b"[" * 90_000, 400, "The body nests deeper than 20 levels."),
        (json.dumps([0] * 2_001).encode(), 400, "The body holds more than 2,000"),
        (b'{"a": "' + b"x" * bodies.MOST_BYTES + b'"}', 413, "A call holds at most"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(
    audience: Audience, body: bytes, status: int, detail: str
) -> None:
    hook = hook_of(audience)

    response = post(hook, body)

    assert response.status_code == status
    assert response.headers["Content-Type"].startswith("application/problem+json")
    assert response.json()["detail"].startswith(detail)
    call = last_call(hook)
    assert (call.state, call.body) == ("refused", "")


def test_broken_utf8_in_a_form_is_refused(audience: Audience) -> None:
    hook = hook_of(audience)

    response = post(hook, b"a=%ff", "application/x-www-form-urlencoded")

    assert response.status_code == 400
    assert response.json()["detail"] == "The body is not UTF-8."
