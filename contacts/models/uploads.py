from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audiences.models import Job
from audiences.models.jobs import private_storage
from audiences.tenancy import AudienceKey, AudienceModel


def stored_in(upload: "Upload", name: str) -> str:
    return f"{upload.FOLDER}/{name}"


class Upload(AudienceModel):
    """A file of rows that somebody brought: how it is read, and the job that reads it.

    Each kind keeps its files in a folder of its own.
    """

    FOLDER: ClassVar[str]
    PARAM: ClassVar[str]  # by which the params of its jobs name it
    FILES: ClassVar[tuple[str, ...]] = ("file",)  # the columns that name a stored file

    # The rows as text; empty until they are read, and when they are kept no more.
    file = models.FileField(storage=private_storage, upload_to=stored_in, blank=True)
    filename = models.CharField(_("file"), max_length=200)
    size = models.BigIntegerField(_("size"), default=0)
    encoding = models.CharField(_("encoding"), max_length=40, blank=True)
    delimiter = models.CharField(_("delimiter"), max_length=1, blank=True)
    has_header = models.BooleanField(_("the first row holds titles"), default=True)
    job = AudienceKey(Job, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.filename

    def get_absolute_url(self) -> str:
        raise NotImplementedError

    @property
    def is_looked_at(self) -> bool:
        """Whether a job is just finding out what is in it."""
        return False


class MappedUpload(Upload):
    """A file whose columns are mapped, and which is checked, imported and undone.

    It may have been a workbook, of which one sheet is read.
    """

    FILES = ("file", "original")
    MOST_GB: ClassVar[int]
    PAGES: ClassVar[str]  # what the names of its pages begin with

    # What a file that is no text was before.
    original = models.FileField(
        storage=private_storage, upload_to=stored_in, blank=True
    )
    # The sheets of a workbook, or the lists of an archive, by name.
    parts = models.JSONField(default=list)
    sheet = models.CharField(_("sheet"), max_length=200, blank=True)
    preparation = AudienceKey(Job, null=True, related_name="+", db_index=False)
    check_job = AudienceKey(Job, null=True, related_name="+", db_index=False)
    # The id of the action that undoes it, a bare number, since actions go in time.
    undo = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(_("undone"), null=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DB_SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
    )

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return self.url("detail")

    def url(self, page: str) -> str:
        args = [self.audience_id, self.pk]
        return reverse(f"contacts:{self.PAGES}_{page}", args=args)

    @property
    def urls(self) -> dict[str, str]:
        """Where its pages are, by what is done there."""
        return {page: self.url(page) for page in _PAGES}

    @property
    def page(self) -> str:
        """The page it has come to."""
        if self.job_id:
            return "detail"
        if self.parts and not self.file:
            return "sheet"
        return "check" if self.check_job_id else "map"

    @property
    def can_be_mapped(self) -> bool:
        """Whether it is neither begun nor just looked at."""
        return self.page in {"map", "check"} and not self.is_looked_at

    @property
    def is_looked_at(self) -> bool:
        is_checked_now = self.check_job is not None and self.check_job.is_open
        return is_checked_now or self.is_being_prepared

    @property
    def is_archive(self) -> bool:
        """Whether it holds several lists, all of which are read."""
        return False

    @property
    def is_being_prepared(self) -> bool:
        """Whether its rows are just being read from a workbook."""
        return self.preparation is not None and self.preparation.is_open

    @property
    def is_checked(self) -> bool:
        """Whether what it would do has been found out."""
        return self.check_job is not None and self.check_job.state == Job.State.FINISHED


_PAGES = [
    *("sheet", "map", "check", "start", "discard", "cancel"),
    *("detail", "undo", "refused"),
]


class RefusedRow(AudienceModel):
    """A row of such a file that was not taken, and why."""

    line = models.BigIntegerField(_("line"))
    reason = models.CharField(_("reason"), max_length=30)
    value = models.CharField(_("value"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"
