"""SMTP on connections that are used again, in fewer turns where the server lets us.

Signing in and TLS are the standard library's; a message then takes two turns instead of
four where the server offers PIPELINING (RFC 2920).
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any

from delivery.transports import reaching
from delivery.transports.answers import Answer, Lost

GO_ON = 354
MESSAGES = 100  # on one connection; many servers close it after some hundred
PATIENCE = 60.0  # seconds for one message, and for connecting
LONGEST_TALK = 64 * 1024  # bytes that a server says meanwhile
# Nothing that could end a command and begin another (an empty sender is that of what
# nobody answers).
ADDRESS = re.compile(r"[^\x00-\x20<>\x7f-\uffff]*", re.A)


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


class Smtp:
    """One connection at a time, opened when something is sent and opened again."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.connection: _Plain | None = None
        self.sent = 0

    def send(self, sender: str, recipient: str, message: bytes) -> Answer:
        """Raises Lost; the next message then gets a new connection."""
        for email in (sender, recipient):
            if not ADDRESS.fullmatch(email):
                raise ValueError("This is no address that SMTP could say.")
        try:
            connection = self._connected()
        except smtplib.SMTPResponseException as refused:
            self._drop()
            return _answer(refused.smtp_code, refused.smtp_error, is_about=False)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise Lost(str(error), may_be_taken=False) from None
        is_new, self.sent = self.sent == 0, self.sent + 1
        try:
            return self._hand_over(connection, sender, recipient, message)
        except Lost as lost:
            if is_new or lost.may_be_taken:
                raise
        # It was closed since: servers take so many on one, or wait only so long.
        return self.send(sender, recipient, message)

    def close(self) -> None:
        if self.connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                self.connection.quit()
        self._drop()

    def _hand_over(
        self, connection: _Plain, sender: str, recipient: str, message: bytes
    ) -> Answer:
        connection.allow(self.server.timeout)
        on_its_way = False
        try:
            answer = self._enveloped(connection, sender, recipient)
            if answer is not None:
                return answer
            on_its_way = True
            connection.send(_stuffed(message))
            code, text = connection.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            reason = str(error)
            raise Lost(reason, may_be_taken=on_its_way, is_about=True) from None
        if not (200 <= code < 300 or 400 <= code < 600):
            self._drop()
            raise Lost(f"It answers {code}.", may_be_taken=True)
        if code == 421:
            self._drop()
        return _answer(code, text)

    def _enveloped(
        self, connection: smtplib.SMTP, sender: str, recipient: str
    ) -> Answer | None:
        """Say from whom and to whom it is; an answer where the server refuses it."""
        lines = (f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>", "DATA")
        replies: list[tuple[int, bytes]] = []
        try:
            for reply in _replies(connection, lines):
                replies.append(reply)
        except (OSError, smtplib.SMTPException):
            if not any(code >= 400 for code, _text in replies):
                raise
            self._drop()  # it said no and hung up
        refused = next((reply for reply in replies if reply[0] >= 400), None)
        last = replies[-1][0]
        if refused is None:
            if last == GO_ON and all(200 <= code < 300 for code, _text in replies[:-1]):
                return None
            # It answers something else than what was asked.
            raise smtplib.SMTPServerDisconnected(f"{last} to DATA")
        if self.connection is not None:
            self._reset(connection, refused[0], wants_body=last == GO_ON)
        return _answer(*refused, is_about=replies[0][0] < 400)

    def _reset(self, connection: smtplib.SMTP, code: int, *, wants_body: bool) -> None:
        """Begin anew with the next message, on another connection if need be."""
        try:
            if wants_body:  # nobody takes it, and it wants a message still
                connection.send(b".\r\n")
                connection.getreply()
            if code == 421 or connection.rset()[0] != 250:
                self._drop()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _connected(self) -> _Plain:
        if self.connection is not None and self.sent < MESSAGES:
            return self.connection
        self.close()
        server = self.server
        trust = ssl.create_default_context() if server.security else None
        if trust and server.security == "tls":
            connection: _Plain = _Tls(server, context=trust)
        else:
            connection = _Plain(server)
        self.connection = connection
        if trust and server.security == "starttls":
            connection.starttls(context=trust)
        connection.ehlo_or_helo_if_needed()
        if server.user:
            connection.login(server.user, server.password)
        return connection

    def _drop(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection, self.sent = None, 0


class _Plain(smtplib.SMTP):
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
        return made


class _Lines:
    """What the other side of a connection says, as smtplib reads a file."""

    def __init__(self, connection: _Plain) -> None:
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


class _Tls(_Plain, smtplib.SMTP_SSL):
    """The same, and nothing is said in the clear."""


def _replies(
    connection: smtplib.SMTP, lines: Sequence[str]
) -> Iterator[tuple[int, bytes]]:
    if connection.has_extn("pipelining"):
        # What was said is answered in full, or the next answers are misread.
        connection.send("".join(f"{line}\r\n" for line in lines))
        for _line in lines:
            yield connection.getreply()
        return
    for line in lines:
        connection.putcmd(line)
        reply = connection.getreply()
        yield reply
        if reply[0] >= 400:
            return


def _stuffed(message: bytes) -> bytes:
    """As it goes over the wire: points at line beginnings doubled, one at the end."""
    body = message.replace(b"\r\n.", b"\r\n..")
    if body.startswith(b"."):
        body = b"." + body
    return body + (b".\r\n" if body.endswith(b"\r\n") else b"\r\n.\r\n")


def _answer(code: int, said: bytes | str, *, is_about: bool = True) -> Answer:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return Answer(code, text, is_about, is_smtp=True)
