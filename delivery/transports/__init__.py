"""Ways out: what takes a message and says what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from delivery.transports.answers import Answer, Lost, Transport
from delivery.transports.smtp import Server, Smtp

if TYPE_CHECKING:
    from delivery.models import Message

__all__ = ["Answer", "Lost", "Transport", "of"]


def of(message: Message) -> Transport:
    """The way out of the message."""
    host, _colon, port = settings.SMTP_SERVER.partition(":")
    return Smtp(Server(host, int(port or 25)))
