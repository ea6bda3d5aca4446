"""A message is read again as it was written, whatever stood in it."""

from __future__ import annotations

import email
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.language import Facts, bind, read
from delivery.mime import headers
from delivery.mime.letters import Envelope, Letter, letter_of
from delivery.mime.quoted import quoted
from tests.delivery.speaking import VOCABULARY, facts

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
TO_ANNA = Envelope("anna@example.org", "d-1@mail.example.org", NOON, "Anna Ek")
ANNA = facts(FNAME="Zoë Ångström", EMAIL="anna@example.org", AGE="34")
TEXTS = st.text(st.characters(codec="utf-8"), max_size=200)


def letter(
    subject: str = "News", text: str = "Hello", html: str | None = "<p>Hello</p>"
) -> Letter:
    bound = [
        bind(read(source), VOCABULARY)[0] if source is not None else None
        for source in (subject, text, html)
    ]
    assert bound[0]
    assert bound[1]
    sender = (b"From", headers.address("Fjord Coffee", "news@example.org"))
    return letter_of(bound[0], bound[1], bound[2], [sender])


def received(one: Letter, reader: Facts = ANNA) -> EmailMessage:
    raw = one.written_to(reader, TO_ANNA)
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    message = email.message_from_bytes(raw, policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


def parts(message: EmailMessage) -> list[str]:
    every = [part.get_content() for part in message.iter_parts()]
    return [text.replace("\r\n", "\n") for text in every]


def test_text_comes_before_html_and_both_are_whole() -> None:
    text = "Dear *|FNAME|*,\nit is = 5 €.\n\nYours\n"
    html = "<p>Dear *|FNAME|*</p>" + "<p>long</p>" * 500 + "\n.\nFrom here"

    message = received(letter("To *|FNAME|*", text, html))

    assert message["Subject"] == "To Zoë Ångström"
    assert message.get_content_type() == "multipart/alternative"
    plain, rich = parts(message)
    assert plain == "Dear Zoë Ångström,\nit is = 5 €.\n\nYours\n"
    assert rich == html.replace("*|FNAME|*", "Zoë Ångström")


def test_a_message_of_text_alone_has_no_html() -> None:
    message = received(letter(html=None))

    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain"]


def test_each_message_has_its_own_id_date_and_reader() -> None:
    message = received(letter())

    assert message["To"] == "Anna Ek <anna@example.org>"
    assert message["Message-ID"] == "<d-1@mail.example.org>"
    assert message["Date"].datetime == NOON


def test_choices_are_encoded_like_everything_else() -> None:
    source = "a*|IF:AGE>18|*" + "ü" * 90 + "*|ELSE:|*b*|END:IF|*c"

    plain, _rich = parts(received(letter(text=source)))

    assert plain == "a" + "ü" * 90 + "c"


@given(st.lists(TEXTS, max_size=6))
def test_pieces_of_a_body_join_to_the_text_they_were(pieces: list[str]) -> None:
    encoded = b"".join(map(quoted, pieces))

    assert all(len(line) <= 76 for line in encoded.split(b"\r\n"))
    assert _decoded(encoded) == "".join(map(_in_lines, pieces))


def _in_lines(piece: str) -> str:
    return piece.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(encoded: bytes) -> str:
    raw = b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + encoded
    payload = email.message_from_bytes(raw).get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode().replace("\r\n", "\n")


@given(st.text(max_size=300))
def test_a_header_says_what_was_written_on_one_line(value: str) -> None:
    raw = b"Subject: %s\r\n\r\n" % headers.text(value, used=9)

    message = email.message_from_bytes(raw, policy=SMTP)

    assert list(message) == ["Subject"]
    assert all(len(line) <= 78 or line.count(b" ") < 2 for line in raw.split(b"\r\n"))
    spoken = "".join(c if c.isprintable() else " " for c in value)
    assert message["Subject"] == " ".join(
        spoken.encode("utf-8", "replace").decode().split()
    )


NAMES = {
    "a name": "Anna Ek",
    "a comma": "Ek, Anna",
    "quotes": 'Anna "the cat" Ek\\',
    "letters of elsewhere": "Ærlig Smørbrød & søn",
    "an address for a name": "anna@example.org",
    "brackets": "Anna <x@example.com>",
    "an encoded word": "=?utf-8?q?Boss?=",
    "a very long name": "Coffee house " * 12,
    "a header": "Anna\r\nBcc: all@example.org",
    "nothing": "",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_name_before_an_address_is_only_a_name(name: str) -> None:
    raw = b"To: %s\r\n\r\n" % headers.address(name, "a@example.org")

    message = email.message_from_bytes(raw, policy=SMTP)

    (one,) = message["To"].addresses
    assert (one.display_name, one.addr_spec) == (
        " ".join(name.split()),
        "a@example.org",
    )
    assert list(message) == ["To"]
    assert parseaddr(str(message["To"]))[1] == "a@example.org"
