from django.db import models

from audiences.counting import CounterManager
from audiences.querysets import DailyCountQuerySet
from audiences.tenancy import AudienceModel


class Counter(AudienceModel):
    """How many: kept by the verbs that change the number, in their transaction."""

    class Kind(models.TextChoices):
        STATUS = "status"  # key: a contact status, or "archived"
        TAG = "tag"  # key: the tag's id
        GROUP = "group"  # key: the group's id
        # Key: the preference's id of who is subscribed; "-" before it, unsubscribed.
        PREFERENCE = "preference"
        ORDINAL = "ordinal"  # n: the next free ordinal

    pk = models.CompositePrimaryKey("audience_id", "kind", "key")
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=20, blank=True)
    n = models.BigIntegerField(default=0)

    objects = CounterManager()

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.n}"


class DailyCount(AudienceModel):
    """By how much a status count changed on one day of the audience."""

    pk = models.CompositePrimaryKey("audience_id", "day", "key")
    day = models.DateField()
    key = models.CharField(max_length=20)
    change = models.BigIntegerField(default=0)

    objects = DailyCountQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.day} {self.key}: {self.change:+}"
