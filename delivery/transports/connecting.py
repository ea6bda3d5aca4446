"""Connections to mail servers: signing in and TLS are the standard library's."""

from __future__ import annotations

import smtplib
import socket
import ssl
from dataclasses import dataclass
from time import monotonic
from typing import Any

from delivery.transports import reaching

PATIENCE = 60.0  # seconds for one message, and for connecting
LONGEST_TALK = 64 * 1024  # bytes that a server says meanwhile


@dataclass(frozen=True, slots=True)
class Server:
    """Where messages are handed over. `security` is "", "starttls" or "tls"."""

    host: str
    port: int = 25
    user: str = ""
    password: str = ""
    security: str = ""
    timeout: float = PATIENCE
    local_name: str | None = None
    # Whether it may stand in this network, or has to be one of the internet.
    may_be_near: bool = True


def connected(server: Server) -> Plain:
    """Greeted and signed in; raises OSError and what smtplib does."""
    trust = ssl.create_default_context() if server.security else None
    if trust and server.security == "tls":
        connection: Plain = Tls(server, context=trust)
    else:
        connection = Plain(server)
    try:
        if trust and server.security == "starttls":
            connection.starttls(context=trust)
        connection.ehlo_or_helo_if_needed()
        if server.user:
            connection.login(server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


class Plain(smtplib.SMTP):
    """A connection that is made with the host's name, by which TLS knows it.

    What its server says is waited for until a moment, and only so long, however slowly
    and however much it speaks.
    """

    def __init__(self, server: Server, **more: Any) -> None:
        self.may_be_near = server.may_be_near
        self.until, self.heard = monotonic() + server.timeout, 0
        super().__init__(
            *(server.host, server.port, server.local_name),
            timeout=server.timeout,
            **more,
        )

    def allow(self, seconds: float) -> None:
        """So long may the next conversation take."""
        self.until, self.heard = monotonic() + seconds, 0
        if self.sock is not None:
            self.sock.settimeout(seconds)

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = _Lines(self)
        return super().getreply()

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        where = host if self.may_be_near else reaching.far_address_of(host, port)
        made: socket.socket = super()._get_socket(where, port, timeout)  # type: ignore[misc]
        # The end of a message does not wait until what was before it is acknowledged.
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made


class _Lines:
    """What the other side of a connection says, as smtplib reads a file."""

    def __init__(self, connection: Plain) -> None:
        self.connection = connection
        self.left = b""

    def readline(self, most: int) -> bytes:
        """Raises OSError once it took too long or was too much."""
        connection = self.connection
        while b"\n" not in self.left and len(self.left) < most:
            left = connection.until - monotonic()
            if left <= 0 or connection.heard > LONGEST_TALK:
                raise TimeoutError("It takes too long to say anything.")
            if connection.sock is None:
                break
            connection.sock.settimeout(left)
            more = connection.sock.recv(4096)
            if not more:
                break
            connection.heard += len(more)
            self.left += more
        end = self.left.find(b"\n") + 1 or len(self.left)
        line, self.left = self.left[: min(end, most)], self.left[min(end, most) :]
        return line

    def close(self) -> None:
        self.left = b""


class Tls(Plain, smtplib.SMTP_SSL):
    """The same, and nothing is said in the clear."""
