from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from audiences.tenancy import AudienceKey, AudienceModel, AudienceReference
from contacts.models.contacts import Contact
from contacts.models.sources import Source


class Consent(AudienceModel):
    """One line of the ledger of permissions: appended, never changed."""

    # The reference to the contact implies the one to the audience.
    audience = models.ForeignKey(
        "audiences.Audience",
        models.DB_CASCADE,
        related_name="consents",
        db_constraint=False,
        db_index=False,
    )
    contact = AudienceKey(Contact, related_name="consents", db_index=False)
    # What for: "email", later also single marketing permissions.
    purpose = models.CharField(_("for"), max_length=50)
    given = models.BooleanField(_("given"))
    at = models.DateTimeField(_("when"))
    source = AudienceKey(Source, null=True, related_name="consents", db_index=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DB_SET_NULL, null=True, related_name="+"
    )
    ip = models.GenericIPAddressField(_("from"), null=True)
    wording = models.TextField(_("wording"), blank=True)

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
        ]

    def __str__(self) -> str:
        return f"{self.purpose}: {'given' if self.given else 'withdrawn'}"
