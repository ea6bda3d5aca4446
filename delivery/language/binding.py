"""Looking up what a text names: what is not there is a problem with its place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from delivery.language import bound, tree
from delivery.language.functions import FUNCTIONS
from delivery.language.tree import Kind, Problem, Text
from delivery.language.vocabulary import Needs, Vocabulary, folded

EVENT, DATE, YEAR = "EVENT:", "DATE:", "CURRENT_YEAR"


def bind(text: Text, vocabulary: Vocabulary) -> tuple[bound.Bound, list[Problem]]:
    """The text with everything that it names, and all that is wrong with it."""
    binder = _Binder(text, vocabulary)
    nodes = binder.nodes(text.nodes)
    needs = Needs(
        frozenset(binder.values),
        frozenset(binder.groups),
        frozenset(binder.segments),
        frozenset(binder.preferences),
    )
    found = [*text.problems, *binder.problems]
    return bound.Bound(nodes, needs), sorted(found, key=lambda p: (p.line, p.column))


class _Binder:
    def __init__(self, text: Text, vocabulary: Vocabulary) -> None:
        self.source = text.source
        self.vocabulary = vocabulary
        self.values: set[str] = set()
        self.groups: set[int] = set()
        self.segments: set[int] = set()
        self.preferences: set[int] = set()
        self.problems: list[Problem] = []

    def nodes(self, nodes: Iterable[tree.Node]) -> tuple[bound.Node, ...]:
        return tuple(self._node(node) for node in nodes)

    def _node(self, node: tree.Node) -> bound.Node:
        match node:
            case tree.Literal():
                return bound.Said(node.text, is_written=True)
            case tree.Value():
                return self._value(node)
            case tree.Choice():
                branches = (
                    bound.Branch(self._test(branch.test), self.nodes(branch.body))
                    for branch in node.branches
                )
                return bound.Choice(tuple(branches), self.nodes(node.otherwise))

    def _value(self, value: tree.Value) -> bound.Node:
        constant = self._constant(value.name)
        if constant is not None:
            text = constant or value.default
            for function in reversed(value.functions):
                text = FUNCTIONS[function](text)
            return bound.Said(text, is_written=False)
        default = self._own(value.name, value.at)
        return bound.Own(
            value.name, value.functions[::-1], value.default or default or ""
        )

    def _constant(self, name: str) -> str | None:
        today = self.vocabulary.today
        if name == YEAR:
            return str(today.year)
        if name.startswith(DATE):
            return str(format_date(today, name.removeprefix(DATE).strip()))
        return self.vocabulary.constants.get(name)

    def _own(self, name: str, at: int) -> str | None:
        """What stands in where a person has no value; None for an unknown name."""
        default = self.vocabulary.values.get(name)
        if default is None and self.vocabulary.event and name.startswith(EVENT):
            default = ""
        if default is None:
            default = self.vocabulary.finds(name)
        if default is not None:
            self.values.add(name)
            return default
        if name.startswith(EVENT):
            sentence = _("No event goes with this message, so “{name}” says nothing.")
        else:
            known = [*self.vocabulary.values, *self.vocabulary.constants, YEAR]
            sentence = _unknown(_("There is no merge tag “{name}”."), name, known)
        self._wrong(at, sentence.format(name=name[:60]))
        return None

    def _test(self, test: tree.Test) -> bound.Test:
        match test.kind:
            case Kind.VALUE:
                return self._asks_value(test)
            case Kind.GROUPS:
                return self._asks_groups(test)
            case Kind.SEGMENT:
                text = _("There is no segment “{name}”.")
                segments = self.vocabulary.segments
                return self._asks_one(test, segments, self.segments, text)
            case Kind.PREFERENCE:
                text = _("There is no preference “{name}”.")
                preferences = self.vocabulary.preferences
                return self._asks_one(test, preferences, self.preferences, text)

    def _asks_value(self, test: tree.Test) -> bound.Test:
        is_unknown = self._own(test.name, test.at) is None
        named = (test.name, test.op, test.operand)
        return bound.Test(test.kind, test.negated, *named, is_unknown=is_unknown)

    def _asks_groups(self, test: tree.Test) -> bound.Test:
        known = self.vocabulary.groups
        category = folded(test.name)
        ids = set()
        for name in filter(None, map(str.strip, test.operand.split(","))):
            pk = known.get((category, folded(name)))
            if pk is not None:
                ids.add(pk)
                continue
            text = _("There is no group “{name}” in “{category}”.")
            here = [each for of, each in known if of == category]
            sentence = _unknown(text, folded(name), here)
            self._wrong(
                test.at, sentence.format(name=name[:60], category=test.name[:60])
            )
        if not test.operand.strip(", "):
            self._wrong(test.at, _("This names no group."))
        self.groups |= ids
        return bound.Test(
            test.kind, test.negated, ids=frozenset(ids), is_unknown=not ids
        )

    def _asks_one(
        self, test: tree.Test, known: Mapping[str, int], needed: set[int], text: str
    ) -> bound.Test:
        pk = known.get(folded(test.name))
        if pk is None:
            self._wrong(test.at, text.format(name=test.name[:60]))
            return bound.Test(test.kind, test.negated, is_unknown=True)
        needed.add(pk)
        return bound.Test(test.kind, test.negated, ids=frozenset({pk}))

    def _wrong(self, at: int, sentence: str) -> None:
        self.problems.append(Problem(sentence, *tree.place(self.source, at)))


def _unknown(text: str, name: str, known: Collection[str]) -> str:
    """The sentence, with the known name that is nearest to the unknown one."""
    nearest = get_close_matches(name, known, n=1)
    if not nearest:
        return text
    guess = nearest[0].replace("{", "{{").replace("}", "}}")
    return f"{text} {_('Did you mean “{guess}”?').format(guess=guess)}"
