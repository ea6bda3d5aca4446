from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audiences.models import Audience
from preferences.forms import PickForm

GIVE, TAKE = "prefer", "unprefer"  # the bulk verbs, by their slugs


class GiveForm(PickForm):
    """A preference, and a segment whose people it is given to or taken from."""

    segment = forms.TypedChoiceField(
        label=_("Segment"),
        coerce=int,
        error_messages={"required": _("Choose a segment.")},
    )
    way = forms.ChoiceField(
        label=_("What is done"),
        choices=[
            (GIVE, _("Give it to everyone in the segment who never chose")),
            (TAKE, _("Take it from everyone in the segment who has it")),
        ],
        initial=GIVE,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any, *, audience: Audience, initial: Any = None) -> None:
        super().__init__(data, audience=audience, initial=initial)
        present = audience.segments.present().in_order().values_list("pk", "name")
        field: Any = self.fields["segment"]
        field.choices = [("", gettext("Choose a segment")), *present]
