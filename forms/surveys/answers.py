"""The questions of a survey as inputs, and what somebody answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from contacts.forms.contacts import clean_email
from forms.surveys.design import (
    EMAIL,
    MANY,
    ONE,
    OTHER,
    PICKS,
    RATING,
    TEXT,
    Design,
    Question,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_OTHER, LONGEST_LINE, LONGEST_TEXT = 200, 300, 5000
CHARACTERS = {"\0": ""}  # what the database refuses in a text


class Reply(NamedTuple):
    """One answer, as it is kept: an option, a number or a text."""

    question: int
    option: int | None = None
    number: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A question with its inputs, as the page shows it."""

    question: Question
    shape: str  # input, radios, boxes or scale
    title: str
    help: str
    input: Any
    other: Any

    @property
    def id(self) -> str:
        return f"block-{self.question.name}"

    @property
    def required(self) -> bool:
        return self.question.required

    @property
    def errors(self) -> list[str]:
        bound = [self.input, self.other] if self.other else [self.input]
        return [str(error) for one in bound for error in one.errors]

    @property
    def described_by(self) -> str:
        named = [f"{self.id}-help"] if self.help else []
        return " ".join([*named, *([f"{self.id}-error"] if self.errors else [])])


class AnswerForm(forms.Form):
    """The inputs of a survey, for who has no scripts as well.

    Whoever is known already is not asked for an address (`is_known`).
    """

    def __init__(
        self,
        data: Any,
        *,
        design: Design,
        languages: tuple[str, ...],
        is_known: bool = False,
    ) -> None:
        super().__init__(data, use_required_attribute=False)
        self.languages = languages
        asked = design.asked
        self.questions = [one for one in asked if not (is_known and one.kind == EMAIL)]
        for question in self.questions:
            self.fields[question.name] = self._input(question)
            if question.kind in PICKS and question.other:
                self.fields[f"{question.name}-other"] = _other()

    def _input(self, question: Question) -> forms.Field:
        said: dict[str, Any] = {
            "label": question.title(self.languages),
            "required": question.required,
        }
        if question.kind in (ONE, MANY, RATING):
            said["choices"] = self._choices(question)
            said["error_messages"] = {
                "required": _("Choose one of these."),
                "invalid_choice": _("Choose one of these."),
            }
        if question.kind == MANY:
            return forms.MultipleChoiceField(
                widget=forms.CheckboxSelectMultiple, **said
            )
        if question.kind in (ONE, RATING):
            return forms.ChoiceField(widget=forms.RadioSelect, **said)
        if question.kind == EMAIL:
            attrs = {"type": "email", "autocomplete": "email"}
            return forms.CharField(
                max_length=320, widget=forms.TextInput(attrs=attrs), **said
            )
        if question.long:
            widget: forms.Widget = forms.Textarea(attrs={"rows": 5})
            return forms.CharField(max_length=LONGEST_TEXT, widget=widget, **said)
        return forms.CharField(max_length=LONGEST_LINE, **said)

    def _choices(self, question: Question) -> list[tuple[str, str]]:
        if question.kind == RATING:
            return [(str(number), str(number)) for number in question.numbers]
        options = question.asked_options
        pairs = [(str(one.id), one.text(self.languages)) for one in options]
        return [*pairs, (str(OTHER), _("Other"))] if question.other else pairs

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = {**(super().clean() or {})}
        for question in self.questions:
            answer = cleaned.get(question.name)
            if question.kind == EMAIL and answer:
                try:
                    cleaned[question.name] = clean_email(answer)
                except ValidationError as error:
                    self.add_error(question.name, error)
            elif question.kind in PICKS and question.other:
                self._clean_other(question, answer, cleaned)
        return cleaned

    def _clean_other(
        self, question: Question, answer: Any, cleaned: dict[str, Any]
    ) -> None:
        """Who writes what it is need not pick “other” as well."""
        name = f"{question.name}-other"
        text = cleaned.get(name)
        if text and question.kind == MANY:
            picked = [one for one in answer or [] if one != str(OTHER)]
            cleaned[question.name] = [*picked, str(OTHER)]
            self.errors.pop(question.name, None)
        elif text and not answer:
            cleaned[question.name] = str(OTHER)
            self.errors.pop(question.name, None)

    @property
    def email(self) -> str:
        """The address of a valid form; nothing where none was said."""
        for question in self.questions:
            if question.kind == EMAIL:
                return str(self.cleaned_data.get(question.name) or "")
        return ""

    @property
    def replies(self) -> list[Reply]:
        """What a valid form says, but for the address, in the order of the questions.

        What was left blank is no answer.
        """
        return [reply for one in self.questions for reply in self._replies(one)]

    def _replies(self, question: Question) -> Iterator[Reply]:
        answer = self.cleaned_data.get(question.name)
        if not answer or question.kind == EMAIL:
            return
        if question.kind == TEXT:
            yield Reply(question.id, text=answer.replace("\r\n", "\n"))
        elif question.kind == RATING:
            yield Reply(question.id, number=int(answer))
        else:
            other = self.cleaned_data.get(f"{question.name}-other") or ""
            picked = answer if isinstance(answer, list) else [answer]
            for one in dict.fromkeys(picked):
                text = other if one == str(OTHER) else ""
                yield Reply(question.id, option=int(one), text=text)

    @property
    def blocks(self) -> list[Block]:
        return [self._block(question) for question in self.questions]

    def _block(self, question: Question) -> Block:
        shapes = {ONE: "radios", MANY: "boxes", RATING: "scale"}
        other = f"{question.name}-other"
        return Block(
            question,
            shapes.get(question.kind, "input"),
            question.title(self.languages),
            question.help(self.languages),
            self[question.name],
            self[other] if other in self.fields else None,
        )


def _other() -> forms.CharField:
    return forms.CharField(
        label=_("Other, namely"), max_length=LONGEST_OTHER, required=False
    )
