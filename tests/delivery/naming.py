"""What tests write down for DNS, for a resolver or for a server on loopback."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from delivery.identities.dns import Unanswered
from delivery.models import SendingDomain


class Said:
    """A resolver that says what was written down, and remembers what it was asked."""

    def __init__(self, **texts: list[str]) -> None:
        self.texts: dict[str, list[str] | None] = dict(texts)
        self.asked: list[str] = []

    def txt(self, name: str) -> list[str]:
        self.asked.append(name)
        found = self.texts.get(name, [])
        if found is None:
            raise Unanswered
        return found

    def mx(self, name: str) -> list[str]:
        return self.txt(f"mx {name}")


def published(domain: SendingDomain, *, without: tuple[int, ...] = ()) -> Said:
    said = Said()
    for key in domain.keys.all():
        if key.pk not in without:
            said.texts[key.record_name] = [key.record]
    return said


class Names(socketserver.ThreadingUDPServer):
    """Texts and mail servers by name; a name in `silent` gets no answer at all."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Question)
        self.txt: dict[str, list[str]] = {}
        self.mx: dict[str, list[str]] = {}
        self.silent: set[str] = set()
        self.broken: set[str] = set()
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"127.0.0.1#{self.server_address[1]}"


class Question(socketserver.BaseRequestHandler):
    server: Names

    def handle(self) -> None:
        data, back = self.request
        query = dns.message.from_wire(data)
        (asked,) = query.question
        name = asked.name.to_text().rstrip(".").lower()
        self.server.asked.append(name)
        if name in self.server.silent:
            return
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if name in self.server.broken:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif found := self._found(name, asked.rdtype):
            kind = dns.rdatatype.to_text(asked.rdtype)
            answer.answer.append(
                dns.rrset.from_text(asked.name, 60, "IN", kind, *found)
            )
        elif name not in self.server.txt and name not in self.server.mx:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        back.sendto(answer.to_wire(max_size=65_000), self.client_address)

    def _found(self, name: str, kind: int) -> list[str]:
        if kind == dns.rdatatype.MX:
            return self.server.mx.get(name, [])
        texts = self.server.txt.get(name, [])
        return [" ".join(f'"{part}"' for part in _parts(text)) for text in texts]


def _parts(text: str) -> list[str]:
    """As long as one string of a record can be."""
    return [text[at : at + 250] for at in range(0, len(text), 250)] or [""]


@contextmanager
def names() -> Iterator[Names]:
    with Names() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
