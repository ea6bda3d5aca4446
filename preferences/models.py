from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audiences.tenancy import AudienceKey, AudienceModel, AudienceReference
from preferences.querysets import PreferenceQuerySet

MAX_NAME = 100
MAX_DESCRIPTION = 255

# Files name several in one cell, with commas between them.
without_commas = RegexValidator(r"\A[^,]*\Z", _("A name holds no commas."))


class Preference(AudienceModel):
    """A kind of message that people choose to get, or not to.

    An archived one is offered nowhere any more, and whoever chose it keeps it. A
    deleted one stays as a tombstone, whose choices a job sweeps.
    """

    # Of who is not archived, by `with_counts()`.
    n: int
    unsubscribed: int

    name = models.CharField(_("name"), max_length=MAX_NAME, validators=[without_commas])
    description = models.CharField(
        _("description"), max_length=MAX_DESCRIPTION, blank=True
    )
    category = models.CharField(_("category"), max_length=MAX_NAME, blank=True)
    is_public = models.BooleanField(_("public"), default=True)
    # By language, the `name` and `description` that people read who speak it.
    variants = models.JSONField(_("in other languages"), default=dict, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    archived_at = models.DateTimeField(_("archived"), null=True, editable=False)
    deleted_at = models.DateTimeField(_("deleted"), null=True, editable=False)

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "id"], name="preferences_preference_key"
            ),
            models.UniqueConstraint(
                "audience",
                Lower("name"),
                condition=models.Q(deleted_at=None),
                name="preferences_preference_name_unique",
                violation_error_message=_(
                    "There is a preference of this name already."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where the people are listed who are subscribed to it."""
        return self.url_of(State.SUBSCRIBED)

    def url_of(self, state: str) -> str:
        """Where those are listed for whom it is in this state."""
        url = reverse("contacts:contact_list", args=[self.audience_id])
        return f"{url}?preference={self.pk}-{state}"

    @property
    def unsubscribed_url(self) -> str:
        return self.url_of(State.UNSUBSCRIBED)

    def name_in(self, language: str) -> str:
        """The name for who speaks this language: the usual one without another."""
        return self._in(language, "name") or self.name

    def description_in(self, language: str) -> str:
        return self._in(language, "description") or self.description

    def _in(self, language: str, part: str) -> str:
        return str(self.variants.get(language, {}).get(part, ""))


class State(models.TextChoices):
    """What somebody chose; who never did is not subscribed, and has no choice."""

    SUBSCRIBED = "subscribed", _("Subscribed")
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")


class Choice(AudienceModel):
    """What a contact chose of a preference last, when and how."""

    State = State

    pk = models.CompositePrimaryKey("audience_id", "contact_id", "preference_id")
    # The reference to the contact implies the one to the audience.
    audience = models.ForeignKey(
        "audiences.Audience",
        models.DB_CASCADE,
        related_name="choices",
        db_constraint=False,
        db_index=False,
    )
    contact = AudienceKey("contacts.Contact", related_name="choices", db_index=False)
    preference = AudienceKey(Preference, related_name="choices", db_index=False)
    state = models.CharField(_("state"), max_length=12, choices=State)
    was = models.CharField(_("before"), max_length=12, choices=State, blank=True)
    at = models.DateTimeField(_("when"))
    how = models.CharField(_("how"), max_length=20)  # as causes say it
    source = AudienceKey(
        "contacts.Source", null=True, related_name="choices", db_index=False
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
    )
    wording = models.TextField(_("wording"), blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        constraints = [
            AudienceReference(field="contact", name="preferences_choice_contact"),
            AudienceReference(field="preference", name="preferences_choice_of"),
            AudienceReference(field="source", name="preferences_choice_source"),
            models.CheckConstraint(
                condition=models.Q(state__in=State.values),
                name="preferences_choice_state",
            ),
        ]
        indexes = [
            models.Index(
                fields=["audience", "preference", "state", "contact"],
                name="preferences_choice_by_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.preference_id} · {self.contact_id}: {self.state}"
