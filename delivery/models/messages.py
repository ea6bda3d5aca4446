from collections.abc import Mapping

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audiences.tenancy import AudienceModel
from delivery.models.deliveries import State
from delivery.querysets import MessageQuerySet
from delivery.troubles import Trouble


class Kind(models.TextChoices):
    BULK = "bulk", _("To many")
    FLOW = "flow", _("Of a flow")
    REPLY = "reply", _("Reply")
    SYSTEM = "system", _("Notice")


class Channel(models.TextChoices):
    EMAIL = "email", _("Email")
    SMS = "sms", _("SMS")


class Stage(models.TextChoices):
    FREEZING = "freezing", _("Being prepared")
    SENDING = "sending", _("Sending")
    PAUSED = "paused", _("Paused")
    CANCELED = "canceled", _("Canceled")
    FINISHED = "finished", _("Finished")


class Message(AudienceModel):
    """What is sent to many, as it is when it goes out, and where its deliveries stand.

    There is a number for each state of a delivery, moved by the statement that moves
    the deliveries; the database refuses any statement after which they do not add up
    to `total`, which is everybody who was looked at.
    """

    Kind = Kind
    Channel = Channel
    Stage = Stage

    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    # By SMS it has a text alone, and comes from the program of its audience.
    channel = models.CharField(
        _("channel"), max_length=5, choices=Channel, default=Channel.EMAIL
    )
    name = models.CharField(_("name"), max_length=200)
    from_name = models.CharField(_("from"), max_length=100)
    from_email = models.EmailField(_("sender’s address"))
    subject = models.TextField(_("subject"))
    html = models.TextField(_("HTML"), blank=True)
    # Made from the HTML where it is empty.
    text = models.TextField(_("plain text"), blank=True)
    # What its own merge tags say, as `LINK:CONFIRM`: the same to all of its readers.
    words = models.JSONField(default=dict, blank=True, editable=False)
    tracks_opens = models.BooleanField(_("counts opens"), default=True)
    tracks_clicks = models.BooleanField(_("counts clicks"), default=True)
    tracks_anonymously = models.BooleanField(_("counts without names"), default=False)

    stage = models.CharField(
        _("stage"), max_length=8, choices=Stage, default=Stage.FREEZING, editable=False
    )
    # Who is meant, as a tree of conditions (an empty one is everybody): the sender
    # freezes it. None where whoever made the message writes down who gets it.
    meant = models.JSONField(null=True, editable=False)
    # Who was looked at: contacts to this ordinal.
    frozen_to = models.IntegerField(default=-1, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)
    # What went wrong with it as a whole, as a word of `delivery.troubles` and what that
    # is about, and until when it is left alone therefore.
    trouble = models.CharField(_("problem"), max_length=20, blank=True, editable=False)
    trouble_about = models.CharField(max_length=500, blank=True, editable=False)
    held_until = models.DateTimeField(null=True, editable=False)

    total = models.IntegerField(default=0, editable=False)
    pending = models.IntegerField(default=0, editable=False)
    leased = models.IntegerField(default=0, editable=False)
    deferred = models.IntegerField(default=0, editable=False)
    sent = models.IntegerField(default=0, editable=False)
    failed = models.IntegerField(default=0, editable=False)
    suppressed = models.IntegerField(default=0, editable=False)
    excluded = models.IntegerField(default=0, editable=False)
    unknown = models.IntegerField(default=0, editable=False)

    # How many of what this sender claimed last try whether a breaker can be closed.
    probes = 0
    # What hashes addresses, once it was asked for (`delivery.ledger.run`).
    hash_params: Mapping[str, bytes] | None = None

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "id"], name="delivery_message_key"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    total=sum(
                        (models.F(state) for state in State.values[1:]),
                        models.F(State.values[0]),
                    )
                ),
                name="delivery_message_adds_up",
            ),
            models.CheckConstraint(
                condition=models.Q(**{f"{state}__gte": 0 for state in State.values}),
                name="delivery_message_counts",
            ),
        ]
        indexes = [
            models.Index(
                fields=["stage"],
                condition=~models.Q(stage="finished"),
                name="delivery_message_open",
            ),
            models.Index(fields=["audience", "-id"], name="delivery_message_last"),
            # Among as many notices as an audience has answers to STOP.
            models.Index(
                fields=["audience", "-id"],
                condition=models.Q(kind__in=["bulk", "flow"]),
                name="delivery_message_unasked",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("delivery:message_detail", args=[self.audience_id, self.pk])

    @property
    def problem(self) -> str:
        """What keeps it from leaving, to whoever reads it; empty for nothing."""
        return Trouble(self.trouble, self.trouble_about).in_words

    @property
    def waiting(self) -> int:
        """How many may get it still."""
        return self.pending + self.leased + self.deferred

    @property
    def done(self) -> int:
        return self.total - self.waiting

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0

    @property
    def not_sent(self) -> int:
        return self.done - self.sent

    @property
    def is_open(self) -> bool:
        return self.stage in {self.Stage.FREEZING, self.Stage.SENDING} or (
            self.stage == self.Stage.CANCELED and self.waiting > 0
        )

    @property
    def counts(self) -> dict[str, int]:
        """How many deliveries there are in each state."""
        return {state: getattr(self, state) for state in State.values}
