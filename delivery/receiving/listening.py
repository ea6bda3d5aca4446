"""Mail that a mail server hands over on a socket, by LMTP or SMTP.

It is told that a message was taken only when that is committed: until then it keeps it,
and comes again. Each message is stored by a thread of its own, a few at once.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections

from delivery import addressing
from delivery.models import Received
from delivery.receiving import finding, storing
from delivery.receiving.encrypting import Certificate, certificate_of

logger = logging.getLogger(__name__)

AT_ONCE = 4
PATIENCE = 300.0  # seconds without a word
TAKEN = "250 2.0.0 Taken"
LATER = "451 4.3.0 Not now, come again"
NOT_OURS = "550 5.7.1 This is not a mail server of that domain"
MANY = (
    f"452 4.5.3 No more than {storing.MOST_RECIPIENTS} recipients at once: "
    "come again with those who are left"
)
UNKNOWN = "550 5.1.1 There is no such address"


class BySmtp(SMTP):
    # Longer lines than a server may send are read as well.
    line_length_limit = 2**16


class ByLmtp(LMTP):
    """Answers what it took once for each recipient (RFC 2033)."""

    line_length_limit = 2**16
    owed = 0

    async def push[T: (str, bytes)](self, status: T) -> None:
        text = status if isinstance(status, str) else status.decode("latin-1")
        if text.startswith("354"):  # what is said next is about the message
            await super().push(status)
            self.owed = len(self.envelope.rcpt_tos) if self.envelope else 0
            return
        times, self.owed = max(self.owed, 1), 0
        for _recipient in range(times):
            await super().push(status)


CLASSES = {"lmtp": ByLmtp, "smtp": BySmtp}


class Handler:
    """Answers to a session; `protocol` is "lmtp" or "smtp"."""

    def __init__(self, protocol: str, certificate: Certificate | None = None) -> None:
        self.protocol, self.certificate = protocol, certificate
        self.pool = ThreadPoolExecutor(AT_ONCE)

    async def handle_RCPT(  # noqa: N802 - by this name it is asked
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        domain = address.rpartition("@")[2].lower()
        if not domain or domain != settings.INBOUND_DOMAIN:
            return NOT_OURS
        if len(envelope.rcpt_tos) >= storing.MOST_RECIPIENTS:
            return MANY
        if read := addressing.read(address):
            known = await self._in_thread(lambda: finding.find([read[1]]))
            if known is None:
                return LATER
            if not known:
                return UNKNOWN
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        kept = await self._in_thread(
            lambda: storing.keep(
                raw,
                Received.Way(self.protocol),
                sender=envelope.mail_from or "",
                recipients=envelope.rcpt_tos,
            )
        )
        return LATER if kept is None else TAKEN

    async def handle_exception(self, error: Exception) -> str:
        logger.error("A session of inbound mail failed", exc_info=error)
        return LATER

    async def _in_thread[T](self, call: Callable[[], T]) -> T | None:
        """What it returns; None while the database is away."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.pool, _guarded, call)


def _guarded[T](call: Callable[[], T]) -> T | None:
    close_old_connections()
    try:
        return call()
    except (DatabaseError, InterfaceError):
        logger.exception("Inbound mail could not be kept")
        return None
    finally:
        close_old_connections()


def place_of(listen: str) -> tuple[str, int]:
    """ "127.0.0.1:2424" or "[::1]:2424", or a port alone on this machine."""
    host, _colon, port = listen.rpartition(":")
    if not port.isdecimal() or int(port) > 65_535:
        raise ValueError("say host:port, e.g. 127.0.0.1:2424")
    return host.strip("[]") or "127.0.0.1", int(port)


def serve(listen: str, protocol: str, say: Callable[[str], None]) -> None:
    """Until SIGTERM or SIGINT; sessions that are under way may finish."""
    if protocol not in CLASSES:
        raise ValueError("PARTERRE_INBOUND_PROTOCOL is lmtp or smtp")
    files = settings.INBOUND_CERTIFICATE, settings.INBOUND_KEY
    handler = Handler(protocol, certificate_of(*files))
    asyncio.run(_serve(*place_of(listen), handler, say))


async def _serve(
    host: str, port: int, handler: Handler, say: Callable[[str], None]
) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for request in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(request, stop.set)
    server = await loop.create_server(lambda: _session(handler), host, port)
    taken = server.sockets[0].getsockname()[1]
    how = handler.protocol + (" (STARTTLS)" if handler.certificate else "")
    say(f"Taking mail for {settings.INBOUND_DOMAIN} by {how} at {host}:{taken}")
    await stop.wait()
    server.close()
    await loop.run_in_executor(None, handler.pool.shutdown)


def _session(handler: Handler) -> SMTP:
    kind: Any = CLASSES[handler.protocol]
    session: SMTP = kind(
        handler,
        hostname=settings.INBOUND_DOMAIN,
        ident="Parterre",
        data_size_limit=settings.INBOUND_MAX_BYTES,
        enable_SMTPUTF8=True,
        decode_data=False,
        timeout=PATIENCE,
        tls_context=handler.certificate.context() if handler.certificate else None,
    )
    return session
