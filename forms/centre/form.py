"""The one form of a centre: everything that somebody can choose, and what they saw.

What they were shown goes along with it, so that what they left alone takes back nothing
that somebody else changed meanwhile.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contacts import refusals
from contacts.forms.contacts import clean_email, clean_value
from contacts.forms.inputs import address_in, inputs_of
from contacts.models import Field
from contacts.values import ADDRESS_PARTS
from delivery import frequency
from forms.centre.languages import languages_of, name_of
from forms.models import Section
from preferences.models import State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forms.centre.held import Held
    from preferences.models import Preference

LONGEST_SHOWN = 100_000
SHOWN = "shown"
NEW_ADDRESS = "new_email"
# What of the ledger is asked for, by the name of its check box.
ALLOWS = {
    "personal": (Section.PERSONAL, refusals.ONE_TO_ONE),
    "tracking": (Section.TRACKING, refusals.TRACKING),
}


def forget(name: str) -> str:
    """The name of the check box that deletes a value which is not told."""
    return f"forget-{name}"


class CentreForm(forms.Form):
    def __init__(self, data: Any, *, held: Held, language: str) -> None:
        super().__init__(data)
        self.held = held
        self.language = language
        for field in held.fields:
            self._add_field(field)
        self._add_groups()
        self._add_preferences()
        self._add_rest()
        self.was = self._shown()

    # -- what it asks --

    def _add_field(self, field: Field) -> None:
        name, value = name_of_field(field), field.value_of(self.held.contact)
        own = inputs_of(field, value)
        if field.has_choices and not self.held.is_fresh:
            own = inputs_of(field)
            if value is not None:
                own[name].choices = [  # type: ignore[attr-defined]
                    ("", _("As it is on file")),
                    *own[name].choices[1:],  # type: ignore[attr-defined]
                ]
        self.fields |= own
        if self.held.is_fresh:
            self.initial.update(_initial(field, value))
        elif value is not None and not field.required:
            self.fields[forget(name)] = forms.BooleanField(
                label=_("Delete what is on file"), required=False
            )
        for one in own.values():
            one.required = False

    def _add_groups(self) -> None:
        has = set(self.held.contact.group_ids)
        for category in self.held.categories:
            groups = [(str(one.pk), one.name) for one in category.listed_groups]
            mine = [pk for pk, _name in groups if int(pk) in has]
            name = f"group-{category.pk}"
            if category.is_single:
                none = ("", pgettext("group", "None of these"))
                self.fields[name] = forms.ChoiceField(
                    label=category.title, choices=[none, *groups], required=False
                )
                self.initial[name] = mine[0] if mine else ""
            else:
                self.fields[name] = forms.MultipleChoiceField(
                    label=category.title, choices=groups, required=False
                )
                self.initial[name] = mine

    def _add_preferences(self) -> None:
        for one in self.held.preferences:
            name = name_of_preference(one)
            self.fields[name] = forms.ChoiceField(
                label=one.name_in(self.language), choices=answers(), required=False
            )
            self.initial[name] = self.held.state_of(one)

    def _add_rest(self) -> None:
        held = self.held
        if held.shows(Section.FREQUENCY):
            self.fields["days"] = forms.TypedChoiceField(
                label=_("How often"),
                choices=list(frequency.CHOICES.items()),
                coerce=int,
            )
            self.initial["days"] = held.days
        if held.shows(Section.LANGUAGE):
            self._add_language()
        for name, (section, channel) in ALLOWS.items():
            if held.shows(section):
                self.fields[name] = forms.BooleanField(
                    label=allowing(name, held.audience.name), required=False
                )
                self.initial[name] = channel not in held.refuses
        if held.shows(Section.ADDRESS):
            self.fields[NEW_ADDRESS] = forms.CharField(
                label=_("New email address"),
                max_length=320,
                required=False,
                widget=forms.TextInput(
                    attrs={"type": "email", "autocomplete": "email"}
                ),
            )

    def _add_language(self) -> None:
        listed: list[tuple[str, str]] = [*languages_of(self.held.audience)]
        mine = self.held.contact.language
        if mine not in dict(listed):
            listed.append((mine, name_of(mine) if mine else _("None known")))
        if len(listed) > 1:
            self.fields["language"] = forms.ChoiceField(
                label=_("Language"), choices=listed, required=False
            )
            self.initial["language"] = mine

    # -- what they saw --

    def _shown(self) -> dict[str, Any]:
        """What the page said when they opened it; as it is now where that is lost."""
        said = str(self.data.get(SHOWN, ""))
        if not said or len(said) > LONGEST_SHOWN:
            return {**self.initial}
        try:
            was = json.loads(said)
        except (ValueError, RecursionError):
            was = None
        return {**self.initial, **(was if isinstance(was, dict) else {})}

    @property
    def shown(self) -> str:
        return json.dumps(self.was if self.is_bound else self.initial, default=str)

    def was_changed(self, name: str) -> bool:
        said, was = self.cleaned_data.get(name), self.was.get(name)
        if isinstance(said, list):
            return set(said) != set(was if isinstance(was, list) else ())
        return str(said) != str(was)

    # -- what they say --

    def clean(self) -> dict[str, Any]:
        for field in self.held.fields:
            name = name_of_field(field)
            try:
                self._clean_field(field, name)
            except ValidationError as error:
                first = next(iter(inputs_of(field)))
                self.add_error(first, error)
        return self.cleaned_data

    def _clean_field(self, field: Field, name: str) -> None:
        said = self.cleaned_data
        if field.required and self.held.is_fresh and not _is_said(field, said):
            raise ValidationError(_("This cannot be left empty."))
        if field.type == Field.Type.ADDRESS:
            return
        text = said.get(name)
        if text and self.was_changed(name):
            country = self.held.audience.country
            said[name] = clean_value(field.reader(country), text)

    def clean_new_email(self) -> str:
        text: str = self.cleaned_data[NEW_ADDRESS].strip()
        if not text or clean_email(text) == self.held.contact.email:
            return ""
        return text[:254]

    @property
    def columns(self) -> dict[str, Any]:
        """What they changed of the contact's own columns."""
        said = {
            field.column: value
            for field in self.held.fields
            if field.column
            for value in self._said_of(field)
        }
        if "language" in self.fields and self.was_changed("language"):
            said["language"] = self.cleaned_data["language"]
        return {name: value or "" for name, value in said.items()}

    @property
    def own_fields(self) -> dict[str, Any]:
        """What they changed of the fields of the audience, by key; None empties one."""
        return {
            field.key: value
            for field in self.held.fields
            if not field.column
            for value in self._said_of(field)
        }

    def _said_of(self, field: Field) -> list[Any]:
        """The value that they give the field, or nothing where they left it alone."""
        said, name = self.cleaned_data, name_of_field(field)
        if said.get(forget(name)):
            return [None]
        if field.type == Field.Type.ADDRESS:
            parts = address_in(field, said)
            if self.held.is_fresh:
                return [parts] if any(map(self.was_changed, inputs_of(field))) else []
            return [parts] if parts else []
        value = said.get(name)
        if self.held.is_fresh:
            return [None if value == "" else value] if self.was_changed(name) else []
        return [] if value in {"", None} else [value]


def name_of_field(field: Field) -> str:
    return field.column or field.key


def name_of_preference(preference: Preference) -> str:
    return f"preference-{preference.pk}"


def answers() -> list[tuple[str, str]]:
    """What somebody says to a preference; who never chose said neither."""
    return [
        (State.SUBSCRIBED.value, pgettext("I want to receive it", "Yes")),
        (State.UNSUBSCRIBED.value, pgettext("I want to receive it", "No")),
    ]


def allowing(name: str, audience: str) -> str:
    """What the check box of this name allows, as the reader says it."""
    if name == "personal":
        text = _("People of %(name)s may write to me personally, and me alone")
    else:
        text = _(
            "%(name)s may see whether I open its messages and which links I follow"
        )
    return text % {"name": audience}


def _initial(field: Field, value: Any) -> dict[str, Any]:
    name = name_of_field(field)
    if field.type != Field.Type.ADDRESS:
        return {name: "" if value is None else str(value)}
    return {f"{name}-{part}": (value or {}).get(part) or "" for part in ADDRESS_PARTS}


def _is_said(field: Field, said: Mapping[str, Any]) -> bool:
    return any(said.get(name) for name in inputs_of(field))
