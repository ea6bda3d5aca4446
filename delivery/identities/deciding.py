"""Whether an account may send from an address."""

from __future__ import annotations

from email.utils import parseaddr
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from audiences.senders import why_unsayable
from delivery.identities.keys import can_be_opened
from delivery.identities.names import domain_of, is_freemail, normalized
from delivery.models import Channel, Kind

if TYPE_CHECKING:
    from accounts.models import Account
    from delivery.models import Message, SendingDomain

TO_MANY = {Kind.BULK, Kind.FLOW}


class MayNotSend(Exception):
    """A message comes from an address that its account may not send from.

    In words: why not, and what to do.
    """


def ensure_may_send(message: Message) -> None:
    """Raises MayNotSend; by SMS the program decides (`delivery.sms.programs`)."""
    if message.channel == Channel.SMS:
        return
    why = may_send(message.audience.account, message.from_email, message.kind)
    if why:
        raise MayNotSend(why)


def may_send(account: Account, email: str, kind: str) -> str:
    """Nothing where it may; otherwise why not, and what to do, in a sentence.

    Whatever is sent comes from a verified address, and what goes to many from no
    address of a provider where anybody has one. Notices and replies may come from the
    installation's own address.
    """
    if kind not in TO_MANY and email.strip().lower() == _own_address():
        return ""
    if why := why_unsayable(email):
        return why
    address, domain = normalized(email), domain_of(email)
    if not address:
        return _("“%s” is no address that mail could come from.") % email
    if kind in TO_MANY and is_freemail(domain):
        return _(
            "Mail to many cannot come from %(domain)s: inboxes refuse it unless "
            "%(domain)s sent it itself. Use an address at a domain of your own."
        ) % {"domain": domain}
    return _unverified(account, address, domain)


def _unverified(account: Account, address: str, domain: str) -> str:
    own = account.sending_domains.filter(name=domain).with_keys().first()
    if own is not None and own.is_verified:
        return _unsigned(own)
    if account.sender_addresses.verified().filter(email=address).exists():
        return ""
    if own is not None:
        return (
            _("The domain %s is not verified: its page says which record is missing.")
            % domain
        )
    return (
        _("%s is not verified: under Senders, add its domain or confirm the address.")
        % address
    )


def _own_address() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()


def _unsigned(domain: SendingDomain) -> str:
    """Why nobody could sign for a verified domain, if nobody could."""
    if all(can_be_opened(key) for key in domain.keys.all() if key.is_in_use):
        return ""
    return (
        _(
            "The keys that sign for %s were made with another secret of this "
            "installation: make new ones on the page of the domain."
        )
        % domain
    )
