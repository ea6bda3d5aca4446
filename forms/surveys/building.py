"""The builder: what staff set of a survey, read from what the page posts.

A button of it changes the questions, and everything comes back as it was filled in;
nothing is kept before it is saved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from contacts.facts import language_in_words
from forms.surveys import reading
from forms.surveys.design import (
    EMAIL,
    KINDS,
    MOST_KEPT,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    PICKS,
    TEXTS,
    Design,
    Option,
    Question,
)
from forms.surveys.setting import LABELS, LONGEST, LONGEST_TEXT, SettingsForm

if TYPE_CHECKING:
    from audiences.models import Audience
    from forms.models import Survey

# Buttons that change the questions, and save nothing.
WORKS = frozenset(
    {"up", "down", "add", "drop", "add-option", "drop-option", "up-option"}
)


@dataclass(frozen=True, slots=True)
class Input:
    """A text in one language, as an input of a question or an option."""

    name: str
    code: str
    language: str
    value: str


@dataclass(frozen=True, slots=True)
class OptionRow:
    option: Option
    key: str
    title: str
    inputs: list[Input]


@dataclass(frozen=True, slots=True)
class Row:
    """A question as staff sets it."""

    question: Question
    title: str
    kind: str
    titles: list[Input]
    helps: list[Input]
    options: list[OptionRow]

    @property
    def key(self) -> str:
        return str(self.question.id)

    @property
    def has_options(self) -> bool:
        return self.question.kind in PICKS

    @property
    def is_email(self) -> bool:
        return self.question.kind == EMAIL


class Building:
    """A survey while it is built: its settings, its questions, what they can do."""

    def __init__(self, survey: Survey, data: QueryDict | None) -> None:
        self.survey, self.audience, self.data = survey, survey.audience, data
        self.settings = SettingsForm(data, survey=survey)
        self.shown = Design.of(survey.design)
        self.design = self.shown if data is None else self._read(data)

    def _read(self, data: QueryDict) -> Design:
        texts = {code: dict(said) for code, said in self.shown.texts.items()}
        for code in self.audience.spoken:
            said = {name: _said(data, f"text-{code}-{name}", name) for name in TEXTS}
            texts[code] = {name: text for name, text in said.items() if text}
        design = replace(
            self.shown,
            texts=texts,
            accent=data.get("accent", self.shown.accent),
            background=data.get("background", "") if "has_background" in data else "",
            repeats="repeats" in data,
        )
        asked = reading.questions(data, self.shown, self.audience.spoken)
        return design.with_questions(asked)

    @property
    def is_working(self) -> bool:
        """Whether a button changes the questions, and nothing is to be saved yet."""
        return bool(WORKS & set(self.data or {}))

    @property
    def rows(self) -> list[Row]:
        languages = (self.audience.language,)
        return [self._row(question, languages) for question in self.design.asked]

    def _row(self, question: Question, languages: tuple[str, ...]) -> Row:
        key = str(question.id)
        return Row(
            question,
            question.title(languages),
            str(KINDS[question.kind]),
            self._inputs(f"title-{key}", question.titles),
            self._inputs(f"help-{key}", question.helps),
            [
                OptionRow(
                    option,
                    f"{key}-{option.id}",
                    option.text(languages),
                    self._inputs(f"option-{key}-{option.id}", option.texts),
                )
                for option in question.asked_options
            ],
        )

    def _inputs(self, name: str, texts: Any) -> list[Input]:
        return [
            Input(f"{name}-{code}", code, language_in_words(code), texts.get(code, ""))
            for code in self.audience.spoken
        ]

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """What can be asked as well: one question says who answers."""
        if len(self.design.asked) >= MOST_QUESTIONS:
            return []
        has_email = self.design.email is not None
        left = [key for key in KINDS if key != EMAIL or not has_email]
        return [(key, str(KINDS[key])) for key in left]

    def fields(self) -> list[tuple[int, str]]:
        """Fields that an answer can be written into."""
        rows = self.audience.fields.present().exclude(column="email").in_order()
        return [(field.pk, field.label) for field in rows if field.type != "address"]

    def gifts(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What an answer can give, by kind."""
        return [(title, pairs) for title, pairs in _gifts(self.audience) if pairs]

    def problems(self) -> list[str]:
        """Why the questions cannot be saved so, in sentences."""
        found = []
        if not self.design.asked:
            found.append(_("Ask at least one question."))
        if self._kept() > MOST_KEPT:
            found.append(
                _("Too much was asked before. Make another survey of this one.")
            )
        for row in self.rows:
            if not any(row.question.titles.values()):
                found.append(_("A question has no words yet."))
            elif row.has_options and len(row.options) < 1:
                found.append(_("“%s” has nothing to pick from.") % row.title)
            elif any(not option.title for option in row.options):
                found.append(_("An option of “%s” has no words yet.") % row.title)
        return list(dict.fromkeys(found))

    def _kept(self) -> int:
        """How much the survey keeps that it asks no more."""
        return sum(
            question.archived + sum(option.archived for option in question.options)
            for question in self.shown.questions
        )

    def is_valid(self) -> bool:
        return self.settings.is_valid() and not self.problems()

    @property
    def clean_design(self) -> Design:
        """Of a valid form, what is asked from now on."""
        cleaned = self.settings.cleaned_data
        names = ("accent", "background", "repeats")
        return replace(self.design, **{name: cleaned[name] for name in names})

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
    def most_options(self) -> int:
        return MOST_OPTIONS


def _said(data: QueryDict, key: str, name: str) -> str:
    return reading.text_of(data, key, LONGEST.get(name, LONGEST_TEXT))


def _gifts(audience: Audience) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    tags = audience.tags.present().in_order().values_list("pk", "name")
    yield _("Tags"), [(f"tag-{pk}", name) for pk, name in tags]
    groups = audience.groups.present().filter(category__deleted_at=None).in_order()
    named = groups.values_list("pk", "category__title", "name")
    yield (
        _("Groups"),
        [(f"group-{pk}", f"{title}: {name}") for pk, title, name in named],
    )
    preferences = audience.preferences.present().in_order()
    yield _("Preferences"), [(f"preference-{one.pk}", str(one)) for one in preferences]
