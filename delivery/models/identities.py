"""Who an account may send as: domains, the keys that sign for them, and addresses."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from delivery.querysets import SenderAddressQuerySet, SendingDomainQuerySet


class SendingDomain(models.Model):
    """A domain whose addresses may stand in From, once one of its keys is in DNS.

    A look-up that finds no key any more takes that back after `GRACE`; one that nobody
    answers says nothing.
    """

    GRACE = timedelta(days=3)

    account = models.ForeignKey(
        Account, models.DB_CASCADE, related_name="sending_domains"
    )
    name = models.CharField(_("domain"), max_length=253)
    # How its mail leaves, sealed; empty for the installation's way.
    mail_url = models.TextField(blank=True, editable=False)
    # By the kind of record, what the last look-up found (`identities.checking`).
    findings = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    checked_at = models.DateTimeField(_("last looked up"), null=True, editable=False)
    verified_at = models.DateTimeField(_("verified"), null=True, editable=False)
    missing_since = models.DateTimeField(null=True, editable=False)

    objects = SendingDomainQuerySet.as_manager()

    class Meta:
        verbose_name = _("sending domain")
        verbose_name_plural = _("sending domains")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "name"], name="delivery_sendingdomain_name"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def lost_at(self) -> datetime | None:
        """When its addresses may no more be sent from, where its key is missing."""
        return self.missing_since and self.missing_since + self.GRACE

    @property
    def is_verified(self) -> bool:
        return self.state in {"verified", "failing"}

    @property
    def state(self) -> str:
        """One of waiting, verified, failing (for as long as the grace lasts), lost."""
        if self.verified_at is None:
            return "waiting"
        if self.lost_at is None:
            return "verified"
        return "failing" if timezone.now() < self.lost_at else "lost"


class DkimKey(models.Model):
    """A pair that signs for a domain: made, found in DNS and used, replaced, forgotten.

    When it is replaced its private half is destroyed; its record has to stay in DNS for
    `STAYS`, for what is on its way.
    """

    STAYS = timedelta(days=7)

    domain = models.ForeignKey(SendingDomain, models.DB_CASCADE, related_name="keys")
    selector = models.CharField(_("selector"), max_length=63)
    private_key = models.TextField(editable=False)  # sealed
    public_key = models.TextField(editable=False)  # as DNS has it
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    used_at = models.DateTimeField(_("in use since"), null=True, editable=False)
    replaced_at = models.DateTimeField(_("replaced"), null=True, editable=False)

    class Meta:
        verbose_name = _("DKIM key")
        verbose_name_plural = _("DKIM keys")
        constraints = [
            models.UniqueConstraint(
                fields=["domain", "selector"], name="delivery_dkimkey_selector"
            ),
            models.UniqueConstraint(
                fields=["domain"],
                condition=Q(used_at=None),
                name="delivery_dkimkey_one_waits",
            ),
            models.UniqueConstraint(
                fields=["domain"],
                condition=Q(used_at__isnull=False, replaced_at=None),
                name="delivery_dkimkey_one_is_used",
            ),
        ]

    def __str__(self) -> str:
        return self.record_name

    @property
    def record_name(self) -> str:
        return f"{self.selector}._domainkey.{self.domain.name}"

    @property
    def record(self) -> str:
        return f"v=DKIM1; k=rsa; p={self.public_key}"

    @property
    def is_in_use(self) -> bool:
        return self.used_at is not None and self.replaced_at is None

    @property
    def removable_at(self) -> datetime | None:
        return self.replaced_at and self.replaced_at + self.STAYS


class SenderAddress(models.Model):
    """An address that may stand in From, once whoever reads its mail has said so."""

    LASTS = timedelta(hours=72)

    account = models.ForeignKey(
        Account, models.DB_CASCADE, related_name="sender_addresses"
    )
    email = models.EmailField(_("address"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DB_SET_NULL, null=True, related_name="+"
    )
    # Of the link that was mailed last.
    digest = models.BinaryField(max_length=32, null=True, editable=False)
    asked_at = models.DateTimeField(_("asked"), null=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    verified_at = models.DateTimeField(_("verified"), null=True, editable=False)

    objects = SenderAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("sender’s address")
        verbose_name_plural = _("senders’ addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "email"], name="delivery_senderaddress_email"
            )
        ]
        indexes = [
            models.Index(fields=["digest"], name="delivery_senderaddress_digest")
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def state(self) -> str:
        """One of verified, asked, expired (the link is too old), unasked."""
        if self.verified_at:
            return "verified"
        if self.asked_at is None:
            return "unasked"
        return "asked" if timezone.now() < self.asked_at + self.LASTS else "expired"
