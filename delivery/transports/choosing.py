"""Which way a message goes: its domain's own, or the installation's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from accounts.sealing import Unreadable, opened, seal
from delivery.identities.names import domain_of
from delivery.models import SendingDomain
from delivery.transports.addresses import BadAddress, way_to
from delivery.transports.answers import Answer, Lost, Transport
from delivery.troubles import Trouble

if TYPE_CHECKING:
    from delivery.models import Message
    from delivery.transports.answers import Transport

PURPOSE = "mail url"


class Shut(Transport):
    """A way that nobody can go, so that messages wait until somebody mends it."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble

    def send(self, sender: str, recipient: str, message: bytes) -> Answer:
        """Nobody who looks at `trouble` before comes to this."""
        raise Lost(self.trouble.code, may_be_taken=False)

    def close(self) -> None:
        pass


def of(message: Message) -> Transport:
    """The way out of this message, not opened yet; whoever asks for it closes it.

    It is that of the domain that the message comes from, where the account set one.
    """
    account = message.audience.account_id
    named = SendingDomain.objects.filter(
        account=account, name=domain_of(message.from_email)
    )
    sealed = named.values_list("mail_url", flat=True).first()
    try:
        if sealed:
            return way_to(opened(sealed, PURPOSE), is_guest=True)
        return way_to(settings.MAIL_URL)
    except BadAddress:
        return Shut(Trouble("way_wrong"))
    except Unreadable:
        return Shut(Trouble("way_sealed"))


def sealed_url(url: str) -> str:
    """A mail URL as a domain keeps it; raises BadAddress."""
    way_to(url, is_guest=True).close()
    return seal(url, PURPOSE)


def check() -> None:
    """Refuse to start where the installation's way out leads nowhere."""
    try:
        way_to(settings.MAIL_URL).close()
    except BadAddress as wrong:
        raise SystemExit(f"PARTERRE_MAIL: {wrong}") from None
