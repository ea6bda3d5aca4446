from django.db import models

from audiences.models import Job
from audiences.models.jobs import private_storage
from audiences.tenancy import AudienceKey, AudienceModel, AudienceReference


class ExportPart(AudienceModel):
    """What one slice of an export wrote of one table, until the whole is put together.

    A row commits together with the cursor of its slice: a file without a row is what a
    killed slice left behind.
    """

    pk = models.CompositePrimaryKey("audience_id", "job_id", "table", "position")
    job = AudienceKey(Job, related_name="exportparts", db_index=False)
    table = models.CharField(max_length=20)
    position = models.PositiveIntegerField()
    file = models.FileField(storage=private_storage)

    class Meta:
        constraints = [
            AudienceReference(field="job", name="contacts_exportpart_job"),
        ]

    def __str__(self) -> str:
        return f"{self.job_id}/{self.table}/{self.position}"
