import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audiences.tenancy import AudienceKey, AudienceModel, AudienceReference
from delivery.models.deliveries import Delivery
from delivery.querysets import ReceivedTextQuerySet


class SmsProgram(AudienceModel):
    """How an audience sends SMS: one at most, and nothing leaves before approval."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ASKED = "asked", _("Waiting for approval")
        APPROVED = "approved", _("Approved")
        PAUSED = "paused", _("Paused")

    class Provider(models.TextChoices):
        TWILIO = "twilio", "Twilio"
        HTTP = "http", _("Another, by HTTP")
        CONSOLE = "console", _("None: print messages where Parterre runs")

    state = models.CharField(
        _("state"), max_length=8, choices=State, default=State.DRAFT, editable=False
    )
    provider = models.CharField(
        _("provider"), max_length=7, choices=Provider, default=Provider.TWILIO
    )
    # As E.164, a short code, or a name of up to eleven characters.
    sender = models.CharField(_("number or name"), max_length=16)
    identity = models.CharField(_("who writes"), max_length=30)
    stop_text = models.CharField(_("how people opt out"), max_length=60, blank=True)
    country = models.CharField(_("country"), max_length=2)
    # What the provider wants to know; what is secret of it is sealed.
    details = models.JSONField(default=dict, editable=False)
    sealed = models.BinaryField(default=b"", editable=False)
    # In the addresses that the provider calls: whom it is for, which proves nothing.
    token = models.UUIDField(default=uuid.uuid4, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
        editable=False,
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
        editable=False,
    )
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)

    class Meta:
        verbose_name = _("SMS program")
        verbose_name_plural = _("SMS programs")
        constraints = [
            models.UniqueConstraint(
                fields=["audience"], name="delivery_smsprogram_one"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "asked"])
                | models.Q(approved_at__isnull=False),
                name="delivery_smsprogram_approved",
            ),
        ]
        indexes = [models.Index(fields=["token"], name="delivery_smsprogram_token")]

    def __str__(self) -> str:
        return self.sender

    def get_absolute_url(self) -> str:
        return reverse("sms:smsprogram_detail", args=[self.audience_id])

    @property
    def is_named(self) -> bool:
        """Whether its sender is a name, to which nobody can answer."""
        return not self.sender.lstrip("+").isdecimal()


class ReceivedText(AudienceModel):
    """A message that somebody sent to the program, kept before it is understood."""

    class Word(models.TextChoices):
        STOP = "stop", "STOP"
        START = "start", "START"
        HELP = "help", "HELP"

    # What the provider calls it: what comes twice is kept once.
    provider_id = models.CharField(max_length=64)
    number = models.CharField(_("number"), max_length=20)
    contact = AudienceKey(
        "contacts.Contact", null=True, related_name="receivedtexts", db_index=False
    )
    body = models.TextField(_("text"))
    word = models.CharField(_("word"), max_length=5, choices=Word, blank=True)
    # It says among other things that they want no more: a person has to judge.
    may_want_out = models.BooleanField(default=False)
    received_at = models.DateTimeField(_("received"))
    # Since when what it says is done.
    acted_at = models.DateTimeField(null=True)
    # Since when nobody needs to judge any more whether they want out, and who did.
    judged_at = models.DateTimeField(null=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
    )

    objects = ReceivedTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("received SMS")
        verbose_name_plural = _("received SMS")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "provider_id"], name="delivery_receivedtext_once"
            ),
            AudienceReference(field="contact", name="delivery_receivedtext_contact"),
        ]
        indexes = [
            models.Index(
                fields=["audience", "contact", "id"], name="delivery_receivedtext_of"
            ),
            # A slice at a time is deleted by it.
            models.Index(fields=["audience", "id"], name="delivery_receivedtext_all"),
            models.Index(
                fields=["audience", "id"],
                condition=models.Q(may_want_out=True, judged_at=None),
                name="delivery_receivedtext_open",
            ),
        ]

    def __str__(self) -> str:
        return self.body[:40]

    @property
    def is_open(self) -> bool:
        """Whether somebody has to judge it."""
        return self.may_want_out and self.judged_at is None


class SmsReceipt(AudienceModel):
    """What a provider said last of a delivery that it took."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("On its way")
        SENT = "sent", _("With their network")
        DELIVERED = "delivered", _("Arrived")
        UNDELIVERED = "undelivered", _("Did not arrive")

    pk = models.CompositePrimaryKey("audience_id", "delivery_id")
    delivery = AudienceKey(Delivery, related_name="smsreceipts", db_index=False)
    status = models.CharField(max_length=11, choices=Status)
    # Later news count, in whatever order they come.
    rank = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            AudienceReference(field="delivery", name="delivery_smsreceipt_delivery"),
        ]
