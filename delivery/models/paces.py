"""How quickly an account sends from a domain, and how often to one person."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from audiences.tenancy import AudienceKey, AudienceModel, AudienceReference


class DomainPace(models.Model):
    """A domain that an account sends from: its warm-up, and its breaker.

    Where `tripped_at` is set nothing leaves but one delivery at `probe_at`, and again
    later, until one is taken or somebody closes the breaker.
    """

    account = models.ForeignKey(
        Account, models.CASCADE, related_name="domain_paces", db_index=False
    )
    domain = models.CharField(_("domain"), max_length=253)
    # From this day on, in UTC, no more leave in a day than the plan says for it.
    warms_since = models.DateField(_("warms up since"), null=True, blank=True)
    warm_up = ArrayField(models.PositiveIntegerField(), default=list, blank=True)
    tripped_at = models.DateTimeField(_("stopped"), null=True, editable=False)
    reason = models.CharField(max_length=20, blank=True, editable=False)
    answer = models.CharField(max_length=500, blank=True, editable=False)
    probe_at = models.DateTimeField(null=True, editable=False)
    probes = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("pace of a domain")
        verbose_name_plural = _("paces of domains")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "domain"], name="delivery_domainpace_once"
            ),
        ]

    def __str__(self) -> str:
        return self.domain


class GroupPace(models.Model):
    """Recipients of one provider who asked for fewer messages from a domain.

    `rate` is in messages a second, None for as many as may be.
    """

    domain = models.ForeignKey(
        DomainPace, models.CASCADE, related_name="groups", db_index=False
    )
    group = models.CharField(_("recipients"), max_length=20)
    rate = models.FloatField(_("a second"), null=True)
    strikes = models.PositiveSmallIntegerField(default=0)
    rests_until = models.DateTimeField(_("rests until"), null=True)
    answer = models.CharField(max_length=500, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("pace of a group")
        verbose_name_plural = _("paces of groups")
        constraints = [
            models.UniqueConstraint(
                fields=["domain", "group"], name="delivery_grouppace_once"
            ),
        ]

    def __str__(self) -> str:
        return self.group


class Frequency(AudienceModel):
    """How often a contact wants email at most; who said nothing of it has none.

    They get one message in so many `days`, of what goes to many and of flows.
    """

    pk = models.CompositePrimaryKey("audience_id", "contact_id")
    # The reference to the contact implies the one to the audience.
    audience = models.ForeignKey(
        "audiences.Audience",
        models.DB_CASCADE,
        related_name="frequencies",
        db_constraint=False,
        db_index=False,
    )
    contact = AudienceKey("contacts.Contact", related_name="+", db_index=False)
    days = models.PositiveSmallIntegerField(_("days"))

    class Meta:
        verbose_name = _("frequency")
        verbose_name_plural = _("frequencies")
        constraints = [
            AudienceReference(field="contact", name="delivery_frequency_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.days}"


class SendingRules(AudienceModel):
    """How often, and at which hours, the people of an audience are written to.

    They hold for what goes to many and for flows, not for replies and notices.
    """

    cap_messages = models.PositiveSmallIntegerField(_("messages"), null=True)
    cap_days = models.PositiveSmallIntegerField(_("days"), default=7)
    # By the clock of each person; they may lie around midnight.
    quiet_from = models.TimeField(_("quiet from"), null=True)
    quiet_to = models.TimeField(_("quiet until"), null=True)

    class Meta:
        verbose_name = _("sending rules")
        verbose_name_plural = _("sending rules")
        constraints = [
            models.UniqueConstraint(
                fields=["audience"], name="delivery_sendingrules_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audience_id}"
