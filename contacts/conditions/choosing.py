"""One of several: what a choice field holds, a country, a status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.db.models.lookups import In
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from conditions.controls import Choices, Choosing
from contacts.conditions.ways import Way

if TYPE_CHECKING:
    from conditions.moments import At


def choice_ways(choosing: Choosing) -> tuple[Way, ...]:
    control = Choices(choosing)
    return (
        Way(
            *("is", _("is one of"), control),
            clause=_("whose %(what)s is %(value)s"),
            test=_is_one,
        ),
        Way(
            *("is_not", _("is none of"), control, "is"),
            clause=_("whose %(what)s is not %(value)s"),
        ),
    )


def _is_one(expression: Any, value: list[Any], at: At) -> Q:
    return Q(In(expression, value))


def listed(choices: Mapping[Any, Any], keys: list[Any]) -> str:
    """The names of some keys: “Norway, Sweden or Denmark”."""
    names = [str(choices[key]) for key in keys]
    return str(get_text_list(names, pgettext("between choices", "or")))
