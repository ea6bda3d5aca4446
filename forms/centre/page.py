"""What the page shows of a form: by sections, with what is on file but not told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contacts.forms.inputs import inputs_of
from contacts.models import Field, GroupCategory
from forms.centre import form as asked
from forms.centre.masks import DOTS, masked

if TYPE_CHECKING:
    from forms.centre.form import CentreForm
    from preferences.models import Preference

# Of these a letter says little; of a number or a day it says nothing good.
WORDS = {Field.Type.TEXT}


@dataclass(frozen=True, slots=True)
class FieldRow:
    label: str
    inputs: list[Any]
    on_file: str  # what is there, so that nobody else learns it; empty for nothing
    forget: Any  # a check box, or None
    is_required: bool
    is_address: bool
    is_radio: bool


@dataclass(frozen=True, slots=True)
class PreferenceRow:
    input: Any
    description: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class GroupRow:
    input: Any
    kind: str


class Page:
    """The sections of a form, each empty where the audience shows nothing of it."""

    def __init__(self, form: CentreForm) -> None:
        self.form = form
        self.held = form.held

    @property
    def preferences(self) -> list[tuple[str, list[PreferenceRow]]]:
        return [
            (title, [self._preference(one) for one in some])
            for title, some in self.held.by_category()
        ]

    @property
    def groups(self) -> list[GroupRow]:
        return [self._group(category) for category in self.held.categories]

    @property
    def profile(self) -> list[FieldRow]:
        return [self._field(field) for field in self.held.fields]

    @property
    def days(self) -> Any:
        return self._input("days")

    @property
    def language(self) -> Any:
        return self._input("language")

    @property
    def personal(self) -> Any:
        return self._input("personal")

    @property
    def tracking(self) -> Any:
        return self._input("tracking")

    @property
    def new_address(self) -> Any:
        return self._input(asked.NEW_ADDRESS)

    def _input(self, name: str) -> Any:
        return self.form[name] if name in self.form.fields else None

    def _preference(self, one: Preference) -> PreferenceRow:
        return PreferenceRow(
            self.form[asked.name_of_preference(one)],
            one.description_in(self.form.language),
            is_chosen=one.pk in self.held.states,
        )

    def _group(self, category: GroupCategory) -> GroupRow:
        return GroupRow(self.form[f"group-{category.pk}"], category.kind)

    def _field(self, field: Field) -> FieldRow:
        name, value = asked.name_of_field(field), field.value_of(self.held.contact)
        told = "" if value is None or self.held.is_fresh else _mask(field, value)
        return FieldRow(
            field.label,
            [self.form[one] for one in inputs_of(field)],
            on_file=told,
            forget=self._input(asked.forget(name)),
            is_required=field.required,
            is_address=field.type == Field.Type.ADDRESS,
            is_radio=field.type == Field.Type.RADIO,
        )


def _mask(field: Field, value: Any) -> str:
    return masked(str(value)) if field.type in WORDS else DOTS
