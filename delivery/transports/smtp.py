"""SMTP on connections that are used again, in fewer turns where the server lets us.

While the server takes in a message, the next is fetched, and where it offers PIPELINING
the envelope of that one went out behind the body already (RFC 2920, 3.1): a message
takes one turn instead of four, and nobody waits for the other.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Iterable, Iterator
from contextlib import suppress

from delivery.transports.answers import Answer, Lost, Parcel, Said, Transport
from delivery.transports.connecting import Plain, Server, connected

GO_ON = 354
MESSAGES = 100  # on one connection; many servers close it after some hundred
# Nothing that could end a command and begin another (an empty sender is that of what
# nobody answers).
ADDRESS = re.compile(r"[^\x00-\x20<>\x7f-\uffff]*", re.A)


class Smtp(Transport):
    """One connection at a time, opened when something is sent and opened again."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.connection: Plain | None = None
        self.sent = 0  # envelopes on this connection
        self.ahead: Parcel | None = None  # whose envelope is out, without an answer yet

    def send(self, sender: str, recipient: str, message: bytes) -> Answer:
        """Raises Lost; the next message then gets a new connection."""
        (said,) = self.post([Parcel(sender, recipient, message)])
        if isinstance(said, Exception):
            raise said
        return said

    def post(self, parcels: Iterable[Parcel]) -> Iterator[Said]:
        """Each is asked for while the server takes in the one before the last."""
        coming = iter(parcels)
        try:
            one, after = next(coming, None), next(coming, None)
            while one is not None:
                said = self._enveloped(one) or self._sent(one, after)
                third = next(coming, None) if after else None
                yield said or self._taken()
                one, after = after, third
        except BaseException:  # somebody's words are still on their way
            self._drop()
            raise

    def close(self) -> None:
        if self.connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                self.connection.quit()
        self._drop()

    def _enveloped(self, one: Parcel) -> Said | None:
        """Say from whom and to whom it is; None where the server wants its body."""
        if not _is_sayable(one):
            return ValueError("This is no address that SMTP could say.")
        try:
            connection = self._connected()
        except smtplib.SMTPResponseException as refused:
            self._drop()
            return _answer(refused.smtp_code, refused.smtp_error, is_about=False)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Lost(str(error), may_be_taken=False)
        is_new = self.sent == 0
        try:
            return self._heard_of_envelope(connection, one)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            if is_new:
                return Lost(str(error), may_be_taken=False, is_about=True)
        # It was closed since: servers take so many on one, or wait only so long.
        return self._enveloped(one)

    def _heard_of_envelope(self, connection: Plain, one: Parcel) -> Answer | None:
        replies: list[tuple[int, bytes]] = []
        try:
            for reply in self._replies(connection, one):
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

    def _replies(self, connection: Plain, one: Parcel) -> Iterator[tuple[int, bytes]]:
        """Those to its envelope; once one of them says no, the others are not asked."""
        lines = _envelope(one)
        is_out, self.ahead = self.ahead is one, None
        if not is_out:
            connection.allow(self.server.timeout)
            self.sent += 1
        if is_out or connection.has_extn("pipelining"):
            # What was said is answered in full, or the next answers are misread.
            if not is_out:
                connection.send(_in_one(lines))
            for _line in lines:
                yield connection.getreply()
            return
        for line in lines:
            connection.putcmd(line)
            reply = connection.getreply()
            yield reply
            if reply[0] >= 400:
                return

    def _sent(self, one: Parcel, after: Parcel | None) -> Lost | None:
        """Put its body on the wire, and behind it the envelope of the next."""
        connection = self._open
        connection.allow(self.server.timeout)
        wire = _stuffed(one.message)
        if (
            after is not None
            and _is_sayable(after)
            and self.sent < MESSAGES
            and connection.has_extn("pipelining")
        ):
            wire += _in_one(_envelope(after))
            self.ahead, self.sent = after, self.sent + 1
        try:
            connection.send(wire)
        except (OSError, smtplib.SMTPException) as error:
            return self._lost(str(error))
        return None

    def _taken(self) -> Said:
        """What the server says of the message whose body it got."""
        try:
            code, text = self._open.getreply()
        except (OSError, smtplib.SMTPException) as error:
            return self._lost(str(error))
        if not (200 <= code < 300 or 400 <= code < 600):
            return self._lost(f"It answers {code}.")
        if code == 421:
            self._drop()
        return _answer(code, text)

    def _lost(self, reason: str) -> Lost:
        self._drop()
        return Lost(reason, may_be_taken=True, is_about=True)

    def _reset(self, connection: Plain, code: int, *, wants_body: bool) -> None:
        """Begin anew with the next message, on another connection if need be."""
        try:
            if wants_body:  # nobody takes it, and it wants a message still
                connection.send(b".\r\n")
                connection.getreply()
            if code == 421 or connection.rset()[0] != 250:
                self._drop()
        except (OSError, smtplib.SMTPException):
            self._drop()

    @property
    def _open(self) -> Plain:
        """The connection on which an envelope was taken."""
        if self.connection is None:
            raise smtplib.SMTPServerDisconnected("There is no connection.")
        return self.connection

    def _connected(self) -> Plain:
        if self.connection is not None and (self.ahead or self.sent < MESSAGES):
            return self.connection
        self.close()
        self.connection = connected(self.server)
        return self.connection

    def _drop(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection, self.sent, self.ahead = None, 0, None


def _is_sayable(one: Parcel) -> bool:
    return bool(ADDRESS.fullmatch(one.sender) and ADDRESS.fullmatch(one.recipient))


def _envelope(one: Parcel) -> tuple[str, ...]:
    return f"MAIL FROM:<{one.sender}>", f"RCPT TO:<{one.recipient}>", "DATA"


def _in_one(lines: Iterable[str]) -> bytes:
    return "".join([f"{line}\r\n" for line in lines]).encode("ascii")


def _stuffed(message: bytes) -> bytes:
    """As it goes over the wire: points at line beginnings doubled, one at the end."""
    body = message
    if body.rfind(b"\r\n.") >= 0:  # from behind it takes half as long
        body = body.replace(b"\r\n.", b"\r\n..")
    if body.startswith(b"."):
        body = b"." + body
    return body + (b".\r\n" if body.endswith(b"\r\n") else b"\r\n.\r\n")


def _answer(code: int, said: bytes | str, *, is_about: bool = True) -> Answer:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return Answer(code, text, is_about, is_smtp=True)
