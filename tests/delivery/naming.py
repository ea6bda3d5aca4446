"""A DNS server on loopback that knows what a test wrote down."""

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
