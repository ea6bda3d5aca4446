"""What a list of deliveries is narrowed by, as a form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.facets import LAST_YEAR
from delivery import reasons
from delivery.models import State
from delivery.overview.filters import DeliveryFilter, cleaned_domain
from delivery.overview.reading import reasons_among

if TYPE_CHECKING:
    from delivery.overview.scope import Scope

DAY = {"type": "date", "min": "1900-01-01", "max": f"{LAST_YEAR}-12-31"}


class DeliveryFilterForm(forms.Form):
    """Of the audiences that the member may see, and what they sent."""

    audience = forms.ChoiceField(label=gettext_lazy("Audience"), required=False)
    message = forms.ChoiceField(label=gettext_lazy("Message"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    reason = forms.ChoiceField(label=gettext_lazy("Why"), required=False)
    domain = forms.CharField(
        label=gettext_lazy("Domain of the recipient"), required=False, max_length=253
    )
    since = forms.DateField(
        label=gettext_lazy("Since"),
        required=False,
        widget=forms.DateInput(DAY, "%Y-%m-%d"),
    )
    until = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(DAY, "%Y-%m-%d"),
    )

    def __init__(self, data: Any, *, scope: Scope, wanted: DeliveryFilter) -> None:
        super().__init__(data, initial=dict(wanted.to_query()))
        self.wanted = wanted
        audiences = [(str(one.pk), one.name) for one in scope.audiences]
        self._offer("audience", _("Any audience"), audiences)
        self._offer("message", _("Any message"), self._messages(scope))
        states = [(str(state), str(label)) for state, label in State.choices]
        self._offer("state", _("Any state"), states)
        known = [(r, reasons.in_words(r)) for r in reasons_among(scope.ids)]
        self._offer("reason", _("Any reason"), [pair for pair in known if pair[1]])
        self.fields["domain"].widget.attrs["placeholder"] = "example.com"

    def clean_domain(self) -> str:
        return cleaned_domain(self.cleaned_data["domain"])

    def clean(self) -> dict[str, Any]:
        cleaned = {**self.cleaned_data}
        first, last = cleaned.get("since"), cleaned.get("until")
        if first and last and first > last:
            self.add_error("until", _("This day is before the first one."))
        return cleaned

    @property
    def chosen(self) -> DeliveryFilter:
        """The filter with what a valid form says, and all that it does not ask for."""
        said = {name: str(value or "") for name, value in self.cleaned_data.items()}
        read = DeliveryFilter.from_query(said)
        return replace(read, text=self.wanted.text, one=self.wanted.one)

    def _messages(self, scope: Scope) -> list[tuple[str, str]]:
        found = {one.pk: one for one in scope.last_messages}
        if self.wanted.message is not None and self.wanted.message not in found:
            # An answer or a notice, or one of long ago.
            message = scope.message(self.wanted.message)
            found |= {message.pk: message} if message else {}
        return [(str(pk), one.name) for pk, one in found.items()]

    def _offer(self, name: str, any_of_them: str, choices: list[Any]) -> None:
        stored = dict(self.wanted.to_query()).get(name)
        if stored and stored not in dict(choices):
            choices = [(stored, self._named(name, stored)), *choices]
        self.fields[name].choices = [("", any_of_them), *choices]  # type: ignore[attr-defined]  # a choice field

    def _named(self, name: str, value: str) -> str:
        """What is chosen, and is not among what is offered."""
        if name == "state":
            groups = {
                "waiting": _("All that wait"),
                "not_sent": _("All that were not sent"),
            }
            return groups.get(value, value)
        return reasons.in_words(value) if name == "reason" else _("no longer there")
