from django.db import models
from django.utils.translation import gettext_lazy as _

from audiences.tenancy import AudienceKey, AudienceModel, AudienceReference
from contacts.models.uploads import MappedUpload, RefusedRow


class PastImport(MappedUpload):
    """A file of what people did in the past: how it is read, and what came of it."""

    class Unknown(models.TextChoices):
        REFUSE = "refuse", _("Leave their rows out")
        ADD = "add", _("Add them as nonsubscribed")

    FOLDER = PARAM = "past"
    PAGES = "pastimport"
    MOST_GB = 1

    # Per column of the file, what it says; the shape stands in contacts.past.columns.
    columns = models.JSONField(default=list)
    # What all of it is called where no column names it.
    name = models.CharField(_("event"), max_length=30, blank=True)
    # Whether 3/4 is the third of April ("day") or the fourth of March ("month").
    order = models.CharField(_("dates"), max_length=5, default="day")
    # Where times that name no zone are meant, and days begin.
    zone = models.CharField(_("time zone"), max_length=63)
    unknown = models.CharField(
        _("people who are not here"),
        max_length=6,
        choices=Unknown,
        default=Unknown.REFUSE,
    )
    undone = models.BigIntegerField(default=0)  # events

    class Meta:
        verbose_name = _("import of past events")
        verbose_name_plural = _("imports of past events")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "id"], name="contacts_pastimport_key"
            ),
            AudienceReference(field="job", name="contacts_pastimport_job"),
            AudienceReference(
                field="preparation", name="contacts_pastimport_preparation"
            ),
            AudienceReference(field="check_job", name="contacts_pastimport_check"),
        ]


class PastRefusal(RefusedRow):
    """A row of such a file that was not taken, why, and what it said."""

    pk = models.CompositePrimaryKey("audience_id", "past_id", "line")
    past = AudienceKey(PastImport, related_name="refusals", db_index=False)
    column = models.CharField(_("column"), max_length=100, blank=True)
    row = models.JSONField(_("row"), default=list)

    class Meta:
        constraints = [
            AudienceReference(field="past", name="contacts_pastrefusal_past"),
        ]


class PastKey(AudienceModel):
    """A hash of what the check of a file has met, so that it is counted once.

    These rows go when the check is over.
    """

    pk = models.CompositePrimaryKey("audience_id", "past_id", "key")
    past = AudienceKey(PastImport, related_name="keys", db_index=False)
    key = models.UUIDField()

    class Meta:
        constraints = [
            AudienceReference(field="past", name="contacts_pastkey_past"),
        ]

    def __str__(self) -> str:
        return f"{self.past_id} · {self.key}"
