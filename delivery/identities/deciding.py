"""Whether an account may send from an address."""

from __future__ import annotations

from email.utils import parseaddr
from typing import TYPE_CHECKING

from django.conf import settings

from audiences.senders import why_unsayable
from delivery.identities.keys import can_be_opened
from delivery.identities.names import domain_of, is_freemail, normalized
from delivery.models import Channel, Kind
from delivery.troubles import Trouble

if TYPE_CHECKING:
    from accounts.models import Account
    from delivery.models import Message, SendingDomain

TO_MANY = {Kind.BULK, Kind.FLOW}


class MayNotSend(Exception):
    """A message comes from an address that its account may not send from.

    In words: why not, and what to do.
    """

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble

    def __str__(self) -> str:
        return self.trouble.in_words


def ensure_may_send(message: Message) -> None:
    """Raises MayNotSend; by SMS the program decides (`delivery.sms.programs`)."""
    if message.channel == Channel.SMS:
        return
    account = message.audience.account
    if trouble := trouble_with(account, message.from_email, message.kind):
        raise MayNotSend(trouble)


def may_send(account: Account, email: str, kind: str) -> str:
    """Nothing where it may; otherwise why not, and what to do, in a sentence.

    Whatever is sent comes from a verified address, and what goes to many from no
    address of a provider where anybody has one. Notices and replies may come from the
    installation's own address.
    """
    trouble = trouble_with(account, email, kind)
    return trouble.in_words if trouble else ""


def trouble_with(account: Account, email: str, kind: str) -> Trouble | None:
    """The same as a word and what it is about."""
    if kind not in TO_MANY and email.strip().lower() == _own_address():
        return None
    if why_unsayable(email):
        return Trouble("unsayable", email)
    address, domain = normalized(email), domain_of(email)
    if not address:
        return Trouble("no_address", email)
    if kind in TO_MANY and is_freemail(domain):
        return Trouble("freemail", domain)
    return _unverified(account, address, domain)


def _unverified(account: Account, address: str, domain: str) -> Trouble | None:
    own = account.sending_domains.filter(name=domain).with_keys().first()
    if own is not None and own.is_verified:
        return _unsigned(own)
    if account.sender_addresses.verified().filter(email=address).exists():
        return None
    if own is not None:
        return Trouble("domain_unverified", domain)
    return Trouble("address_unverified", address)


def _own_address() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()


def _unsigned(domain: SendingDomain) -> Trouble | None:
    """Why nobody could sign for a verified domain, if nobody could."""
    if all(can_be_opened(key) for key in domain.keys.all() if key.is_in_use):
        return None
    return Trouble("keys_unreadable", domain.name)
