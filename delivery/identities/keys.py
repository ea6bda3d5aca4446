"""DKIM keys: made here, published by hand, used once they are found, and replaced."""

from __future__ import annotations

import secrets
from base64 import b64encode
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.db import transaction
from django.utils import timezone

from accounts.sealing import Unreadable, opened, seal
from delivery.identities.names import domain_of
from delivery.mime.dkim import Signer
from delivery.models import DkimKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import Account
    from delivery.models import SendingDomain

PURPOSE = "dkim"
BITS = 2048  # what every verifier takes (RFC 8301)
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def signers_of(account: Account, email: str) -> Sequence[Signer]:
    """Who signs what is sent from this address: none where no key is in DNS."""
    keys = DkimKey.objects.filter(
        domain__account=account,
        domain__name=domain_of(email),
        used_at__isnull=False,
        replaced_at=None,
    )
    found = [
        (key, opened_key(key)) for key in keys.select_related("domain").order_by("pk")
    ]
    return [Signer(key.domain.name, key.selector, rsa) for key, rsa in found if rsa]


def opened_key(key: DkimKey) -> RSAPrivateKey | None:
    """The private half; None where the secret of the installation is another now.

    That it is a key of ours is known by its seal: to prove its primes once more takes a
    good part of a second.
    """
    pem = _pem_of(key)
    if not pem:
        return None
    private = load_pem_private_key(
        pem.encode(), None, unsafe_skip_rsa_key_validation=True
    )
    return private if isinstance(private, RSAPrivateKey) else None


def can_be_opened(key: DkimKey) -> bool:
    return bool(_pem_of(key))


def _pem_of(key: DkimKey) -> str:
    try:
        return opened(key.private_key, PURPOSE)
    except Unreadable:
        return ""


def make(domain: SendingDomain) -> DkimKey:
    """A new pair, which waits to be found in DNS."""
    private = generate_private_key(65537, BITS)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = private.public_key().public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )
    return DkimKey.objects.create(
        domain=domain,
        # Of the same domain in another account or installation it is another.
        selector="p" + "".join(secrets.choice(LETTERS) for _ in range(9)),
        private_key=seal(pem.decode(), PURPOSE),
        public_key=b64encode(public).decode(),
    )


@transaction.atomic
def rotate(domain: SendingDomain) -> DkimKey | None:
    """Begin to replace the key in use; None where another waits already.

    One that waits and cannot be opened any more gives way.
    """
    _hold(domain)
    waiting = domain.keys.filter(used_at=None).first()
    if waiting and opened_key(waiting):
        return None
    if waiting:
        waiting.delete()
    return make(domain)


def switch_to(key: DkimKey) -> bool:
    """Let a key that was found sign from now on; the one before it signs no more.

    Whoever calls holds the domain.
    """
    if key.used_at or not opened_key(key):
        return False
    now = timezone.now()
    used = DkimKey.objects.filter(domain=key.domain_id, used_at__isnull=False)
    used.filter(replaced_at=None).update(replaced_at=now, private_key="")
    return bool(DkimKey.objects.filter(pk=key.pk, used_at=None).update(used_at=now))


def forget_replaced() -> int:
    """Forget those whose record may go from DNS."""
    over = timezone.now() - DkimKey.STAYS
    return DkimKey.objects.filter(replaced_at__lt=over).delete()[0]


def _hold(domain: SendingDomain) -> None:
    type(domain).objects.select_for_update().get(pk=domain.pk)
