from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from delivery.receiving.querysets import ReceivedQuerySet


class Kind(models.TextChoices):
    """What a message is, by what it says of itself."""

    MESSAGE = "message", _("Message")
    BOUNCE = "bounce", _("Bounce")
    COMPLAINT = "complaint", _("Complaint")
    UNSUBSCRIBE = "unsubscribe", _("Opt-out by mail")
    AUTOREPLY = "autoreply", _("Automatic reply")
    CHALLENGE = "challenge", _("Asks whether a person wrote")
    RECEIPT = "receipt", _("Says that a message was seen")
    LIST = "list", _("Of a mailing list")


class Received(models.Model):
    """A message as it came in, kept before anybody looks at it, and what it was.

    Whose it is turns out only then: the audience, the delivery and the contact are bare
    numbers, none of a message about nobody of ours. What a provider tells of messages
    that were sent is kept here as well, as JSON.
    """

    Kind = Kind

    class Way(models.TextChoices):
        LMTP = "lmtp", "LMTP"
        SMTP = "smtp", "SMTP"
        PIPE = "pipe", _("Pipe")
        IMAP = "imap", "IMAP"
        WEBHOOK = "webhook", _("Webhook of a provider")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        QUARANTINED = "quarantined", _("Set aside")
        # A mailbox lists it and does not give it: nothing is known of it but its place.
        UNFETCHED = "unfetched", _("Not given by its mailbox")

    way = models.CharField(_("way"), max_length=7, choices=Way)
    # Where it lay before, where it was fetched: mailbox and number in it.
    place = models.CharField(_("place"), max_length=300, blank=True)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    sender = models.CharField(_("envelope sender"), max_length=320, blank=True)
    # Whether the envelope is known, which may say that nobody sent it.
    has_envelope = models.BooleanField(default=False)
    recipients = ArrayField(models.CharField(max_length=320), default=list)
    raw = models.BinaryField()
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.BinaryField(max_length=32)
    # By what a message that comes again is known; see `receiving.storing`.
    identity = models.BinaryField(max_length=32, editable=False)

    state = models.CharField(
        _("state"), max_length=11, choices=State, default=State.WAITING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    # When it is looked at, or looked at again should who does so die.
    due_at = models.DateTimeField(null=True)
    error = models.CharField(_("error"), max_length=500, blank=True)

    kind = models.CharField(_("kind"), max_length=11, choices=Kind, blank=True)
    # Of a bounce: hard, soft or block; and a word of `receiving.words`.
    bounce = models.CharField(max_length=5, blank=True)
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    # What the other server said of a bounce.
    answer = models.CharField(max_length=500, blank=True)
    # Whom a bounce or complaint is about, as it says itself.
    about = ArrayField(models.CharField(max_length=320), default=list)
    audience_id = models.BigIntegerField(null=True)
    delivery_id = models.BigIntegerField(null=True)
    contact_id = models.BigIntegerField(null=True)
    # Every address that stands in it, so that who is erased is found.
    names = ArrayField(models.CharField(max_length=320), default=list)

    objects = ReceivedQuerySet.as_manager()

    class Meta:
        verbose_name = _("received message")
        verbose_name_plural = _("received messages")
        constraints = [
            models.UniqueConstraint(fields=["identity"], name="delivery_received_once"),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(state="waiting"),
                name="delivery_received_due",
            ),
            models.Index(
                fields=["audience_id", "contact_id"],
                condition=models.Q(contact_id__isnull=False),
                name="delivery_received_of",
            ),
            models.Index(
                fields=["audience_id", "id"], name="delivery_received_audience"
            ),
            models.Index(fields=["received_at"], name="delivery_received_at"),
            models.Index(
                fields=["place"],
                condition=~models.Q(place=""),
                name="delivery_received_place",
            ),
            GinIndex(fields=["names"], name="delivery_received_names"),
        ]

    def __str__(self) -> str:
        return f"{self.way} · {bytes(self.sha256).hex()[:8]}"
