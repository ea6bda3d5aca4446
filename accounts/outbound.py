"""Asking servers of others by HTTP: to addresses on the open internet, in bounds.

A name is looked up once and that address is used; redirects are not followed.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from time import monotonic
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

PATIENCE = 10.0  # seconds for all of it
LONGEST = 64 * 1024  # bytes of an answer that are read
PORTS = {"http": 80, "https": 443}


class Unreached(Exception):
    """Nothing was answered; `may_be_taken` when all of the request was on its way."""

    def __init__(self, reason: str, *, may_be_taken: bool = False) -> None:
        super().__init__(reason)
        self.may_be_taken = may_be_taken


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes


class _Pinned(http.client.HTTPConnection):
    """To an address that was looked at, under the name that it was asked by."""

    def __init__(self, url: SplitResult, address: str, until: float) -> None:
        host = (url.hostname or "").encode("idna").decode()
        self.default_port = PORTS[url.scheme]
        super().__init__(host, url.port)
        self.address, self.until = address, until
        self.is_safe = url.scheme == "https"

    def connect(self) -> None:
        left = max(self.until - monotonic(), 0.1)
        self.sock = socket.create_connection((self.address, self.port), left)
        if self.is_safe:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """Whoever waits for an answer is told that there is none."""
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def post(
    url: str, body: bytes, headers: Mapping[str, str], patience: float = PATIENCE
) -> Reply:
    """Raises Unreached, also for addresses that are nobody's business."""
    until = monotonic() + patience
    try:
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise Unreached("This is no address of the web.")
        connection = _Pinned(parts, _looked_up(parts), until)
    except (OSError, ValueError) as error:
        raise Unreached(str(error)) from None
    timer = threading.Timer(patience, connection.cut)
    timer.daemon = True
    timer.start()
    try:
        return _asked(connection, parts, body, headers)
    finally:
        timer.cancel()
        connection.close()


def _asked(
    connection: _Pinned, parts: SplitResult, body: bytes, headers: Mapping[str, str]
) -> Reply:
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    on_its_way = False
    try:
        connection.connect()
        # What cannot be said so is refused here, before a byte has left.
        connection.putrequest("POST", path)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            connection.putheader(name, value)
        on_its_way = True
        connection.endheaders(body)
        answer = connection.getresponse()
        said = answer.read(LONGEST)
        if answer.length and len(said) < LONGEST:
            raise http.client.IncompleteRead(said, answer.length)
        return Reply(answer.status, said)
    except (OSError, ValueError, http.client.HTTPException) as error:
        why = str(error) or type(error).__name__
        raise Unreached(why, may_be_taken=on_its_way) from None


def _looked_up(parts: SplitResult) -> str:
    """The first address of the host; none of them may be one of our own networks."""
    port = parts.port or PORTS[parts.scheme]
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in found]
    if not settings.OUTBOUND_PRIVATE and not all(map(_is_public, addresses)):
        raise Unreached("This address leads into a private network.")
    return addresses[0]


def _is_public(address: str) -> bool:
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        within = ip.ipv4_mapped or ip.sixtofour
        if within is not None:
            return within.is_global
    return ip.is_global and not ip.is_multicast
