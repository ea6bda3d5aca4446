"""Conditions on things that have names, and where a segment is copied."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from audiences.models import Audience
from contacts.models import Field
from segments.models import Segment
from tests.factories import GroupCategoryFactory, GroupFactory, TagFactory


def tag_of(audience: Audience, name: str) -> dict[str, Any]:
    tag = TagFactory.create(audience=audience, name=name)
    return {"field": "tag", "op": "has", "value": tag.pk}


def group_of(audience: Audience, title: str, *names: str) -> dict[str, Any]:
    category = GroupCategoryFactory.create(audience=audience, title=title)
    make = GroupFactory.create
    groups = [make(audience=audience, category=category, name=n) for n in names]
    pks = [group.pk for group in groups]
    return {"field": f"groups{category.pk}", "op": "any", "value": pks}


def field_of(audience: Audience, tag: str, type: str, **more: Any) -> Field:
    return Field.objects.create(
        audience=audience, tag=tag, type=type, label=tag.title(), **more
    )


def url(segment: Segment, query: str = "") -> str:
    args = [segment.audience_id, segment.pk]
    return reverse("segments:segment_copy", args=args) + query
