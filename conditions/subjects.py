"""What can be asked of contacts. Apps register theirs in a module `conditions`.

A provider yields the subjects of an audience: some are always there, others are made of
its fields or categories. What they look up they ask for once, at first use.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from conditions.controls import NOTHING, Control

if TYPE_CHECKING:
    from accounts.navigation import Text
    from audiences.models import Audience
    from conditions.matching import Matching
    from conditions.moments import At


@dataclass(frozen=True, slots=True)
class Operator:
    """One way to ask: its key in the data, how it reads, and what is filled in.

    One that negates another is true for everybody else, whoever has no value included.
    """

    key: str
    label: Text
    control: Control = NOTHING
    negates: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading that subjects stand under where one is chosen; in order of places."""

    place: int
    title: Text

    def __str__(self) -> str:
        return str(self.title)


class Subject(ABC):
    key: str  # what a condition's `field` says
    label: Text
    section: Section
    # Whether the key and its values mean the same in every audience that has it.
    everywhere: ClassVar[bool] = False

    @property
    @abstractmethod
    def operators(self) -> Sequence[Operator]:
        """The ways to ask; the first is offered first."""

    @abstractmethod
    def matching(self, op: str, value: Any, at: At) -> Matching:
        """Those for whom it is true; asked for operators that negate none."""

    @abstractmethod
    def clause(self, op: str, value: Any) -> str:
        """The condition as part of a sentence: “whose country is Norway”."""

    @abstractmethod
    def datum(self, contact: Any, op: str, value: Any, at: At) -> str:
        """What the answer for this contact rests on, in words."""

    @abstractmethod
    def listens(self, op: str, value: Any) -> frozenset[int]:
        """The names of the events that can change the answer."""

    def turns_with(self, op: str, value: Any) -> bool:
        """Whether the answer can change with the day alone, at midnight."""
        return False

    def note(self) -> str:
        """What to know before one asks: of how many anything is known. Looks it up."""
        return ""

    def weight(self, op: str, value: Any) -> int:
        """How many conditions it amounts to."""
        return 1

    def operator(self, key: str) -> Operator | None:
        return next((op for op in self.operators if op.key == key), None)


type Provider = Callable[[Audience], Iterable[Subject]]

_providers: list[Provider] = []


def provides(provider: Provider) -> Provider:
    _providers.append(provider)
    return provider


def subjects_of(audience: Audience) -> dict[str, Subject]:
    """Every subject there is in this audience, by its key.

    Section by section; within one as providers registered and yield them.
    """
    found = [subject for provider in _providers for subject in provider(audience)]
    found.sort(key=lambda subject: subject.section.place)
    return {subject.key: subject for subject in found}
