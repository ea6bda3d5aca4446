"""Whatever bytes come: nothing raises, and nothing is read without end."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.models import Received
from delivery.receiving import kinds, reading, reports
from delivery.receiving.reading import Letter, clean_text, decoded, read
from tests.delivery.mails import dsn, feedback, plain

SEEDS = [
    plain("Grüße"),
    dsn("anna@example.com"),
    feedback("Subject: News"),
    plain(
        Subject="=?utf-8?b?w4k=?= =?x-sjis?q?=82=a0?=", Content_Type="a/b; c*0*=d''e"
    ),
    plain("--b\r\n\r\n--b--", Content_Type="multipart/mixed; boundary=b"),
]


def whole(raw: bytes) -> tuple[Letter, str]:
    """Everything that is made of a message without the database."""
    letter = read(raw)
    received = Received(recipients=[], sender="", has_envelope=False)
    envelope = kinds.envelope_of(received, letter)
    kind = kinds.kind_of(letter, envelope)
    reports.failures_of(letter)
    return letter, str(kind)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A message with pieces cut out, bytes turned, or parts nested in each other."""
    raw = bytearray(draw(st.sampled_from(SEEDS)))
    for _n in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, max(len(raw) - 1, 0)))
        match draw(st.sampled_from(["cut", "turn", "put", "again", "nest"])):
            case "cut":
                del raw[place : place + draw(st.integers(1, 80))]
            case "turn":
                raw[place : place + 1] = draw(st.binary(min_size=1, max_size=1))
            case "put":
                raw[place:place] = draw(
                    st.sampled_from([b"\0", b"\xff", b"\r", b"\n\n", b"=?", b"--b"])
                )
            case "again":
                raw[place:place] = raw[place : place + 200] * 3
            case "nest":
                raw = bytearray(b"Content-Type: message/rfc822\r\n\r\n" + raw)
    return bytes(raw)


@given(mutated())
def test_no_message_raises_or_leaves_what_cannot_be_kept(raw: bytes) -> None:
    letter, _kind = whole(raw)

    said = json.dumps([letter.headers.values, letter.texts], ensure_ascii=False)
    said.encode()
    assert "\\u0000" not in said
    assert len(letter.text) <= reading.MOST_TEXT + reading.MOST_PARTS


@given(st.binary(max_size=2_000))
def test_nor_do_any_bytes(raw: bytes) -> None:
    whole(raw)


DEEP = 2_000
ENDLESS = {
    "nested": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(DEEP)
    ),
    "folded": b"Content-Type: message/rfc822\r\n\r\n" * DEEP,
    "lines": b"Subject: a\r\n\r\n" + b"\n" * 2_000_000,
    "header": b"Subject: " + b"a" * 3_000_000 + b"\r\n\r\nHello",
    "headers": b"X: y\r\n" * 300_000 + b"\r\nHello",
    "parts": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    + b"--b\r\n\r\n" * 9_000,
    "encoded": b"Subject: " + b"=?utf-8?q?a?= " * 100_000 + b"\r\n\r\n",
    "addresses": b"To: " + b"a@b.example, " * 100_000 + b"\r\n\r\n",
    "on": plain("On " * 70_000),
    "at": plain("a" * 500_000 + "@" * 500_000),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_what_has_no_end_is_read_as_far_as_people_read(name: str) -> None:
    letter, _kind = whole(ENDLESS[name])

    assert len(letter.raw) <= reading.MOST_BYTES
    assert letter.raw.count(b"\n") <= reading.MOST_LINES
    assert len(letter.text) <= reading.MOST_TEXT + reading.MOST_PARTS
    assert len(letter.texts) <= reading.MOST_PARTS
    for key, values in letter.headers.values.items():
        is_long = key in reading.READERS
        most = reading.MOST_READERS if is_long else reading.MOST_HEADER
        assert all(len(value) <= most for value in values)


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        (b"caf\xc3\xa9", "utf8mb4", "café"),
        (b"caf\x82", "cp-850", "café"),
        (b"\x82\xa0", "x-sjis", "あ"),
        (b"caf\xe9", "charset=iso-8859-1", "café"),
        (b"caf\xc3\xa9", "no-such-charset", "café"),
        (b"a\0b", "us-ascii", "a\ufffdb"),
        (b"caf\xc3\xa9", "us-ascii", "café"),
    ],
)
def test_text_is_read_in_the_charset_that_is_meant(
    data: bytes, charset: str, text: str
) -> None:
    assert decoded(data, charset) == text


def test_halves_of_letters_are_taken_out() -> None:
    assert clean_text("a\ud800b\0") == "a\ufffdb\ufffd"


def test_headers_are_read_as_people_read_them() -> None:
    letter = read(
        plain(Subject="=?utf-8?q?Caf=C3=A9?=\r\n =?utf-8?q?_noir?=", X="\xe9")
    )

    assert letter.headers.first("subject") == "Café noir"
    assert letter.headers.first("x") == "é"


def test_a_line_of_a_mailbox_file_is_no_header() -> None:
    letter = read(b"From anna@example.com Sat Nov 28 10:00:00 2026\n" + plain())

    assert letter.headers.first("subject") == "Re: News"


def test_a_broken_frame_hides_no_report() -> None:
    raw = dsn("anna@example.com").replace(b'boundary="b"', b"")

    (failure,) = reports.failures_of(read(raw))

    assert (failure.address, failure.status) == ("anna@example.com", "5.1.1")
