"""What is filled in, on its way from one form to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conditions.controls import Choice, Parts, Refused

if TYPE_CHECKING:
    from django.http import QueryDict

    from conditions.controls import Control

# Of more choices than these one is typed, with all of them proposed.
TYPED_FROM = 100


def is_typed(control: Choice) -> bool:
    return len(control.choices) > TYPED_FROM


def read(control: Control, data: QueryDict, name: str) -> Any:
    """What the inputs of this name hold; a choice may have been typed by its name."""
    if isinstance(control, Parts):
        parts = control.parts.items()
        said = {key: read(part, data, f"{name}-{key}") for key, part in parts}
        return None if all(value is None for value in said.values()) else said
    if isinstance(control, Choice) and f"{name}-name" in data:
        return _named(control, data.get(f"{name}-name", "").strip())
    return control.read(data, name)


def _named(control: Choice, text: str) -> Any:
    """The key of the choice that is called so; the text where none is."""
    choices = control.choices
    for key, label in choices.items():
        if str(label) == text:
            return key
    small = text.casefold()
    alike = (key for key, label in choices.items() if str(label).casefold() == small)
    return next(alike, text or None)


def carried(value: Any, before: Control, after: Control) -> Any:
    """What of a value another control takes: all of it, parts of it, or None."""
    if value is None:
        return None
    if isinstance(before, Parts) and isinstance(after, Parts):
        if not isinstance(value, dict):
            return None
        kept = {
            key: carried(value.get(key), before.parts[key], part)
            for key, part in after.parts.items()
            if key in before.parts
        }
        return kept if any(part is not None for part in kept.values()) else None
    try:
        after.clean(value)
    except Refused:
        return None
    return value
