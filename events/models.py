from django.db import models
from django.utils.translation import gettext_lazy as _

from audiences.tenancy import AudienceModel
from events.querysets import CustomEventQuerySet, EventQuerySet, EventTotalQuerySet


class EventName(models.Model):
    """The dictionary of names; events carry the small id.

    Shared by the whole installation, since a name says nothing about who uses it.
    """

    id = models.IntegerField(
        primary_key=True,
        db_default=models.Func(
            models.Value("events_eventname_custom_id"), function="nextval"
        ),
    )
    name = models.CharField(max_length=50, unique=True)

    class Meta:
        verbose_name = _("event name")
        verbose_name_plural = _("event names")

    def __str__(self) -> str:
        return self.name


class CustomEvent(AudienceModel):
    """A name under which others report to this audience, and what is said of it."""

    name = models.ForeignKey(
        EventName, models.DB_CASCADE, related_name="+", verbose_name=_("event name")
    )
    description = models.CharField(_("description"), max_length=200, blank=True)
    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True)
    created_at = models.DateTimeField(_("first reported"), auto_now_add=True)

    objects = CustomEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("custom event")
        verbose_name_plural = _("custom events")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "id"], name="events_customevent_key"
            ),
            models.UniqueConstraint(
                fields=["audience", "name"], name="events_customevent_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Listener(AudienceModel):
    """A name that something in this audience waits for: its events go to the outbox."""

    pk = models.CompositePrimaryKey("audience_id", "name_id")
    name = models.ForeignKey(EventName, models.DB_CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.audience_id} · {self.name_id}"


class Event(AudienceModel):
    """What happened to a contact: appended by `events.log`, never changed.

    The table is partitioned by kind and month (`events.partitions`), and no foreign
    key leads to it or from it.
    """

    class Kind(models.TextChoices):
        OWN = "own"
        CUSTOM = "custom"

    pk = models.CompositePrimaryKey("kind", "audience_id", "id", "occurred_at")
    kind = models.CharField(max_length=6, choices=Kind)
    audience = models.ForeignKey(
        "audiences.Audience",
        models.DO_NOTHING,
        related_name="events",
        db_constraint=False,
        db_index=False,
    )
    id = models.BigIntegerField()
    contact_id = models.BigIntegerField()
    name = models.ForeignKey(
        EventName,
        models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    properties = models.JSONField(default=dict)
    is_syncing = models.BooleanField(default=False, db_default=False)

    objects = EventQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name_id} · {self.contact_id} · {self.occurred_at:%F %T}"


class EventTotal(AudienceModel):
    """How often, first and last: kept in the statement that writes the events."""

    pk = models.CompositePrimaryKey("audience_id", "name_id", "contact_id")
    audience = models.ForeignKey(
        "audiences.Audience",
        models.DO_NOTHING,
        related_name="eventtotals",
        db_constraint=False,
        db_index=False,
    )
    name = models.ForeignKey(
        EventName,
        models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    contact_id = models.BigIntegerField()
    n = models.BigIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    objects = EventTotalQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name_id} · {self.contact_id}: {self.n}"


class EventDay(AudienceModel):
    """How often something reported happened on a day, where the audience is.

    Several rows are added up, so that whoever writes seldom waits for another.
    """

    pk = models.CompositePrimaryKey("audience_id", "name_id", "day", "shard")
    audience = models.ForeignKey(
        "audiences.Audience",
        models.DO_NOTHING,
        related_name="eventdays",
        db_constraint=False,
        db_index=False,
    )
    name = models.ForeignKey(
        EventName,
        models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    day = models.DateField()
    shard = models.SmallIntegerField()
    n = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.name_id} · {self.day}: {self.n}"


class Receipt(AudienceModel):
    """That something was reported already, by a hash of the key that it came with.

    Of whole requests also what they said, and what they were answered.
    """

    pk = models.CompositePrimaryKey("audience_id", "key")
    audience = models.ForeignKey(
        "audiences.Audience",
        models.DO_NOTHING,
        related_name="receipts",
        db_constraint=False,
        db_index=False,
    )
    key = models.UUIDField()
    received_at = models.DateTimeField()
    digest = models.UUIDField(null=True)
    answer = models.JSONField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["audience", "received_at"], name="events_receipt_received"
            )
        ]

    def __str__(self) -> str:
        return f"{self.audience_id} · {self.key}"


class Outbox(AudienceModel):
    """An event that somebody listens to, with what is needed to react; then deleted."""

    pk = models.CompositePrimaryKey("audience_id", "id")
    id = models.BigIntegerField()
    name = models.ForeignKey(
        EventName,
        models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    contact_id = models.BigIntegerField()
    occurred_at = models.DateTimeField()
    properties = models.JSONField(default=dict)
    is_syncing = models.BooleanField(default=False, db_default=False)

    def __str__(self) -> str:
        return f"{self.name_id} · {self.contact_id}"


class OutboxFailure(AudienceModel):
    """An event on which a reaction failed, which others have heard all the same."""

    event_id = models.BigIntegerField(_("event"))
    name = models.ForeignKey(
        EventName,
        models.DO_NOTHING,
        related_name="+",
        verbose_name=_("event name"),
        db_constraint=False,
        db_index=False,
    )
    contact_id = models.BigIntegerField(_("contact"))
    occurred_at = models.DateTimeField(_("happened"))
    properties = models.JSONField(_("properties"), default=dict)
    is_syncing = models.BooleanField(_("only caught up with"), default=False)
    reaction = models.CharField(_("reaction"), max_length=100)
    error = models.TextField(_("error"))
    attempts = models.PositiveIntegerField(_("attempts"), default=1)
    failed_at = models.DateTimeField(_("failed"), auto_now_add=True)

    class Meta:
        verbose_name = _("failed reaction")
        verbose_name_plural = _("failed reactions")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "reaction", "event_id"], name="events_failure_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reaction} · {self.event_id}"
