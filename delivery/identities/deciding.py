"""Whether an account may send from an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from delivery.identities.keys import opened_key
from delivery.identities.names import domain_of, is_freemail, normalized
from delivery.models import Kind

if TYPE_CHECKING:
    from accounts.models import Account
    from delivery.models import SendingDomain

TO_MANY = {Kind.BULK, Kind.FLOW}


def may_send(account: Account, email: str, kind: str) -> str:
    """Nothing where it may; otherwise why not, and what to do, in a sentence.

    Whatever is sent comes from a verified address, and what goes to many from no
    address of a provider where anybody has one.
    """
    address, domain = normalized(email), domain_of(email)
    if not address:
        return _("“%s” is no address that mail could come from.") % email
    if kind in TO_MANY and is_freemail(domain):
        return _(
            "Mail to many cannot come from %(domain)s: inboxes refuse it unless "
            "%(domain)s sent it itself. Use an address at a domain of your own."
        ) % {"domain": domain}
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


def _unsigned(domain: SendingDomain) -> str:
    """Why nobody could sign for a verified domain, if nobody could."""
    if all(opened_key(key) for key in domain.keys.all() if key.is_in_use):
        return ""
    return (
        _(
            "The keys that sign for %s were made with another secret of this "
            "installation: make new ones on the page of the domain."
        )
        % domain
    )
