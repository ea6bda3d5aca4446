"""Filling in the forms of the pages with what clients send: one rule for both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import BaseForm, ModelForm
from django.forms.models import model_to_dict

from api.problems import Problem, invalid


def flat(sent: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """Values by their dotted paths."""
    found: dict[str, Any] = {}
    for name, value in sent.items():
        place = f"{path}{name}"
        if isinstance(value, dict):
            found |= flat(value, f"{place}.")
        else:
            found[place] = value
    return found


def posted(
    sent: Mapping[str, Any],
    names: Mapping[str, str],
    form: type[ModelForm[Any]],
    row: Any,
) -> dict[str, Any]:
    """What the form is filled in with: the row as it is, but for what is sent.

    `names` says what the form calls each dotted path.
    """
    now = model_to_dict(row, form._meta.fields)
    news = {names[path]: value for path, value in flat(sent).items() if path in names}
    return {**now, **news}


def refused(form: BaseForm, names: Mapping[str, str]) -> Problem:
    """What a form does not take, by the paths that clients know."""
    paths = {ours: path for path, ours in names.items()}
    return invalid(
        *(
            (paths.get(field, ""), str(text))
            for field, texts in form.errors.items()
            for text in texts
        )
    )
