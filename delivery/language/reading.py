"""Reading a text with merge tags into a tree, with what is wrong and where.

Whatever is wrong, the tree can be rendered, and never shows a tag as it is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from delivery.language.scanning import pieces_of
from delivery.language.tree import (
    Branch,
    Choice,
    Literal,
    Node,
    Problem,
    Test,
    Text,
    Value,
    place,
)
from delivery.language.words import Ending, Opening, Otherwise, Word, word_of

LONGEST = 1_000_000
DEEPEST = 20
MOST_TAGS = 5_000
MOST_PROBLEMS = 50


def read(source: str) -> Text:
    """The tree of a text; one that is too long or has too many tags is not read."""
    if len(source) > LONGEST:
        sentence = _("This is longer than a million characters.")
        return Text(source, (), (Problem(sentence, 1, 1),))
    return _Reader(source).read()


@dataclass
class _Open:
    """A choice that is being read: its branches so far, and the one that goes on."""

    word: str
    at: int
    test: Test | None = None
    body: list[Node] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)
    has_else: bool = False

    def turn(self, test: Test | None) -> None:
        """End the branch that goes on, and begin another."""
        if self.test:
            self.branches.append(Branch(self.test, tuple(self.body)))
            self.body = []
        self.test = test
        self.has_else = test is None

    def choice(self) -> Choice:
        if self.test:
            self.turn(None)
        return Choice(tuple(self.branches), tuple(self.body))


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.open = [_Open("", 0)]

    def read(self) -> Text:
        tags = 0
        for piece in pieces_of(self.source):
            tags += piece.is_tag
            if tags > MOST_TAGS:
                self._wrong(piece.at, _("There are more than 5,000 merge tags."))
                return Text(self.source, (), tuple(self.problems))
            if not piece.is_tag:
                self._add(Literal(piece.text))
            elif piece.is_open:
                self._wrong(piece.at, _("A merge tag begins here and does not end."))
            elif word := word_of(piece.text, piece.at):
                self._take(word, piece.at)
            else:
                sentence = _("“{tag}” is not written as a merge tag.")
                self._wrong(piece.at, sentence.format(tag=piece.text[:60]))
        while len(self.open) > 1:
            sentence = _("“{word}” begins here and does not end.")
            self._wrong(self.open[-1].at, sentence.format(word=self.open[-1].word))
            self._close()
        return Text(self.source, tuple(self.open[0].body), tuple(self.problems))

    def _take(self, word: Word, at: int) -> None:
        match word:
            case Value():
                self._add(word)
            case Opening():
                if len(self.open) > DEEPEST:
                    self._wrong(at, _("Choices are nested more than 20 deep here."))
                self.open.append(_Open(word.word, at, word.test))
            case Otherwise():
                self._turn(word.test, at)
            case Ending():
                self._end(word.word, at)

    def _turn(self, test: Test | None, at: int) -> None:
        inmost = self.open[-1]
        if len(self.open) == 1 or inmost.has_else:
            self._wrong(at, _("There is nothing here that this could be the else of."))
        else:
            inmost.turn(test)

    def _end(self, word: str, at: int) -> None:
        if self.open[-1].word == word and len(self.open) > 1:
            self._close()
            return
        sentence = _("“END:{word}” ends nothing that began before it.")
        self._wrong(at, sentence.format(word=word[:60]))

    def _close(self) -> None:
        inner = self.open.pop()
        if len(self.open) <= DEEPEST:
            self._add(inner.choice())

    def _add(self, node: Node) -> None:
        self.open[-1].body.append(node)

    def _wrong(self, at: int, sentence: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            line, column = place(self.source, at)
            self.problems.append(Problem(sentence, line, column))
