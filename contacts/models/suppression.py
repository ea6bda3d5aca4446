from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from contacts.suppression import SuppressionQuerySet


class Suppression(models.Model):
    """An address, as a hash, that must not be written to or brought back.

    Opt-outs and erasures bind the audience they came from, and the account once that
    audience is gone; dead addresses and complaints bind the account. The audience is
    a bare number, so that the row outlives it.
    """

    class Kind(models.TextChoices):
        UNSUBSCRIBED = "unsubscribed", _("Opted out")
        ERASED = "erased", _("Erased")
        CLEANED = "cleaned", _("Dead address")
        COMPLAINT = "complaint", _("Complaint")

    account = models.ForeignKey(
        Account, models.DB_CASCADE, related_name="suppressions", db_index=False
    )
    audience_id = models.BigIntegerField(null=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    hash = models.BinaryField(max_length=32, editable=False)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suppression")
        verbose_name_plural = _("suppressions")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "hash", "audience_id", "kind"],
                nulls_distinct=False,
                name="contacts_suppression_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {bytes(self.hash).hex()[:8]}"
