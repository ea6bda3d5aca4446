from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from accounts.roles import HOLDERS, Right, Role
from api.querysets import USE_NOTED_EVERY, ApiKeyQuerySet
from audiences.models import Audience


class ApiKey(models.Model):
    """What a program acts with in an account; of the key itself only a hash is kept."""

    account = models.ForeignKey(Account, models.DB_CASCADE, related_name="api_keys")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DB_SET_NULL, null=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=100)
    role = models.CharField(_("role"), max_length=10, choices=Role)
    is_narrowed = models.BooleanField(
        _("only the audiences given to this key"), default=False
    )
    # The first letters of the key, by which people tell keys apart.
    prefix = models.CharField(_("begins with"), max_length=8, editable=False)
    digest = models.BinaryField(max_length=32, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        indexes = [models.Index(fields=["prefix"], name="api_apikey_prefix")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="api_apikey_role"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def may(self, right: Right) -> bool:
        return self.role in HOLDERS[right]

    @property
    def use_is_noted(self) -> bool:
        """Whether the last use that is written down is as good as now."""
        last = self.last_used_at
        return last is not None and timezone.now() - last < USE_NOTED_EVERY


class KeyAccess(models.Model):
    """One audience that a narrowed key may see."""

    pk = models.CompositePrimaryKey("audience_id", "key_id")
    audience = models.ForeignKey(
        Audience, models.DB_CASCADE, related_name="key_accesses", db_index=False
    )
    key = models.ForeignKey(ApiKey, models.DB_CASCADE, related_name="accesses")

    def __str__(self) -> str:
        return f"{self.key_id} · {self.audience_id}"
