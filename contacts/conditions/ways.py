"""What is asked of one value of a contact: subjects made of an expression and of ways
to compare it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conditions.subjects import Operator, Section, Subject
from events.names import Own

if TYPE_CHECKING:
    from accounts.navigation import Text
    from conditions.moments import At

CHANGES = frozenset(
    {
        *(Own.CONTACT_ADDED, Own.CONTACT_IMPORTED, Own.CONTACT_UPDATED),
        Own.CONTACT_MERGED,
    }
)

IDENTITY = Section(1, gettext_lazy("About them"))
FIELDS = Section(2, gettext_lazy("Fields"))
BELONGING = Section(3, gettext_lazy("Tags and groups"))
ACTIVITY = Section(4, gettext_lazy("Activity"))


# Of an expression, the value that was filled in, and the moment.
type Test = Callable[[Any, Any, At], Q]


def nobody(expression: Any, value: Any, at: At) -> Q:
    return Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class Way(Operator):
    """An operator with its test of an expression and its part of a sentence.

    `clause` holds `%(what)s` and, where something is filled in, `%(value)s`. A way that
    negates another is never tested itself.
    """

    clause: Text = ""
    test: Test = nobody
    turns: bool = False  # at midnight, whatever is known
    by_index: bool = False  # whether an index over the expression finds them


@dataclass(frozen=True, slots=True)
class Asked(Subject):
    """A value of the contact, and the ways it can be compared."""

    everywhere: ClassVar[bool] = True

    key: str
    label: Text
    what: Text  # its name in a sentence: “e-mail address”
    section: Section
    expression: Any
    ways: Sequence[Way]
    held: Callable[[Any], str]  # what a contact has, in words; empty for nothing
    words: Callable[[str, Any], str]  # an operator's value in words
    names: frozenset[int] = CHANGES

    @property
    def operators(self) -> Sequence[Way]:
        return self.ways

    def matching(self, op: str, value: Any, at: At) -> Q:
        return self._way(op).test(self.expression, value, at)

    def clause(self, op: str, value: Any) -> str:
        said = {"what": self.what, "value": self.words(op, value)}
        return str(self._way(op).clause) % said

    def datum(self, contact: Any, op: str, value: Any, at: At) -> str:
        return self.held(contact) or _("Nothing is known.")

    def listens(self, op: str, value: Any) -> frozenset[int]:
        return self.names

    def turns_with(self, op: str, value: Any) -> bool:
        way = self._way(op)
        return (self._way(way.negates) if way.negates else way).turns

    def _way(self, op: str) -> Way:
        return next(way for way in self.ways if way.key == op)


def quoted(value: Any) -> str:
    return str(_("“%s”") % value)
