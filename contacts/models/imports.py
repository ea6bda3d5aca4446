from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from audiences.tenancy import AudienceKey, AudienceModel, AudienceReference
from contacts.models.uploads import MappedUpload, RefusedRow


class Import(MappedUpload):
    """A file of contacts: what it is, how it is read, and what came of it.

    The stored file is the truth; the staging table (`contacts_importline`) is a cache
    that may vanish at any time.
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("Text file")
        PASTED = "pasted", _("Pasted rows")
        SHEET = "sheet", _("Workbook")
        ARCHIVE = "archive", _("Export of another service")

    class Permission(models.TextChoices):
        SIGNED_UP = "signed_up", _("They signed up on a form of ours")
        CUSTOMERS = "customers", _("They are customers who agreed to hear from us")
        OTHER_SERVICE = "other_service", _("They opted in at the service we come from")
        NONE = "none", _("There is no permission")

    FOLDER = "imports"
    PARAM = PAGES = "import"
    MOST_GB = 2

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TEXT)
    # What is known of each list of an archive; the shape stands in contacts.imports.
    lists = models.JSONField(default=list)
    # Per column of the file, what it fills; the shape stands in contacts.imports.
    mapping = models.JSONField(default=list)
    # The same for files whose columns have the same titles.
    titles_key = models.CharField(max_length=32, blank=True)
    # Whether the mapping was that of an earlier file with these titles.
    is_remembered = models.BooleanField(default=False)
    status = models.CharField(_("status"), max_length=13, default="subscribed")
    update_existing = models.BooleanField(_("update existing"), default=True)
    tag_ids = ArrayField(models.IntegerField(), default=list)
    # Names of tags that are made when the import starts.
    new_tags = ArrayField(models.CharField(max_length=100), default=list)
    permission = models.CharField(
        _("permission"), max_length=20, choices=Permission, blank=True
    )
    permission_note = models.CharField(_("in your words"), max_length=200, blank=True)
    dry_run = models.BooleanField(default=False)
    # How many people were removed, kept, and had tags taken back.
    undone = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "id"], name="contacts_import_key"
            ),
            AudienceReference(field="job", name="contacts_import_job"),
            AudienceReference(field="preparation", name="contacts_import_preparation"),
            AudienceReference(field="check_job", name="contacts_import_check_job"),
        ]
        indexes = [
            models.Index(
                fields=["audience", "titles_key", "id"],
                condition=~models.Q(titles_key=""),
                name="contacts_import_titles",
            ),
        ]

    @property
    def is_archive(self) -> bool:
        return self.kind == self.Kind.ARCHIVE

    @property
    def is_permitted(self) -> bool:
        """Whether people whom the file calls subscribed may come in as such."""
        asked = self.permission not in {"", self.Permission.NONE}
        return asked or self.status == "subscribed"

    @property
    def has_statuses(self) -> bool:
        """Whether its rows have statuses of their own."""
        said = any(column["target"] == "status" for column in self.mapping)
        return said or bool(self.lists)

    @property
    def wording(self) -> str:
        """The permission as it is kept with each person."""
        said = self.get_permission_display()
        if not self.permission_note:
            return said
        return f"{said}: {self.permission_note}" if said else self.permission_note


class ImportBucket(AudienceModel):
    """One bucket of rows: the ordinals set aside for it, and what writing it did.

    The outcome is kept in the transaction that writes, so that no bucket is written or
    counted twice; these rows go when the import is over.
    """

    pk = models.CompositePrimaryKey("audience_id", "import_run_id", "bucket")
    import_run = AudienceKey(Import, related_name="buckets", db_index=False)
    bucket = models.IntegerField()
    first_ordinal = models.IntegerField()
    ordinals = models.IntegerField()
    outcome = models.JSONField(null=True)

    class Meta:
        constraints = [
            AudienceReference(field="import_run", name="contacts_importbucket_import"),
        ]

    def __str__(self) -> str:
        return f"{self.import_run_id}/{self.bucket}"


class ImportRefusal(RefusedRow):
    """A row of the file that was not taken, why, and what it said."""

    pk = models.CompositePrimaryKey("audience_id", "import_run_id", "line")
    import_run = AudienceKey(Import, related_name="refusals", db_index=False)
    column = models.CharField(_("column"), max_length=100, blank=True)
    row = models.JSONField(_("row"), default=list)

    class Meta:
        constraints = [
            AudienceReference(field="import_run", name="contacts_importrefusal_import"),
        ]
