"""The questions of a form as inputs, and what somebody answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from contacts.forms.contacts import clean_email, clean_value
from contacts.forms.inputs import address_in, inputs_of
from contacts.models import Field, GroupCategory
from forms.permissions.asking import block_for, picked
from forms.signup.design import CATEGORY, FIELD, PREFERENCE, Design
from forms.signup.questions import Question, questions_of

if TYPE_CHECKING:
    from audiences.models import Audience


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody filled in, as it is held until they confirm it."""

    email: str
    columns: dict[str, str] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    groups: list[int] = field(default_factory=list)
    preferences: list[int] = field(default_factory=list)
    # Of these, those that were ticked before and stayed so.
    by_default: list[int] = field(default_factory=list)
    # By id, whether it was ticked and on which version of its text.
    permissions: dict[str, tuple[bool, str]] = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        """All but the address, which the contact has."""
        names = ("columns", "fields", "groups", "preferences", "by_default")
        return {name: getattr(self, name) for name in (*names, "permissions")}

    @classmethod
    def of(cls, email: str, held: dict[str, Any]) -> Self:
        return cls(email=email, **held)


class AnswerForm(forms.Form):
    """The inputs of a form, for who has no scripts as well."""

    def __init__(
        self,
        data: Any,
        *,
        audience: Audience,
        design: Design,
        languages: tuple[str, ...],
    ) -> None:
        super().__init__(data, use_required_attribute=False)
        self.audience, self.design, self.languages = audience, design, languages
        self.questions = questions_of(audience, design, languages)
        asks = design.has_permissions
        self.permissions = block_for(audience, languages[0]) if asks else None
        for question in self.questions:
            if question.is_asked:
                self.fields |= self._inputs(question)

    def _inputs(self, question: Question) -> dict[str, forms.Field]:
        part, about = question.part, question.about
        if part.kind == FIELD:
            inputs = inputs_of(about)
            for each in inputs.values():
                each.required = part.required or about.is_email
            if about.type == Field.Type.ADDRESS:
                for name in (f"{about.key}-addr2", f"{about.key}-state"):
                    if name in inputs:
                        inputs[name].required = False
            else:
                inputs[question.names[0]].label = question.label
            _hint(about, inputs)
            return inputs
        if part.kind == CATEGORY:
            return {part.key: _of_category(question)}
        description = about.description_in(self.languages[0])
        box = forms.BooleanField(
            label=question.label,
            help_text=description,
            required=False,
            initial=part.ticked,
        )
        return {part.key: box}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = {**(super().clean() or {})}
        for question in self.questions:
            if question.is_asked and question.part.kind == FIELD:
                self._clean_field(question, cleaned)
        if self.design.must_choose and not self._has_chosen(cleaned):
            for question in self._preferences():
                self.add_error(question.part.key, _("Choose at least one of these."))
                break
        return cleaned

    def _clean_field(self, question: Question, cleaned: dict[str, Any]) -> None:
        name, about = question.names[0], question.about
        text = cleaned.get(name)
        if about.type == Field.Type.ADDRESS or not text:
            return
        try:
            if about.is_email:
                cleaned[name] = clean_email(text)
            else:
                reader = about.reader(self.audience.country)
                cleaned[name] = clean_value(reader, text)
        except ValidationError as error:
            self.add_error(name, error)

    def _preferences(self) -> Iterator[Question]:
        for question in self.questions:
            if question.part.kind == PREFERENCE and question.is_asked:
                yield question

    def _has_chosen(self, cleaned: dict[str, Any]) -> bool:
        asked = list(self._preferences())
        return not asked or any(cleaned.get(one.part.key) for one in asked)

    @property
    def said(self) -> Said:
        """What a valid form says, with what is hidden in it."""
        said = Said(email=self.cleaned_data["email"])
        for question in self.questions:
            part = question.part
            if part.kind == FIELD:
                self._say_field(question, said)
            elif part.kind == CATEGORY:
                said.groups.extend(self._groups(question))
            elif part.hidden or self.cleaned_data.get(part.key):
                said.preferences.append(part.pk)
                if part.hidden or part.ticked:
                    said.by_default.append(part.pk)
        if self.permissions:
            for permission, given in picked(self.permissions, self.data).items():
                version = permission.version_in(self.languages[0])
                said.permissions[str(permission.pk)] = (given, version)
        said.columns["email_display"] = str(self.data["email"]).strip()[:254]
        return said

    def _say_field(self, question: Question, said: Said) -> None:
        part, about = question.part, question.about
        if about.is_email:
            return
        if part.hidden:
            value: Any = _hidden(about, part.value, self.audience.country)
        elif about.type == Field.Type.ADDRESS:
            value = address_in(about, self.cleaned_data)
        else:
            value = self.cleaned_data.get(question.names[0])
        if value in (None, "", {}):
            return
        if about.column:
            said.columns[about.column] = value
        else:
            said.fields[about.key] = value

    def _groups(self, question: Question) -> list[int]:
        own = {group.pk for group in question.about.listed_groups}
        if question.part.hidden:
            value = question.part.value
            chosen = [int(value)] if value.isdecimal() else []
        else:
            answer = self.cleaned_data.get(question.part.key) or []
            chosen = [
                int(pk) for pk in ([answer] if isinstance(answer, str) else answer)
            ]
        return [pk for pk in chosen if pk in own]

    @property
    def blocks(self) -> list[Block]:
        """What the page shows, in its order; preferences that follow each other stand
        together.
        """
        asked = [question for question in self.questions if question.is_asked]
        blocks = []
        for kind, some in groupby(
            asked, key=lambda one: "many" if one.part.kind == PREFERENCE else one.part
        ):
            listed = list(some)
            inputs = [self[name] for one in listed for name in one.names]
            shape = _shape(kind, listed[0])
            blocks.append(
                Block(shape, listed[0].label, inputs, listed[0].part.required)
            )
        return blocks


@dataclass(frozen=True, slots=True)
class Block:
    shape: str  # input, boxes, radios, address or preferences
    label: str
    inputs: list[Any]
    required: bool

    @property
    def errors(self) -> list[str]:
        return [str(error) for one in self.inputs for error in one.errors]

    @property
    def id(self) -> str:
        return f"block-{self.inputs[0].html_name}"


def _shape(kind: Any, question: Question) -> str:
    if kind == "many":
        return "preferences"
    about = question.about
    if isinstance(about, GroupCategory):
        shapes = {"checkboxes": "boxes", "radio": "radios"}
        return shapes.get(about.kind, "input")
    if about.type == Field.Type.ADDRESS:
        return "address"
    return "radios" if about.type == Field.Type.RADIO else "input"


def _of_category(question: Question) -> forms.Field:
    about, groups = question.about, question.about.listed_groups
    choices = [(str(group.pk), group.name) for group in groups]
    said: dict[str, Any] = {
        "label": question.label,
        "required": question.part.required,
        "error_messages": {"required": _("Choose one of these.")},
    }
    if about.kind == "radio":
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **said)
    if about.is_single:
        return forms.ChoiceField(choices=[("", "–"), *choices], **said)
    boxes = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(choices=choices, widget=boxes, **said)


def _hint(about: Field, inputs: dict[str, forms.Field]) -> None:
    """What browsers may fill in, and how choices are shown."""
    kinds = {"first_name": "given-name", "last_name": "family-name", "phone": "tel"}
    for each in inputs.values():
        if about.is_email:
            each.widget = forms.EmailInput(attrs={"autocomplete": "email"})
        elif about.column in kinds:
            each.widget.attrs["autocomplete"] = kinds[about.column]
        if about.type == Field.Type.RADIO and isinstance(each, forms.ChoiceField):
            each.widget = forms.RadioSelect()
            each.choices = [(choice, choice) for choice in about.choices]


def _hidden(about: Field, value: str, country: str) -> Any:
    """The value that staff gave; none where the field does not take it any more."""
    if about.type == Field.Type.ADDRESS:
        return None
    try:
        return clean_value(about.reader(country), value) if value else None
    except ValidationError:
        return None
