"""What a survey asks and says: data of one shape, read and written here.

An id of a question or of an option stands for the same words for ever. Whoever words
one differently makes another (`forms.surveys.keeping`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ONE, MANY, RATING, TEXT, EMAIL = "one", "many", "rating", "text", "email"
KINDS: Mapping[str, str | Promise] = {
    ONE: _("Pick one"),
    MANY: _("Pick many"),
    RATING: _("Rating"),
    TEXT: _("Text"),
    EMAIL: _("Email address"),
}
PICKS = (ONE, MANY)
OTHER = 0  # the option that people say themselves
MOST_QUESTIONS, MOST_OPTIONS = 50, 50
MOST_KEPT = 400  # questions and options that are asked no more
ACCENT = "#5544cf"
# From the lowest number to the highest.
SCALES: Mapping[int, range] = {5: range(1, 6), 10: range(11)}
TEXTS: Mapping[str, str | Promise] = {
    "heading": "",  # else the name
    "intro": "",
    "button": _("Send"),
    "done": _("Thank you: your answers arrived."),
}

type Texts = Mapping[str, Mapping[str, str]]  # by language, by name


@dataclass(frozen=True, slots=True)
class Option:
    """`gives` names what who picks it gets: `tag-1`, `group-2`, `preference-3`.

    `value` is what it writes into the field of its question, in place of its words.
    """

    id: int
    texts: Mapping[str, str] = field(default_factory=dict)  # by language
    gives: tuple[str, ...] = ()
    value: str = ""
    archived: bool = False

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        return cls(
            id=int(said["id"]),
            texts=said.get("texts", {}),
            gives=tuple(said.get("gives", ())),
            value=said.get("value", ""),
            archived=said.get("archived", False),
        )

    def data(self) -> dict[str, Any]:
        said = {"id": self.id, "texts": dict(self.texts), "gives": list(self.gives)}
        return said | {"value": self.value, "archived": self.archived}

    def text(self, languages: tuple[str, ...]) -> str:
        return first_of(self.texts, languages)


@dataclass(frozen=True, slots=True)
class Question:
    """`field` is the id of the field that the answer is written into, if any."""

    id: int
    kind: str
    titles: Mapping[str, str] = field(default_factory=dict)  # by language
    helps: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    scale: int = 5  # of a rating
    long: bool = False  # of a text
    other: bool = False
    field: int | None = None
    gives: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    archived: bool = False

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        return cls(
            id=int(said["id"]),
            kind=said["kind"],
            titles=said.get("titles", {}),
            helps=said.get("helps", {}),
            required=said.get("required", False),
            scale=said.get("scale", 5),
            long=said.get("long", False),
            other=said.get("other", False),
            field=said.get("field"),
            gives=tuple(said.get("gives", ())),
            options=tuple(Option.of(one) for one in said.get("options", ())),
            archived=said.get("archived", False),
        )

    def data(self) -> dict[str, Any]:
        names = ("id", "kind", "required", "scale", "long", "other", "field")
        return {
            **{name: getattr(self, name) for name in names},
            "titles": dict(self.titles),
            "helps": dict(self.helps),
            "gives": list(self.gives),
            "options": [option.data() for option in self.options],
            "archived": self.archived,
        }

    @property
    def name(self) -> str:
        """Of its input."""
        return f"q{self.id}"

    @property
    def asked_options(self) -> list[Option]:
        return [option for option in self.options if not option.archived]

    @property
    def numbers(self) -> range:
        return SCALES[self.scale]

    def title(self, languages: tuple[str, ...]) -> str:
        return first_of(self.titles, languages) or str(KINDS[self.kind])

    def help(self, languages: tuple[str, ...]) -> str:
        return first_of(self.helps, languages)

    def option(self, pk: int | None) -> Option | None:
        return next((one for one in self.options if one.id == pk), None)


@dataclass(frozen=True, slots=True)
class Design:
    questions: tuple[Question, ...] = ()
    texts: Texts = field(default_factory=dict)
    accent: str = ACCENT
    background: str = ""
    # Whether one person may answer more than once.
    repeats: bool = False
    last_id: int = 0  # of the ids that were given out

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        return cls(
            questions=tuple(Question.of(one) for one in said.get("questions", ())),
            texts=said.get("texts", {}),
            accent=said.get("accent", ACCENT),
            background=said.get("background", ""),
            repeats=said.get("repeats", False),
            last_id=said.get("last_id", 0),
        )

    def data(self) -> dict[str, Any]:
        return {
            "questions": [question.data() for question in self.questions],
            "texts": {code: dict(said) for code, said in self.texts.items() if said},
            "accent": self.accent,
            "background": self.background,
            "repeats": self.repeats,
            "last_id": self.last_id,
        }

    @property
    def asked(self) -> list[Question]:
        """What people are asked, in this order."""
        return [question for question in self.questions if not question.archived]

    @property
    def email(self) -> Question | None:
        """The question that says who answers; without it, nobody is asked that."""
        return next((one for one in self.asked if one.kind == EMAIL), None)

    def text(self, name: str, languages: tuple[str, ...]) -> str:
        """What staff wrote in the first of these that has it, or our own words."""
        for code in languages:
            if said := self.texts.get(code, {}).get(name, ""):
                return said
        return str(TEXTS.get(name, ""))

    def question(self, pk: int) -> Question | None:
        return next((one for one in self.questions if one.id == pk), None)

    def ids(self) -> Iterator[int]:
        for question in self.questions:
            yield question.id
            yield from (option.id for option in question.options)

    def with_questions(self, questions: list[Question]) -> Self:
        """These in place of the others; no id is given out twice."""
        changed = replace(self, questions=tuple(questions))
        return replace(changed, last_id=max([self.last_id, *changed.ids()]))


def first_of(texts: Mapping[str, str], languages: tuple[str, ...]) -> str:
    """What is said in the first language that has it, else in any."""
    found = [texts[code] for code in languages if texts.get(code)]
    return next(iter([*found, *(text for text in texts.values() if text)]), "")
