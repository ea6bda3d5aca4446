"""Fields that are asked for, and the indexes that there are of them."""

from __future__ import annotations

from typing import Any

from audiences.models import Audience
from contacts.indexes import settling
from contacts.models import Field
from segments.models import Segment
from tests.conditions.said import asking, of
from tests.factories import SegmentFactory


def field_of(audience: Audience, type: str = "text", label: str = "") -> Field:
    choices = (
        [f"Choice {n}" for n in range(400)] if type in {"radio", "dropdown"} else []
    )
    label = label or type
    return Field.objects.create(
        audience=audience, type=type, label=label, tag=label.upper(), choices=choices
    )


def kept(field: Field, **said: Any) -> Segment:
    """A segment that asks for the field."""
    tree = of(asking(field.key, "is", "Oslo"))
    return SegmentFactory.create(audience=field.audience, **{"tree": tree, **said})


def there() -> list[str]:
    """The fields that have an index, by their ids and types."""
    return sorted("_".join(name.split("_")[3:]) for name in settling._there())


def named(*fields: Field) -> list[str]:
    return sorted(f"{field.pk}_{field.type}" for field in fields)
