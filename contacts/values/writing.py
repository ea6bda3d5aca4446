"""A value as text for files: the same in every language, and read back as it was."""

from __future__ import annotations

from typing import Any

from contacts.values import places


def as_text(type: str, value: Any) -> str:
    if value is None:
        return ""
    if type == "address":
        return places.as_text(value)
    return str(value)
