"""A message that many receive: its programs, and the bytes it is for each of them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime

from delivery.language import (
    Bound,
    Facts,
    Program,
    as_header,
    as_html,
    as_text,
    program,
)
from delivery.mime import headers
from delivery.mime.dkim import Field, Signer
from delivery.mime.quoted import quoted

PART = (
    b"--%s\r\nContent-Type: %s; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
)


@dataclass(frozen=True, slots=True)
class Envelope:
    """To whom one message goes, and what is its own: everything is ASCII."""

    email: str
    message_id: str
    at: datetime
    name: str = ""
    fields: Sequence[Field] = ()


def _boundary() -> bytes:
    """Never within a body: in quoted-printable no `=` stands before a `_`."""
    return b"=_%s" % secrets.token_hex(12).encode()


@dataclass(frozen=True, slots=True)
class Letter:
    """What is encoded once. `fields` are those that are the same for everybody."""

    subject: Program[str]
    text: Program[bytes]
    html: Program[bytes] | None
    fields: Sequence[Field]
    signers: Sequence[Signer] = ()
    boundary: bytes = field(default_factory=_boundary)

    def written_to(self, facts: Facts, envelope: Envelope) -> bytes:
        """The whole message for one person, signed, with CRLF at the ends of lines."""
        body = self._body(facts)
        fields = [*self._fields(facts, envelope)]
        at = int(envelope.at.timestamp())
        signatures = [signer.sign(fields, body, at) for signer in self.signers]
        head = [b"%s: %s\r\n" % each for each in (*signatures, *fields)]
        return b"".join((*head, b"\r\n", body))

    def _fields(self, facts: Facts, envelope: Envelope) -> Iterable[Field]:
        yield from self.fields
        subject: list[str] = []
        self.subject.write(facts, subject)
        yield b"To", headers.address(envelope.name, envelope.email)
        yield b"Subject", headers.text("".join(subject), used=len("Subject: "))
        yield b"Date", format_datetime(envelope.at).encode()
        yield b"Message-ID", b"<%s>" % envelope.message_id.encode()
        yield from envelope.fields
        yield b"MIME-Version", b"1.0"
        yield b"Content-Type", b'multipart/alternative; boundary="%s"' % self.boundary

    def _body(self, facts: Facts) -> bytes:
        pieces = [PART % (self.boundary, b"text/plain")]
        self.text.write(facts, pieces)
        if self.html:
            pieces.append(b"\r\n" + PART % (self.boundary, b"text/html"))
            self.html.write(facts, pieces)
        pieces.append(b"\r\n--%s--\r\n" % self.boundary)
        return b"".join(pieces)


def letter_of(
    subject: Bound,
    text: Bound,
    html: Bound | None,
    fields: Sequence[Field],
    signers: Sequence[Signer] = (),
) -> Letter:
    """Encode what is the same in every message."""
    return Letter(
        subject=program(subject.nodes, as_header, str),
        text=program(text.nodes, as_text, quoted),
        html=program(html.nodes, as_html, quoted) if html else None,
        fields=fields,
        signers=signers,
    )
