from django.db import models
from django.utils.translation import gettext_lazy as _

from audiences.tenancy import AudienceModel


class Source(AudienceModel):
    """Where contacts came from: one row per import, form, key or kind of hand."""

    class Kind(models.TextChoices):
        STAFF = "staff", _("Added by hand")
        IMPORT = "import", _("Import")
        FORM = "form", _("Sign-up form")
        SURVEY = "survey", _("Survey or contact form")
        API = "api", _("API")
        WEBHOOK = "webhook", _("Incoming webhook")
        INBOX = "inbox", _("Inbox")
        PAST = "past", _("Past events")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # What of that kind: the id of the import, form or key; 0 where there is one only.
    object_id = models.BigIntegerField(default=0)
    label = models.CharField(_("label"), max_length=200)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "id"], name="contacts_source_key"
            ),
            models.UniqueConstraint(
                fields=["audience", "kind", "object_id"], name="contacts_source_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display() if self.kind == self.Kind.STAFF else self.label
