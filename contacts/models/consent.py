from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from audiences.tenancy import AudienceKey, AudienceModel, AudienceReference
from contacts.models.contacts import Contact
from contacts.models.sources import Source
from contacts.querysets.consents import AppendOnlyError, ConsentQuerySet


class Consent(AudienceModel):
    """One line of the ledger of permissions: appended, never changed.

    It goes with its contact alone. When two contacts become one, that one has the lines
    of both. Triggers of the database see to it, whoever asks it (decision 23).
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("Email")
        SMS = "sms", _("SMS")
        # To be known as who opens and clicks.
        TRACKING = "tracking", _("Tracking")
        # A single permission of the audience, which the purpose names.
        PERMISSION = "permission", _("Marketing permission")
        # To be written to by somebody of the house, alone.
        ONE_TO_ONE = "one_to_one", _("One-to-one messages")

    # The reference to the contact implies the one to the audience.
    audience = models.ForeignKey(
        "audiences.Audience",
        models.DB_CASCADE,
        related_name="consents",
        db_constraint=False,
        db_index=False,
    )
    contact = AudienceKey(Contact, related_name="consents", db_index=False)
    channel = models.CharField(
        _("channel"), max_length=10, choices=Channel, default=Channel.EMAIL
    )
    # What for: all that the audience is sent, or a single permission.
    purpose = models.CharField(_("for"), max_length=50, default="marketing")
    # None where a withdrawal that was none was taken back, and nothing given.
    given = models.BooleanField(_("given"), null=True)
    at = models.DateTimeField(_("when"))
    how = models.CharField(_("how"), max_length=20, blank=True)  # as causes say it
    source = AudienceKey(Source, null=True, related_name="consents", db_index=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DB_SET_NULL, null=True, related_name="+"
    )
    ip = models.GenericIPAddressField(_("from"), null=True)
    # Exactly what they were shown or what was said of them, in which language; another
    # text is another version.
    wording = models.TextField(_("wording"), blank=True)
    version = models.CharField(_("version"), max_length=16, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            AudienceReference(field="contact", name="contacts_consent_contact"),
            AudienceReference(field="source", name="contacts_consent_source"),
        ]
        indexes = [
            models.Index(
                fields=["audience", "contact", "at"], name="contacts_consent_of"
            ),
            # Who gives a permission, by the last line of each.
            models.Index(
                fields=["audience", "purpose", "contact", "at", "id"],
                condition=models.Q(channel="permission"),
                name="contacts_consent_permission",
            ),
        ]

    def __str__(self) -> str:
        said = {True: "given", False: "withdrawn", None: "taken back"}[self.given]
        return f"{self.channel}, {self.purpose}: {said}"

    def save(self, **options: Any) -> None:
        """Append the line; raise `AppendOnlyError` where it is there already."""
        if not self._state.adding:
            raise AppendOnlyError
        super().save(**options)

    def delete(self, using: Any = None, keep_parents: bool = False) -> NoReturn:
        raise AppendOnlyError
