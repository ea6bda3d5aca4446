"""Yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from contacts.conditions.ways import Way

if TYPE_CHECKING:
    from accounts.navigation import Text
    from conditions.moments import At


def truth_ways(yes: Text, no: Text) -> tuple[Way, ...]:
    return (
        Way("yes", _("yes"), clause=yes, test=_is_true),
        Way("no", _("no"), negates="yes", clause=no),
    )


def _is_true(expression: Any, value: None, at: At) -> Q:
    return Q(Exact(expression, True))
