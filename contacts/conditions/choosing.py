"""One of several: what a choice field holds, a country, a status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.db.models.lookups import In
from django.utils.text import get_text_list
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from conditions.controls import Choices, Choosing
from contacts.conditions.ways import Way

if TYPE_CHECKING:
    from conditions.moments import At


def choice_ways(choosing: Choosing) -> tuple[Way, ...]:
    control, clause = Choices(choosing), _("whose %(what)s %(value)s")
    return (
        Way(
            *("is", _("is one of"), control),
            clause=clause,
            test=_is_one,
            by_index=True,
        ),
        Way("is_not", _("is none of"), control, "is", clause),
    )


def in_words(op: str, choices: Mapping[Any, Any], keys: list[Any] | None) -> str:
    """“is Norway or Sweden”, “is not Norway”, “is neither Norway nor Sweden”."""
    if not keys:
        return ""
    if op == "is":
        return gettext("is %(names)s") % {"names": listed(choices, keys)}
    if len(keys) == 1:
        return gettext("is not %(name)s") % {"name": listed(choices, keys)}
    names = [str(choices[key]) for key in keys]
    joined = get_text_list(names, pgettext("neither", "nor"))
    return gettext("is neither %(names)s") % {"names": joined}


def _is_one(expression: Any, value: list[Any], at: At) -> Q:
    return Q(In(expression, value))


def listed(choices: Mapping[Any, Any], keys: list[Any]) -> str:
    """The names of some keys: “Norway, Sweden or Denmark”."""
    names = [str(choices[key]) for key in keys]
    return str(get_text_list(names, pgettext("between choices", "or")))
