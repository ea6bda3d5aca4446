"""SMTP on connections that are used again, in fewer turns where the server lets us.

Signing in and TLS are the standard library's; a message then takes two turns instead of
four where the server offers PIPELINING (RFC 2920).
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from delivery.transports import reaching
from delivery.transports.answers import Answer, Lost

GO_ON = 354
MESSAGES = 100  # on one connection; many servers close it after some hundred
PATIENCE = 60.0
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
        self.connection: smtplib.SMTP | None = None
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
        self.sent += 1
        return self._hand_over(connection, sender, recipient, message)

    def close(self) -> None:
        if self.connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                self.connection.quit()
        self._drop()

    def _hand_over(
        self, connection: smtplib.SMTP, sender: str, recipient: str, message: bytes
    ) -> Answer:
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
            raise Lost(str(error), may_be_taken=on_its_way) from None
        if code == 421:
            self._drop()
        return _answer(code, text)

    def _enveloped(
        self, connection: smtplib.SMTP, sender: str, recipient: str
    ) -> Answer | None:
        """Say from whom and to whom it is; an answer where the server refuses it."""
        lines = (f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>", "DATA")
        if connection.has_extn("pipelining"):
            # What was said is answered in full, or the next answers are misread.
            connection.send("".join(f"{line}\r\n" for line in lines))
            replies = [connection.getreply() for _line in lines]
        else:
            replies = []
            for line in lines:
                connection.putcmd(line)
                replies.append(connection.getreply())
                if replies[-1][0] >= 400:
                    break
        refused = next((reply for reply in replies if reply[0] >= 400), None)
        if refused is None and replies[-1][0] == GO_ON:
            return None
        code, text = refused or replies[-1]
        if replies[-1][0] == GO_ON:  # nobody takes it, and it wants a message still
            connection.send(b".\r\n")
            connection.getreply()
        self._reset(connection, code)
        return _answer(code, text, is_about=replies[0][0] < 400)

    def _reset(self, connection: smtplib.SMTP, code: int) -> None:
        if code == 421:
            self._drop()
            return
        connection.rset()

    def _connected(self) -> smtplib.SMTP:
        if self.connection is not None and self.sent < MESSAGES:
            return self.connection
        self.close()
        server = self.server
        trust = ssl.create_default_context() if server.security else None
        if trust and server.security == "tls":
            connection: smtplib.SMTP = _Tls(server, context=trust)
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
    """A connection that is made with the host's name, by which TLS knows it."""

    def __init__(self, server: Server, **more: Any) -> None:
        self.may_be_near = server.may_be_near
        super().__init__(
            *(server.host, server.port, server.local_name),
            timeout=server.timeout,
            **more,
        )

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        where = host if self.may_be_near else reaching.far_address_of(host, port)
        made: socket.socket = super()._get_socket(where, port, timeout)  # type: ignore[misc]
        return made


class _Tls(_Plain, smtplib.SMTP_SSL):
    """The same, and nothing is said in the clear."""


def _stuffed(message: bytes) -> bytes:
    """As it goes over the wire: points at line beginnings doubled, one at the end."""
    body = message.replace(b"\r\n.", b"\r\n..")
    if body.startswith(b"."):
        body = b"." + body
    return body + (b".\r\n" if body.endswith(b"\r\n") else b"\r\n.\r\n")


def _answer(code: int, said: bytes | str, *, is_about: bool = True) -> Answer:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return Answer(code, text, is_about, is_smtp=True)
