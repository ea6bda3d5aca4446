from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from audiences.models import Job
from audiences.models.jobs import private_storage
from audiences.tenancy import AudienceKey, AudienceModel


class Upload(AudienceModel):
    """A file of rows that somebody brought: how it is read, and the job that reads it.

    Each kind keeps its files in a folder of its own.
    """

    FOLDER: ClassVar[str]
    FILES: ClassVar[tuple[str, ...]] = ("file",)  # the columns that name a stored file

    # The rows as text; empty until they are read, and when they are kept no more.
    file = models.FileField(storage=private_storage, upload_to="uploads", blank=True)
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


class RefusedRow(AudienceModel):
    """A row of such a file that was not taken, and why."""

    line = models.BigIntegerField(_("line"))
    reason = models.CharField(_("reason"), max_length=30)
    value = models.CharField(_("value"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"
