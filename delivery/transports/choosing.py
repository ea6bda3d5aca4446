"""Which way a message goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from delivery.transports.addresses import BadAddress, way_to

if TYPE_CHECKING:
    from delivery.models import Message
    from delivery.transports.answers import Transport


def of(message: Message) -> Transport:
    """The way out of this message, not opened yet; whoever asks for it closes it."""
    return way_to(settings.MAIL_URL)


def check() -> None:
    """Refuse to start where the installation's way out leads nowhere."""
    try:
        way_to(settings.MAIL_URL).close()
    except BadAddress as wrong:
        raise SystemExit(f"PARTERRE_MAIL: {wrong}") from None
