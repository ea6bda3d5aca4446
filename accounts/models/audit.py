from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.accounts import Account
from accounts.models.users import User


class AuditEntryManager(models.Manager["AuditEntry"]):
    def record(
        self,
        account: Account,
        verb: str,
        label: str,
        *,
        actor: User | None,
        ip: str | None = None,
        with_key: str = "",
        **details: Any,
    ) -> AuditEntry:
        """Add one line to the account's log, e.g. `audience.deleted`, its name.

        `with_key` names the API key that a program did it with, for the actor.
        """
        if with_key:
            details["with_key"] = with_key
        return self.create(
            account=account,
            actor=actor,
            actor_email=actor.email if actor else "",
            verb=verb,
            label=label[:200],
            ip=ip,
            details=details,
        )


class AuditEntry(models.Model):
    """Who changed or exported what, when and from where; written once."""

    account = models.ForeignKey(
        Account, models.DB_CASCADE, related_name="audit_entries"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DB_SET_NULL, null=True, related_name="+"
    )
    actor_email = models.EmailField(_("by"), blank=True)
    verb = models.CharField(_("what"), max_length=50)
    label = models.CharField(_("on"), max_length=200)
    ip = models.GenericIPAddressField(_("from"), null=True)
    details = models.JSONField(_("details"), default=dict)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    objects = AuditEntryManager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        indexes = [
            models.Index(
                fields=["account", "-at", "-id"], name="accounts_audit_account_at"
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb} · {self.label}"

    @property
    def by(self) -> str:
        """Who did it, and with which API key where a program did."""
        key = self.details.get("with_key", "")
        if not key:
            return self.actor_email
        if not self.actor_email:
            return _("the key “%(key)s”") % {"key": key}
        said = _("%(who)s with the key “%(key)s”")
        return said % {"who": self.actor_email, "key": key}
