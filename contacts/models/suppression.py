from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from audiences.tenancy import AudienceKey, AudienceReference
from contacts.models.uploads import RefusedRow, Upload
from contacts.suppression import SuppressionQuerySet


class Suppression(models.Model):
    """An address or number, as a hash, that must not be written to or brought back.

    Opt-outs and erasures bind the audience they came from, and the account once that
    audience is gone; dead addresses and complaints bind the account. The audience is
    a bare number, so that the row outlives it.
    """

    class Kind(models.TextChoices):
        UNSUBSCRIBED = "unsubscribed", _("Opted out")
        ERASED = "erased", _("Erased")
        CLEANED = "cleaned", _("Dead address")
        COMPLAINT = "complaint", _("Complaint")
        SMS = "sms", _("Opted out of SMS")

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
        indexes = [
            models.Index(
                fields=["account", "audience_id", "kind"],
                name="contacts_suppression_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {bytes(self.hash).hex()[:8]}"


class SuppressionList(Upload):
    """Addresses that are to be suppressed, as a file that goes when it is read."""

    class Kind(models.TextChoices):
        UNSUBSCRIBED = "unsubscribed", _("They opted out")
        CLEANED = "cleaned", _("Their addresses are dead")
        COMPLAINT = "complaint", _("They complained about mail as spam")

    FOLDER = "suppressions"
    PARAM = "listed"

    # Which columns hold the address and, where one does, the reason.
    address_column = models.PositiveSmallIntegerField(default=0)
    reason_column = models.PositiveSmallIntegerField(null=True)
    # Of the rows that say no reason of their own.
    kind = models.CharField(
        _("why"), max_length=12, choices=Kind, default=Kind.UNSUBSCRIBED
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
    )

    class Meta:
        verbose_name = _("list of suppressed addresses")
        verbose_name_plural = _("lists of suppressed addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "id"], name="contacts_suppressionlist_key"
            ),
            AudienceReference(field="job", name="contacts_suppressionlist_job"),
        ]

    def get_absolute_url(self) -> str:
        args = [self.audience_id, self.pk]
        return reverse("contacts:suppressionlist_detail", args=args)


class SuppressionRefusal(RefusedRow):
    """A line of such a file that names no address, and what it said."""

    pk = models.CompositePrimaryKey("audience_id", "listed_in_id", "line")
    listed_in = AudienceKey(SuppressionList, related_name="refusals", db_index=False)

    class Meta:
        constraints = [
            AudienceReference(
                field="listed_in", name="contacts_suppressionrefusal_list"
            ),
        ]
