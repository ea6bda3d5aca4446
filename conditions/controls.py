"""What is filled in behind an operator: how it is read from a form, and what is let in.

A control reads its inputs, named after the condition, into JSON, and cleans JSON from
anywhere: the value is kept only as `clean` returns it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

if TYPE_CHECKING:
    from django.http import QueryDict

    from accounts.navigation import Text

MAX_TEXT = 255
MAX_CHOICES = 100
MAX_DAYS = 36_500
YEARS = range(1900, 2201)


class Refused(ValueError):
    """A value that makes no sense here; says why, and of which input it is."""

    def __init__(self, sentence: str, *, input: str = "", blank: bool = False) -> None:
        super().__init__(sentence)
        self.sentence, self.input, self.blank = sentence, input, blank

    def inside(self, part: str) -> Refused:
        """The same of a control that has this one as a part: `where-0-value`."""
        input = f"{part}-{self.input}" if self.input else part
        return Refused(self.sentence, input=input, blank=self.blank)


class Control(ABC):
    """`kind` says which template of inputs shows it."""

    kind: ClassVar[str]

    def read(self, data: QueryDict, name: str) -> Any:
        """What the inputs of this name hold, as JSON; None for nothing."""
        return data.get(name, "").strip() or None

    @abstractmethod
    def clean(self, value: Any) -> Any:
        """The value as it is kept; raises Refused."""


def blank(sentence: str) -> Refused:
    return Refused(sentence, blank=True)


@dataclass(frozen=True, slots=True)
class Nothing(Control):
    kind: ClassVar[str] = "nothing"

    def read(self, data: QueryDict, name: str) -> Any:
        return None

    def clean(self, value: Any) -> None:
        if value is not None:
            raise Refused(_("There is nothing to fill in here."))


NOTHING = Nothing()


@dataclass(frozen=True, slots=True)
class Words(Control):
    """Some text; an optional one may be empty."""

    kind: ClassVar[str] = "words"
    is_optional: bool = False

    def clean(self, value: Any) -> str:
        if value is None or value == "":
            if self.is_optional:
                return ""
            raise blank(_("Type something to look for."))
        if not isinstance(value, str) or not _is_kept(value):
            raise Refused(_("This is not a text."))
        if len(value) > MAX_TEXT:
            text = _("This is longer than %(n)s letters.") % {"n": MAX_TEXT}
            raise Refused(text)
        return value


def _is_kept(text: str) -> bool:
    """Whether the database can hold it: no zero, no half of a letter."""
    return not any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in text)


@dataclass(frozen=True, slots=True)
class Number(Control):
    """A number, whole where `whole` says so, from `least` to `most`."""

    kind: ClassVar[str] = "number"
    whole: bool = False
    least: float = -1e15
    most: float = 1e15
    unit: Text = ""

    def read(self, data: QueryDict, name: str) -> Any:
        text = Control.read(self, data, name)
        return text if text is None else number_of(text)

    def clean(self, value: Any) -> int | float:
        if value is None:
            raise blank(_("Type a number."))
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Refused(_("This is not a number."))
        if not self.least <= value <= self.most:
            raise Refused(self._bounds())
        if value == int(value):
            return int(value)
        if self.whole:
            raise Refused(_("This is not a whole number."))
        return value

    def _bounds(self) -> str:
        said = {"least": f"{self.least:.15g}", "most": f"{self.most:.15g}"}
        return _("The number lies between %(least)s and %(most)s.") % said


def number_of(text: str) -> int | float | str:
    """The number that a text says, with a point or a comma; else the text."""
    figures = text.replace(" ", "").replace("\u202f", "").replace(",", ".")
    try:
        return int(figures) if len(figures) < 20 else text
    except ValueError:
        pass
    try:
        return float(figures)
    except ValueError:
        return text


DAYS = Number(whole=True, least=1, most=MAX_DAYS, unit=gettext_lazy("days"))


@dataclass(frozen=True, slots=True)
class Day(Control):
    """A day of our times, kept as YYYY-MM-DD."""

    kind: ClassVar[str] = "day"

    def clean(self, value: Any) -> str:
        if value is None or value == "":
            raise blank(_("Choose a day."))
        try:
            day = date.fromisoformat(value)
        except (TypeError, ValueError):
            raise Refused(_("This is not a day. Write it like 2026-11-28.")) from None
        if day.year not in YEARS:
            raise Refused(_("This day lies too far away."))
        return day.isoformat()


type Key = str | int
type Choosing = Callable[[], Mapping[Any, Text]]


@dataclass(frozen=True, slots=True)
class Offer(Control):
    """Some keys to choose from; `gone` says what it means when one is none of them.

    Those that are withheld stay where they are chosen, and are not offered elsewhere.
    """

    choosing: Choosing
    gone: Text = ""
    withheld: Callable[[], Collection[Any]] = frozenset

    @property
    def choices(self) -> Mapping[Any, Text]:
        return self.choosing()

    def offered(self, chosen: Collection[Any] = ()) -> Mapping[Any, Text]:
        withheld = self.withheld()
        if not withheld:
            return self.choices
        shown = self.choices.items()
        return {k: text for k, text in shown if k in chosen or k not in withheld}


@dataclass(frozen=True, slots=True)
class Choice(Offer):
    """One of the keys."""

    kind: ClassVar[str] = "choice"

    def read(self, data: QueryDict, name: str) -> Any:
        text = Control.read(self, data, name)
        return None if text is None else key_of(text, self.choices)

    def clean(self, value: Any) -> Any:
        if value is None or value == "":
            raise blank(_("Choose one."))
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise Refused(_("This is not one of the choices."))
        if value not in self.choices:
            raise Refused(str(self.gone) or _("This choice is no longer there."))
        return value


@dataclass(frozen=True, slots=True)
class Choices(Offer):
    """Some of the keys, at least one."""

    kind: ClassVar[str] = "choices"

    def read(self, data: QueryDict, name: str) -> Any:
        there = self.choices
        return [key_of(text, there) for text in data.getlist(name) if text] or None

    def clean(self, value: Any) -> list[Any]:
        if value is None or value == []:
            raise blank(_("Choose at least one."))
        if not isinstance(value, list):
            raise Refused(_("These are not some of the choices."))
        if len(value) > MAX_CHOICES:
            n = MAX_CHOICES
            text = ngettext("Choose %(n)s at most.", "Choose %(n)s at most.", n)
            raise Refused(text % {"n": n})
        one = Choice(self.choosing, self.gone)
        wanted = {one.clean(key) for key in value}
        return [key for key in self.choices if key in wanted]


def key_of(text: str, choices: Mapping[Any, Text]) -> Key:
    """The key that a form writes as this text; the text where there is none."""
    if text in choices:
        return text
    return int(text) if text.isdecimal() and len(text) < 19 else text


@dataclass(frozen=True, slots=True)
class Parts(Control):
    """Several controls under one operator; the value is an object of their values."""

    kind: ClassVar[str] = "parts"
    parts: Mapping[str, Control] = field(default_factory=dict)
    joint: Text = ""  # a word between them
    # What those are called that do not speak for themselves.
    labels: Mapping[str, Text] = field(default_factory=dict)
    # Raises Refused where the parts, each sound, make no sense together.
    check: Callable[[dict[str, Any]], None] | None = None

    def read(self, data: QueryDict, name: str) -> Any:
        said = {key: c.read(data, f"{name}-{key}") for key, c in self.parts.items()}
        return None if all(v is None for v in said.values()) else said

    def clean(self, value: Any) -> dict[str, Any]:
        given = {} if value is None else value
        if not isinstance(given, dict) or not given.keys() <= self.parts.keys():
            raise Refused(_("This is not what belongs here."))
        cleaned = {}
        for key, control in self.parts.items():
            try:
                cleaned[key] = control.clean(given.get(key))
            except Refused as refused:
                raise refused.inside(key) from None
        if self.check is not None:
            self.check(cleaned)
        return cleaned
