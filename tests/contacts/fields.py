"""What the tests of fields need: one more field, and what its form posts."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from audiences.models import Audience
from contacts.models import Field

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def url(name: str, audience: Audience, *args: int) -> str:
    return reverse(f"contacts:field_{name}", args=[audience.pk, *args])


def make(audience: Audience, **more: Any) -> Field:
    said = {"type": "text", "label": "City", "tag": "CITY", "position": 9, **more}
    return Field.objects.create(audience=audience, **said)


def make_color(audience: Audience) -> Field:
    choices = ["Red", "Green", "Blue"]
    return make(audience, type="dropdown", label="Color", tag="COLOR", choices=choices)


def as_posted(field: Field, **changes: Any) -> dict[str, Any]:
    said: dict[str, Any] = {
        "label": field.label,
        "type": field.type,
        "tag": field.tag,
        "default": field.default,
        "was": field.choices,
        "choice": field.choices,
    }
    if field.public:
        said["public"] = "on"
    return {**said, **changes}
