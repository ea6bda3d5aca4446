"""What keeps a draft from being shown: each with the block that it is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from contacts.facts import language_in_words
from delivery.language import bind, read
from forms.landing.content import ABOUT, Block, Content
from forms.landing.making import is_taken
from forms.landing.rules import Rules
from forms.landing.showing import vocabulary_for
from forms.landing.texts import is_address

if TYPE_CHECKING:
    from delivery.language import Vocabulary
    from forms.models import LandingPage


@dataclass(frozen=True, slots=True)
class Trouble:
    """A sentence, and where: the key of a block, or none for the page as a whole."""

    sentence: str
    key: str = ""


def troubles_of(page: LandingPage, content: Content) -> list[Trouble]:
    """In the order of the page; empty where it can be published."""
    found = []
    if not content.blocks:
        found.append(Trouble(_("There is nothing on the page yet.")))
    if is_taken(page.audience, content.slug, page.pk):
        found.append(Trouble(_("Another page has this address.")))
    vocabulary, rules = vocabulary_for(page.audience), Rules(page.audience)
    for name in ABOUT:
        found += [Trouble(said) for said in _of_tags(page, content, name, vocabulary)]
    for place, block in enumerate(content.blocks, start=1):
        label = _("%(n)s. %(kind)s") % {"n": place, "kind": block.of.label}
        for said in _of_block(page, content, block, vocabulary, rules):
            found.append(Trouble(f"{label}: {said}", block.key))
    return found


def _of_block(
    page: LandingPage,
    content: Content,
    block: Block,
    vocabulary: Vocabulary,
    rules: Rules,
) -> Iterator[str]:
    kind, own = block.of, (page.audience.language,)
    if kind.main and not content.text(block.name(kind.main), own):
        yield _("It is empty.")
    if kind.has_url and not block.url:
        yield _("It leads nowhere.")
    elif kind.has_url and not _is_address(block.url):
        yield _("Write an address that begins with https://, mailto: or tel:.")
    if kind.has_picture and not block.picture:
        yield _("There is no picture in it.")
    elif kind.has_picture and not content.text(block.name("alt"), own):
        yield _("Say what can be seen in the picture, for who cannot see it.")
    if kind.offers and block.about not in dict(kind.offers(page.audience)):
        yield _("Choose a form.")
    if not rules.is_known(block.rule):
        yield _("What its rule asks for is gone: nobody would see it.")
    for words in kind.words:
        yield from _of_tags(page, content, block.name(words), vocabulary)
    if kind.has_url:
        yield from _problems(block.url, vocabulary, "")


def _of_tags(
    page: LandingPage, content: Content, name: str, vocabulary: Vocabulary
) -> Iterator[str]:
    """What is wrong with the merge tags of a text, in each language."""
    codes = page.audience.spoken
    for code in codes:
        text = content.texts.get(code, {}).get(name, "")
        where = language_in_words(code) if len(codes) > 1 else ""
        yield from _problems(text, vocabulary, where)


def _problems(text: str, vocabulary: Vocabulary, where: str) -> Iterator[str]:
    for problem in bind(read(text), vocabulary)[1]:
        said = {
            "sentence": problem.sentence,
            "line": problem.line,
            "column": problem.column,
        }
        place = _("%(sentence)s Line %(line)s, column %(column)s.") % said
        yield f"{where}: {place}" if where else place


def _is_address(url: str) -> bool:
    """Whether it leads somewhere, be it somewhere else for each reader."""
    tag = url.startswith("*|") and url.endswith("|*") and url.count("*|") == 1
    return tag or is_address(url)
