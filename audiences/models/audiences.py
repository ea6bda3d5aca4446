import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Membership
from accounts.zones import validate_time_zone
from audiences.querysets import AudienceQuerySet


def new_public_id() -> str:
    """Return ten random hex digits: what the API and its clients name a row by."""
    return secrets.token_hex(5)


class Audience(models.Model):
    """A body of contacts that shares no data with any other."""

    account = models.ForeignKey(Account, models.DO_NOTHING, related_name="audiences")
    public_id = models.CharField(
        max_length=10, unique=True, default=new_public_id, editable=False
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    name = models.CharField(_("name"), max_length=200)

    from_name = models.CharField(_("default from name"), max_length=100)
    from_email = models.EmailField(_("default from email"))
    subject = models.CharField(_("default subject"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    # Besides that one: what is written for people can be written in these as well.
    languages = ArrayField(
        models.CharField(max_length=10),
        verbose_name=_("further languages"),
        default=list,
        blank=True,
    )
    time_zone = models.CharField(
        _("time zone"), max_length=63, default="UTC", validators=[validate_time_zone]
    )
    permission_reminder = models.TextField(_("permission reminder"), max_length=1000)

    company = models.CharField(_("company"), max_length=200)
    address1 = models.CharField(_("address"), max_length=200, blank=True)
    address2 = models.CharField(_("address, second line"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=100)
    region = models.CharField(_("region"), max_length=100, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2)
    phone = models.CharField(_("phone"), max_length=40, blank=True)

    double_opt_in = models.BooleanField(_("double opt-in"), default=False)
    gdpr_fields = models.BooleanField(_("GDPR fields"), default=False)

    notify_email = models.EmailField(_("send notifications to"), blank=True)
    notify_daily = models.BooleanField(_("a daily summary"), default=False)
    notify_subscribe = models.BooleanField(_("each subscribe"), default=False)
    notify_unsubscribe = models.BooleanField(_("each unsubscribe"), default=False)

    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    archived_at = models.DateTimeField(_("archived"), null=True, editable=False)
    # Set while its rows are being deleted: from then on it is nobody's to see.
    deleting_at = models.DateTimeField(_("deleting"), null=True, editable=False)

    objects = AudienceQuerySet.as_manager()

    class Meta:
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
        indexes = [
            models.Index(
                fields=["account", "position", "id"], name="audiences_audience_order"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("contacts:contact_list", args=[self.pk])

    @cached_property
    def status_counts(self) -> dict[str, int]:
        """How many contacts are of each status or archived, as when first asked."""
        counters = self.counters.filter(kind="status")
        return dict(counters.values_list("key", "n"))

    @property
    def spoken(self) -> list[str]:
        """The codes of all its languages, its own first."""
        return [self.language, *(c for c in self.languages if c != self.language)]

    @property
    def hue(self) -> int:
        """The color of its tile, in degrees; neighbors by id lie far apart."""
        return self.pk * 137 % 360


class AudienceAccess(models.Model):
    """One audience that a narrowed member may see."""

    pk = models.CompositePrimaryKey("audience_id", "membership_id")
    audience = models.ForeignKey(
        Audience, models.DB_CASCADE, related_name="accesses", db_index=False
    )
    membership = models.ForeignKey(
        Membership, models.DB_CASCADE, related_name="audience_accesses"
    )

    def __str__(self) -> str:
        return f"{self.membership_id} · {self.audience_id}"
