from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.db import models
from django.utils.translation import gettext_lazy as _

from audiences.querysets import JobChunkQuerySet, JobQuerySet
from audiences.tenancy import AudienceKey, AudienceModel, AudienceReference


def private_storage() -> Storage:
    return storages["private"]


class Job(AudienceModel):
    """Long work, done in slices: a slice commits together with its cursor.

    Killed anywhere it goes on from the cursor, or says why not. How it is run stands
    in `audiences.jobs`.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        FINISHED = "finished", _("Finished")
        FAILED = "failed", _("Failed")
        CANCELED = "canceled", _("Canceled")

    kind = models.CharField(max_length=50)
    label = models.CharField(max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DB_SET_NULL, null=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    params = models.JSONField(default=dict)
    cursor = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    error = models.TextField(blank=True)
    result = models.FileField(storage=private_storage, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "id"], name="audiences_job_key"
            ),
        ]
        indexes = [
            models.Index(
                fields=["audience", "heartbeat_at"],
                condition=models.Q(state__in=["queued", "running"]),
                name="audiences_job_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.get_state_display()})"

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.QUEUED, self.State.RUNNING}

    @property
    def percent(self) -> int | None:
        """How far it is, or None while the whole is not known."""
        if self.state == self.State.FINISHED:
            return 100
        if not self.total:
            return None
        return min(99, self.done * 100 // self.total)


class JobChunk(AudienceModel):
    """Some of the rows a job works on, where these are fixed when it starts."""

    pk = models.CompositePrimaryKey("audience_id", "job_id", "position")
    job = AudienceKey(Job, related_name="chunks", db_index=False)
    position = models.PositiveIntegerField()
    ids = ArrayField(models.BigIntegerField())

    objects = JobChunkQuerySet.as_manager()

    class Meta:
        constraints = [
            AudienceReference(field="job", name="audiences_jobchunk_job"),
        ]

    def __str__(self) -> str:
        return f"{self.job_id}/{self.position}: {len(self.ids)}"


class Action(AudienceModel):
    """Something done to many contacts that can be undone for thirty days.

    It keeps the ids that were actually changed; `audiences.actions` says how.
    """

    verb = models.CharField(max_length=50)
    label = models.CharField(max_length=200)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DB_SET_NULL, null=True, related_name="+"
    )
    params = models.JSONField(default=dict)
    n = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)
    undone = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "id"], name="audiences_action_key"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class ActionChunk(AudienceModel):
    """Some of the ids an action changed, in the order they were changed.

    With the moment it did, and by id what was there before, where undo needs them.
    """

    pk = models.CompositePrimaryKey("audience_id", "action_id", "position")
    action = AudienceKey(Action, related_name="chunks", db_index=False)
    position = models.PositiveIntegerField()
    ids = ArrayField(models.BigIntegerField())
    at = models.DateTimeField(null=True)
    before = models.JSONField(null=True)

    class Meta:
        constraints = [
            AudienceReference(field="action", name="audiences_actionchunk_action"),
        ]

    def __str__(self) -> str:
        return f"{self.action_id}/{self.position}: {len(self.ids)}"
