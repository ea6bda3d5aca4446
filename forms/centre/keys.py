"""Links that are sent to somebody alone, and end after a while."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from forms.models import CentreKey

if TYPE_CHECKING:
    from contacts.models import Contact

Purpose = CentreKey.Purpose
LASTING = {
    Purpose.OPEN: timedelta(hours=24),
    Purpose.ADDRESS: timedelta(hours=72),
}
# How long a page still says that a link is too old, instead of that it is none.
KEPT = timedelta(days=30)
WRITTEN = re.compile(r"[A-Za-z0-9_-]{32}", re.A)


@transaction.atomic
def make(contact: Contact, purpose: Purpose, email: str = "") -> str:
    """A new link, in full. Of those to a new address only the last one counts."""
    now, token = timezone.now(), secrets.token_urlsafe(24)
    own = contact.audience.centrekeys.filter(contact=contact.pk)
    own.filter(expires_at__lt=now - KEPT).delete()
    if purpose != Purpose.OPEN:
        own.filter(purpose=purpose).fresh(now).update(expires_at=now)
    contact.audience.centrekeys.create(
        contact=contact,
        purpose=purpose,
        digest=digest_of(token),
        email=email,
        made_at=now,
        expires_at=now + LASTING[purpose],
    )
    name = "centre" if purpose == Purpose.OPEN else "centre_confirm"
    return f"{settings.PUBLIC_URL}{reverse(name, args=[token])}"


def find(token: str) -> CentreKey | None:
    """The key that has the token, also one whose time is over."""
    if not WRITTEN.fullmatch(token):
        return None
    # Found by a hash of 192 random bits: how long it takes tells nothing of them.
    keys = CentreKey.objects.select_related("audience__account")
    key = keys.filter(digest=digest_of(token)).first()
    if key is None or key.audience.deleting_at:
        return None
    return key


def digest_of(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
