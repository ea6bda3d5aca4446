"""Single addresses: whoever reads their mail says that an account may send as them."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import limits
from accounts.limits import Rate
from accounts.models import AuditEntry
from delivery.models import SenderAddress

if TYPE_CHECKING:
    from accounts.models import Account, User

MOST = 200  # of one account
# Links that are mailed: to one address from wherever, and for one account.
TO_ONE = Rate(3, seconds=3600)
OF_ONE = Rate(30, seconds=86_400)


class NotMailed(Exception):
    """The link could not be sent, in a sentence that says why."""


def add(
    account: Account, email: str, *, actor: User, ip: str | None = None
) -> tuple[SenderAddress, bool]:
    """The address, which waits to be confirmed, and whether it is new."""
    with transaction.atomic():
        address, is_new = SenderAddress.objects.get_or_create(
            account=account, email=email, defaults={"added_by": actor}
        )
        if is_new:
            _record("added", address, actor, ip)
    return address, is_new


def ask(address: SenderAddress, *, actor: User) -> None:
    """Mail a link to the address; the links before it are void. Raises NotMailed."""
    digest = hashlib.sha256(address.email.encode()).hexdigest()[:32]
    of_account = limits.take(f"sender:account:{address.account_id}", OF_ONE)
    if not of_account or not limits.take(f"sender:address:{digest}", TO_ONE):
        raise NotMailed(
            _("Too many links were sent in a short time. Try again in an hour.")
        )
    token = secrets.token_urlsafe(32)
    path = reverse("identities:address_confirm", args=[token])
    said = {"address": address, "actor": actor, "url": f"{settings.PUBLIC_URL}{path}"}
    who = " ".join(address.account.name.split())  # a header is one line
    mail = EmailMessage(
        _("May %s send mail as you?") % who,
        render_to_string("identities/address_mail.txt", said),
        to=[address.email],
    )
    try:
        mail.send()
    except (OSError, ImproperlyConfigured) as error:  # smtplib's are of the first
        raise NotMailed(
            _("The mail with the link could not be sent: %s") % error
        ) from None
    SenderAddress.objects.filter(pk=address.pk).update(
        digest=_digest(token), asked_at=timezone.now()
    )


def asked_by(token: str) -> SenderAddress | None:
    """The address that the link is about; None where it is void or too old."""
    asked = SenderAddress.objects.asked_within(SenderAddress.LASTS)
    return asked.select_related("account").filter(digest=_digest(token)).first()


@transaction.atomic
def confirm(address: SenderAddress, *, ip: str | None = None) -> bool:
    """Write down that its reader agreed; False where that is known already."""
    waiting = SenderAddress.objects.filter(pk=address.pk, verified_at=None)
    if not waiting.update(verified_at=timezone.now()):
        return False
    _record("verified", address, None, ip)
    return True


@transaction.atomic
def delete(address: SenderAddress, *, actor: User, ip: str | None = None) -> None:
    _record("deleted", address, actor, ip)
    address.delete()


def _digest(token: str) -> bytes:
    """A plain hash will do: nobody guesses 256 random bits."""
    return hashlib.sha256(token.encode()).digest()


def _record(
    verb: str, address: SenderAddress, actor: User | None, ip: str | None
) -> None:
    AuditEntry.objects.record(
        address.account,
        f"sender_address.{verb}",
        address.email,
        actor=actor,
        ip=ip,
        address=address.pk,
    )
