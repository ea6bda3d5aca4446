from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audiences.tenancy import AudienceKey, AudienceModel, AudienceReference
from contacts.models.contacts import Contact
from contacts.querysets import HookCallQuerySet, HookQuerySet


class Hook(AudienceModel):
    """An address to which any service can post JSON, and what is made of it.

    The address itself is not kept: the nonce and a key outside of the database make
    it again (`contacts.hooks.tokens`), the digest knows it when it is called. A
    deleted one stays for a while, so that the deletion can be taken back.
    """

    name = models.CharField(_("name"), max_length=100)
    nonce = models.BinaryField(max_length=16, editable=False)
    digest = models.BinaryField(max_length=32, editable=False)
    # As `contacts.hooks.mapping` writes it.
    mapping = models.JSONField(_("mapping"), default=dict, blank=True)
    adds_people = models.BooleanField(_("adds people who are unknown"), default=False)
    is_syncing = models.BooleanField(_("starts no flows"), default=False)
    paused_at = models.DateTimeField(_("paused"), null=True)
    called_at = models.DateTimeField(_("last call"), null=True)  # to the minute
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True)

    objects = HookQuerySet.as_manager()

    class Meta:
        verbose_name = _("incoming webhook")
        verbose_name_plural = _("incoming webhooks")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "id"], name="contacts_hook_key"
            ),
        ]
        indexes = [models.Index(fields=["digest"], name="contacts_hook_digest")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("contacts:hook_detail", args=[self.audience_id, self.pk])


class HookCall(AudienceModel):
    """A call of such an address, for as long as it is kept, and what came of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits")
        TAKEN = "taken", _("Taken in")
        AGAIN = "again", _("Came before")
        REFUSED = "refused", _("Refused")

    OPEN = (State.WAITING, State.REFUSED)  # what could be taken in still

    hook = AudienceKey(Hook, related_name="calls", db_index=False)
    # Whom it was found to be about.
    contact = AudienceKey(Contact, null=True, related_name="+", db_index=False)
    received_at = models.DateTimeField(_("received"))
    state = models.CharField(
        _("state"), max_length=8, choices=State, default=State.WAITING
    )
    # What came of it, as `contacts.hooks.words` tells it.
    said = models.JSONField(default=dict)
    # JSON, whatever it came as; empty where it could not be read.
    body = models.TextField(_("body"), blank=True)
    size = models.PositiveIntegerField(_("size"))  # bytes of the body as it came
    headers = models.JSONField(_("headers"), default=dict)
    # By what the sender knows it again.
    delivery = models.CharField(max_length=255, blank=True)

    objects = HookCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call of a webhook")
        verbose_name_plural = _("calls of webhooks")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "id"], name="contacts_hookcall_key"
            ),
            AudienceReference(field="hook", name="contacts_hookcall_hook"),
            AudienceReference(field="contact", name="contacts_hookcall_contact"),
        ]
        indexes = [
            models.Index(
                fields=["audience", "hook", "received_at", "id"],
                name="contacts_hookcall_of",
            ),
            models.Index(
                fields=["audience", "contact"],
                condition=models.Q(contact__isnull=False),
                name="contacts_hookcall_about",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hook_id} · {self.received_at:%F %T}"

    def get_absolute_url(self) -> str:
        return reverse("contacts:hookcall_detail", args=[self.audience_id, self.pk])

    @property
    def can_be_taken(self) -> bool:
        return bool(self.body) and self.state in self.OPEN
