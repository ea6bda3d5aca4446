"""The builder: what staff set of a form, read from what the page posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from audiences import ordering
from contacts.facts import language_in_words
from forms.signup.design import (
    ACCENT,
    CATEGORY,
    FIELD,
    KINDS,
    MOST_PARTS,
    PREFERENCE,
    TEXTS,
    Design,
    Part,
)
from forms.signup.questions import Question, questions_of
from forms.signup.settings import LABELS, LONGEST, LONGEST_TEXT, SettingsForm

if TYPE_CHECKING:
    from forms.models import SignupForm


@dataclass(frozen=True, slots=True)
class Label:
    """What a question is called in a language."""

    name: str
    code: str
    language: str
    value: str


@dataclass(frozen=True, slots=True)
class Row:
    """A question as staff sets it."""

    question: Question
    labels: list[Label]

    @property
    def part(self) -> Part:
        return self.question.part

    @property
    def kind(self) -> str:
        return self.part.kind

    @property
    def is_fixed(self) -> bool:
        """The address is asked for in any case."""
        return self.kind == FIELD and self.question.about.is_email

    @property
    def title(self) -> str:
        about = self.question.about
        return str(about)

    @property
    def groups(self) -> list[Any]:
        """Of a category, those that can be given unasked."""
        return self.question.about.listed_groups if self.kind == CATEGORY else []


class Building:
    """A form while it is built: its settings, its rows, and what can be asked yet."""

    def __init__(self, form: SignupForm, data: QueryDict | None, files: Any) -> None:
        self.form, self.audience, self.data = form, form.audience, data
        self.settings = SettingsForm(data, files if data else None, form=form)
        shown = Design.of(form.design)
        self.design = shown if data is None else self._read(data, shown)

    def _read(self, data: QueryDict, shown: Design) -> Design:
        texts: dict[str, dict[str, str]] = {}
        parts = self._parts(data)
        for code in self.audience.spoken:
            names = [*TEXTS, *(part.key for part in parts)]
            said = {name: _said(data, f"text-{code}-{name}", name) for name in names}
            texts[code] = {name: text for name, text in said.items() if text}
        # What was written in a language that the audience speaks no more stays.
        kept = {code: dict(said) for code, said in shown.texts.items()}
        return Design(
            parts=parts,
            texts={**kept, **texts},
            accent=data.get("accent", ACCENT),
            background=data.get("background", "") if "has_background" in data else "",
            redirect=data.get("redirect", "").strip(),
            is_double="is_double" in data,
            must_choose="must_choose" in data,
            has_permissions="has_permissions" in data,
            tags=tuple(int(pk) for pk in data.getlist("tags") if _is_id(pk)),
        )

    def _parts(self, data: QueryDict) -> tuple[Part, ...]:
        keys = ordering.moved(data, data.getlist("part")[:MOST_PARTS])
        keys = [key for key in keys if key not in data.getlist("drop")]
        if "add" in data and (new := data.get("new", "")):
            keys.append(new)
        parts = [part for key in dict.fromkeys(keys) if (part := _part(key, data))]
        email = Part(FIELD, self.audience.fields.present().get(column="email").pk)
        if email.key not in {part.key for part in parts}:
            parts.insert(0, email)
        return tuple(email if part.key == email.key else part for part in parts)

    @property
    def is_working(self) -> bool:
        """Whether a button changes the questions, and nothing is to be saved yet."""
        return bool({"up", "down", "add", "drop"} & set(self.data or ()))

    def rows(self) -> list[Row]:
        questions = questions_of(self.audience, self.design, (self.audience.language,))
        return [Row(question, self._labels(question)) for question in questions]

    def _labels(self, question: Question) -> list[Label]:
        key = question.part.key
        if question.part.kind == PREFERENCE:
            return []  # it has words of its own in each language
        return [
            Label(
                f"text-{code}-{key}",
                code,
                language_in_words(code),
                self.design.texts.get(code, {}).get(key, ""),
            )
            for code in self.audience.spoken
        ]

    def offers(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What can be asked as well, by kind."""
        asked = {part.key for part in self.design.parts}
        audience = self.audience
        kinds: Sequence[tuple[str, str, Any]] = (
            (FIELD, _("Fields"), audience.fields.present().in_order()),
            (CATEGORY, _("Groups"), audience.group_categories.present().in_order()),
            (PREFERENCE, _("Preferences"), audience.preferences.offered().in_order()),
        )
        found = []
        for kind, title, rows in kinds:
            pairs = [(f"{kind}-{row.pk}", str(row)) for row in rows]
            left = [pair for pair in pairs if pair[0] not in asked]
            if left:
                found.append((title, left))
        return found

    def is_valid(self) -> bool:
        return self.settings.is_valid()

    @property
    def clean_design(self) -> Design:
        """Of a valid form, what is shown from now on."""
        cleaned = self.settings.cleaned_data
        looks = ("redirect", "accent", "background")
        names = (*looks, "is_double", "must_choose", "has_permissions")
        news = {name: cleaned[name] for name in names}
        known = [row.part for row in self.rows()]
        return replace(
            self.design, **news, tags=tuple(cleaned["tags"]), parts=tuple(known)
        )

    @property
    def texts(self) -> list[tuple[str, str, list[Any]]]:
        """The inputs of texts, by language."""
        return [
            (
                code,
                language_in_words(code),
                [self.settings[f"text-{code}-{name}"] for name in LABELS],
            )
            for code in self.audience.spoken
        ]

    @property
    def has_ticked(self) -> bool:
        return any(part.ticked for part in self.design.parts)


def _said(data: QueryDict, key: str, name: str) -> str:
    longest = LONGEST.get(name, LONGEST_TEXT if name in TEXTS else 100)
    return data.get(key, "").replace("\r\n", "\n").strip()[:longest]


def _part(key: str, data: QueryDict) -> Part | None:
    kind, _dash, number = key.partition("-")
    if kind not in KINDS or not _is_id(number):
        return None
    return Part(
        kind=kind,
        pk=int(number),
        required=f"required-{key}" in data,
        hidden=f"hidden-{key}" in data,
        value=data.get(f"value-{key}", "")[:255].strip(),
        ticked=kind == PREFERENCE and f"ticked-{key}" in data,
    )


def _is_id(text: str) -> bool:
    return text.isdecimal() and text.isascii() and len(text) < 19
