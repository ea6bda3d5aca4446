"""Which indexes there should be: what is asked for, within bounds."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models.lookups import IsNull
from django.utils import timezone

from audiences.models import Audience, Counter
from contacts.conditions.fields import indexed_as
from contacts.indexes.asking import asked_for

if TYPE_CHECKING:
    from contacts.models import Field

PREFIX = "contacts_own_"
NAMED = re.compile(PREFIX + r"(?P<audience>\d+)_(?P<field>\d+)_(?P<type>[a-z]+)")
SMALL = 50_000  # contacts: of fewer, everybody is read in a moment
PER_AUDIENCE = 10
IN_ALL = 40  # each is looked at, if not filled, for every contact that is written
LASTING = timedelta(days=90)  # after which what nobody asked for is dropped
# What is there gives way only to what was asked for so much later.
STAYING = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Wanted:
    name: str
    index: models.Index
    at: datetime  # when it was asked for last

    def rank(self, there: Collection[str]) -> tuple[datetime, str]:
        return self.at + STAYING * (self.name in there), self.name


def wanted(there: Collection[str]) -> list[Wanted]:
    """The indexes to have, the most needed first; by name those that are there."""
    audiences = list(Audience.objects.active().in_order())
    counts = Counter.objects.by_audience(audiences)
    found: list[Wanted] = []
    for audience in audiences:
        size = sum(counts[audience.pk].values())
        if size >= _least(audience, there):
            found += _first(_of(audience, size), there, PER_AUDIENCE)
    return _first(found, there, IN_ALL)


def is_large(audience: Audience) -> bool:
    return sum(audience.status_counts.values()) >= SMALL


def _least(audience: Audience, there: Collection[str]) -> int:
    """Of how many contacts it must be; half as many where it has been larger."""
    has_some = any(name.startswith(f"{PREFIX}{audience.pk}_") for name in there)
    return SMALL // 2 if has_some else SMALL


def _of(audience: Audience, size: int) -> list[Wanted]:
    fields = {
        field.column or field.key: field
        for field in audience.fields.present()
        if not field.is_email and indexed_as(field) is not None
    }
    asked = asked_for(audience, size, fields.keys())
    since = timezone.now() - LASTING
    return [_index(fields[key], at) for key, at in asked.items() if at >= since]


def _index(field: Field, at: datetime) -> Wanted:
    """Of the people of the audience who have a value in the field, and no others."""
    expression = indexed_as(field)
    name = f"{PREFIX}{field.audience_id}_{field.pk}_{field.type}"
    known = models.Q(IsNull(expression, False))
    condition = models.Q(audience=field.audience_id) & known
    return Wanted(name, models.Index(expression, name=name, condition=condition), at)


def _first(some: list[Wanted], there: Collection[str], n: int) -> list[Wanted]:
    return sorted(some, key=lambda one: one.rank(there), reverse=True)[:n]
