from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audiences.tenancy import AudienceKey, AudienceModel, AudienceReference
from delivery.querysets import DeliveryQuerySet

if TYPE_CHECKING:
    from delivery.sms.news import News


class State(models.TextChoices):
    """Where a delivery is. Whoever is in one of the last five stays in it."""

    PENDING = "pending", _("Waiting")
    LEASED = "leased", _("Being sent")
    DEFERRED = "deferred", _("Held back")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    SUPPRESSED = "suppressed", _("Suppressed")
    EXCLUDED = "excluded", _("Left out")
    # Its sender died while it may have been on the wire; it is not sent again.
    UNKNOWN = "unknown", _("Unknown")


class Bounce(models.TextChoices):
    """What a message that came back says of its recipient, the worst last."""

    BLOCK = "block", _("Not let in")
    SOFT = "soft", _("Not taken for now")
    HARD = "hard", _("Dead address")


class OptOutReason(models.TextChoices):
    """Why somebody left, as they say themselves; many say nothing."""

    NO_LONGER = "no_longer", _("No longer wanted")
    NEVER_SIGNED_UP = "never_signed_up", _("Never signed up")
    INAPPROPRIATE = "inappropriate", _("Inappropriate")
    SPAM = "spam", _("Spam")
    OTHER = "other", _("Another reason")


def moment() -> Coalesce:
    """When it last came further, or is due: what deliveries are ordered by."""
    return Coalesce("sent_at", "dispatched_at", "due_at")


def host() -> Func:
    """The domain of the address that it went to; empty of a number."""
    return Func(
        F("email"),
        Value("@"),
        Value(2),
        function="split_part",
        output_field=models.TextField(),
    )


class Delivery(AudienceModel):
    """One message to one person, once: a contact, or an address that is nobody's.

    Whoever sends it holds a lease until `leased_until`; from `dispatched_at` on it may
    be on the wire.
    """

    State = State
    OPEN = (State.PENDING, State.DEFERRED)

    message = AudienceKey("delivery.Message", related_name="deliveries", db_index=False)
    contact = AudienceKey(
        "contacts.Contact", null=True, related_name="deliveries", db_index=False
    )
    # Of a contact: where it went, once it is on its way. By SMS that is a number in
    # E.164, which no address looks like, so that the same rules keep it unique.
    email = models.CharField(max_length=254, blank=True, db_collation="C")
    state = models.CharField(_("state"), max_length=10, choices=State)
    # Why it is left out, suppressed, held back or failed: a word of `delivery.reasons`.
    reason = models.CharField(max_length=20, blank=True)
    # Since when it can be sent.
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(db_default=0)
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    # What the other server said last.
    answer = models.CharField(max_length=500, blank=True)
    # What came of it after it was sent, the worst of all that was told.
    bounced_at = models.DateTimeField(_("bounced"), null=True)
    bounce = models.CharField(
        _("bounce"), max_length=5, choices=Bounce, blank=True, db_default=""
    )
    complained_at = models.DateTimeField(_("complained"), null=True)
    # Of the addresses and links that are this delivery's own.
    token = models.UUIDField(default=uuid.uuid4, editable=False)
    # The contact that became one with the one it was for, and had the message as well.
    # Beside an address: who said that it is theirs, and has still to confirm it.
    passed_to = models.BigIntegerField(null=True, editable=False)
    # The first that a person did, and how often: `delivery.tracking` keeps them.
    opened_at = models.DateTimeField(_("opened"), null=True, editable=False)
    clicked_at = models.DateTimeField(_("clicked"), null=True, editable=False)
    opens = models.IntegerField(db_default=0, editable=False)
    clicks = models.IntegerField(db_default=0, editable=False)
    # Since when they are out of the audience by this message.
    unsubscribed_at = models.DateTimeField(_("opted out"), null=True)
    # Why they left, as they said by the link in it, and how they put another reason.
    opt_out_reason = models.CharField(
        _("why they opted out"),
        max_length=15,
        choices=OptOutReason,
        blank=True,
        db_default="",
    )
    opt_out_words = models.CharField(max_length=500, blank=True, db_default="")

    # What a provider of SMS said of it since, once that was asked for.
    news: News | None = None

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "id"], name="delivery_delivery_key"
            ),
            models.UniqueConstraint(
                fields=["audience", "message", "contact"],
                name="delivery_delivery_contact_once",
            ),
            models.UniqueConstraint(
                fields=["audience", "message", "email"],
                condition=models.Q(contact=None) & ~models.Q(email=""),
                name="delivery_delivery_address_once",
            ),
            AudienceReference(field="message", name="delivery_delivery_message"),
            AudienceReference(field="contact", name="delivery_delivery_contact"),
        ]
        indexes = [
            models.Index(fields=["token"], name="delivery_delivery_token"),
            models.Index(
                fields=["audience", "message", "due_at", "id"],
                condition=models.Q(state__in=["pending", "deferred"]),
                name="delivery_delivery_due",
            ),
            models.Index(
                fields=["audience", "message", "state", "id"],
                name="delivery_delivery_state",
            ),
            models.Index(
                fields=["audience", "contact", "id"], name="delivery_delivery_of"
            ),
            models.Index(
                fields=["audience", "passed_to"],
                condition=models.Q(passed_to__isnull=False),
                name="delivery_delivery_passed",
            ),
            # Deliveries of all messages, newest first: of a state and a reason, and of
            # the domain or the address that they went to (decision 38).
            models.Index(
                F("audience"),
                F("state"),
                F("reason"),
                moment(),
                F("id"),
                name="delivery_delivery_why",
            ),
            models.Index(
                F("audience"),
                host(),
                moment(),
                F("id"),
                condition=~models.Q(email=""),
                name="delivery_delivery_host",
            ),
            models.Index(
                fields=["audience", "email"],
                condition=~models.Q(email=""),
                name="delivery_delivery_went",
            ),
            # Who opened and clicked what is read from these alone.
            *(
                models.Index(
                    fields=["audience", "message", "contact"],
                    include=[f"{did}_at"],
                    condition=models.Q(**{f"{did}_at__isnull": False}),
                    name=f"delivery_delivery_{did}",
                )
                for did in ("opened", "clicked")
            ),
            # How many left for which reason.
            models.Index(
                fields=["audience", "message", "opt_out_reason"],
                condition=~models.Q(opt_out_reason=""),
                name="delivery_delivery_opt_out",
            ),
            models.Index(
                fields=["audience", "contact"],
                condition=~models.Q(opt_out_reason=""),
                name="delivery_delivery_left",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} · {self.contact_id or self.email}"

    def get_absolute_url(self) -> str:
        return reverse("delivery:delivery_detail", args=[self.audience_id, self.pk])

    @property
    def reader_id(self) -> int | None:
        """Who got it, or who they became; None of an address alone, or once gone.

        Who reads mail at an unconfirmed address may be somebody else: nobody known.
        """
        return self.contact_id or (None if self.email else self.passed_to)
