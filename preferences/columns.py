"""What people are subscribed to, as a column of the table and of files.

What an import reads of such a column stands in `preferences.importing`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy

from contacts.columns import Column, provides
from contacts.querysets.reading import READINGS
from preferences import importing
from preferences.models import Choice, State

if TYPE_CHECKING:
    from audiences.models import Audience

__all__ = ["importing"]

NAMES = "subscribed_to"

READINGS[NAMES] = ArraySubquery(
    Choice.objects.filter(
        audience=OuterRef("audience_id"),
        contact_id=OuterRef("pk"),
        state=State.SUBSCRIBED,
        preference__deleted_at=None,
    )
    .order_by("preference__position", "preference_id")
    .values("preference__name")
)


@provides
def columns_of_preferences(audience: Audience) -> Iterable[Column]:
    """As imports read them: exact names, with commas between."""
    label = gettext_lazy("Preferences")
    yield Column("preferences", label, NAMES, ", ".join, ", ".join)
