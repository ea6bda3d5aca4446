"""The states of domains and addresses in words, with the color of their badge."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils import formats, timezone
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from delivery.models import SenderAddress, SendingDomain


class Said(NamedTuple):
    kind: str
    label: str
    text: str


def of_domain(domain: SendingDomain) -> Said:
    match domain.state:
        case "verified":
            said = [_("Every address at this domain may send.")]
            if domain.findings.get("dmarc", {}).get("state") == "missing":
                said.append(_("Large inboxes also ask for a DMARC record, see below."))
            return Said("ok", _("Verified"), " ".join(said))
        case "failing":
            until = timezone.localtime(domain.lost_at or timezone.now())
            text = _(
                "Its key is not in DNS any more. Unless it comes back, sending stops "
                "on %s."
            )
            day = formats.date_format(until, "DATETIME_FORMAT")
            return Said("bad", _("Key missing"), text % day)
        case "lost":
            text = _(
                "Its key is gone from DNS: nothing is sent from it until it is back."
            )
            return Said("bad", _("Not verified any more"), text)
        case _:
            text = _("It waits for its key in DNS: publish the first record below.")
            return Said("warn", _("Not verified yet"), text)


def of_address(address: SenderAddress) -> Said:
    match address.state:
        case "verified":
            return Said("ok", _("Confirmed"), "")
        case "asked":
            return Said("warn", _("Link sent"), _("Waits for the link to be opened."))
        case "expired":
            text = _("Nobody opened it within 72 hours.")
            return Said("bad", _("Link too old"), text)
        case _:
            return Said("bad", _("No link sent"), _("Send it again."))
