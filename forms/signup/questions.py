"""What a form asks, with the fields, groups and preferences that it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contacts.models import Field, GroupCategory
from contacts.values import ADDRESS_PARTS
from forms.signup.design import CATEGORY, FIELD, PREFERENCE, Design, Part

if TYPE_CHECKING:
    from audiences.models import Audience


@dataclass(frozen=True, slots=True)
class Question:
    """A part with what it is about, and how it is put to somebody."""

    part: Part
    about: Any  # a Field, a GroupCategory with `listed_groups`, or a Preference
    label: str

    @property
    def is_asked(self) -> bool:
        return not self.part.hidden

    @property
    def names(self) -> list[str]:
        """Of its inputs."""
        if self.part.kind != FIELD:
            return [self.part.key]
        if self.about.type == Field.Type.ADDRESS:
            return [f"{self.about.key}-{part}" for part in ADDRESS_PARTS]
        return [self.about.column or self.about.key]


def questions_of(
    audience: Audience, design: Design, languages: tuple[str, ...]
) -> list[Question]:
    """The questions that can still be put, in their order. A query for each kind."""
    known = _known(audience, design)
    found = []
    for part in design.parts:
        about = known.get((part.kind, part.pk))
        if about is not None:
            label = design.text(part.key, languages) or _label(about, languages)
            found.append(Question(part, about, label))
    return found


def _known(audience: Audience, design: Design) -> dict[tuple[str, int], Any]:
    ids: dict[str, list[int]] = {}
    for part in design.parts:
        ids.setdefault(part.kind, []).append(part.pk)
    rows: dict[str, Any] = {}
    if FIELD in ids:
        rows[FIELD] = audience.fields.present().filter(pk__in=ids[FIELD])
    if CATEGORY in ids:
        rows[CATEGORY] = audience.group_categories.listed().filter(pk__in=ids[CATEGORY])
    if PREFERENCE in ids:
        offered = audience.preferences.offered()
        rows[PREFERENCE] = offered.filter(pk__in=ids[PREFERENCE])
    return {(kind, row.pk): row for kind, some in rows.items() for row in some}


def _label(about: Any, languages: tuple[str, ...]) -> str:
    if isinstance(about, Field):
        return about.label
    if isinstance(about, GroupCategory):
        return about.title
    return str(about.name_in(languages[0]))
