"""What a page shows to whom: its blocks with their texts, as somebody reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from delivery import leading
from delivery.language import (
    NOTHING,
    Bound,
    Facts,
    as_header,
    as_html,
    as_text,
    bind,
    program,
    read,
)
from delivery.optouts.addresses import centre, way_out
from delivery.readers import facts_of
from delivery.vocabulary import vocabulary_of
from forms.landing.content import ABOUT, Block, Content
from forms.landing.rules import told_apart
from forms.landing.texts import as_source, cleaned, is_address

if TYPE_CHECKING:
    from uuid import UUID

    from audiences.models import Audience
    from contacts.models import Contact
    from delivery.language import Vocabulary
    from forms.models import LandingPage

NOBODY = Facts({}, {})


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads it: somebody by their own link, or nobody knows who."""

    contact: Contact | None = None
    # Of the delivery whose link it was.
    token: UUID | None = None


ANYBODY = Reader()


@dataclass(frozen=True, slots=True)
class Shown:
    """A block as it is shown; `about` is what it is about, as its kind looks it up."""

    block: Block
    texts: Mapping[str, str | SafeString] = field(default_factory=dict)
    url: str = ""
    about: Any = None
    picture_url: str = ""

    @property
    def template(self) -> str:
        return f"forms/landing/{self.block.kind}.html"

    @property
    def is_heading(self) -> bool:
        return self.block.kind == "heading"

    @property
    def columns(self) -> list[str | SafeString]:
        return [text for text in self.texts.values() if text]


class Showing:
    """A page in a language for a reader; with `every`, whatever the rules say."""

    def __init__(
        self,
        page: LandingPage,
        content: Content,
        language: str,
        reader: Reader = ANYBODY,
        *,
        here: str = "",  # where it is opened, if not where anybody finds it
        every: bool = False,
    ) -> None:
        self.page, self.content, self.language = page, content, language
        self.audience, self.reader = page.audience, reader
        self.languages = (language, self.audience.language)
        self.here = here or page.public_path
        self.every = every
        rules = {block.rule for block in content.blocks}
        kept = rules if every else told_apart(self.audience, reader.contact, rules)
        self.kept = [block for block in content.blocks if block.rule in kept]
        self.said = self._say(vocabulary_for(self.audience))

    @property
    def blocks(self) -> list[Shown]:
        """Those that have something to show."""
        found: list[Shown] = []
        for block in self.kept:
            kind = block.of
            if kind.is_once and not self.every and _has(found, kind.key):
                continue
            if (one := self._shown(block)) is not None:
                found.append(one)
        return found

    @property
    def logo_url(self) -> str:
        return picture_url(self.page, self.content.logo)

    @property
    def title(self) -> str:
        return self.said["name"] or self.content.title

    @property
    def description(self) -> str:
        return self.said["description"]

    def _shown(self, block: Block) -> Shown | None:
        kind = block.of
        texts = {words: self.said[block.name(words)] for words in kind.words}
        if kind.main and not texts[kind.main].strip():
            return None
        url = self.said[_url_of(block)] if kind.has_url else ""
        if kind.has_url and not is_address(url):
            return None
        if kind.has_picture and not block.picture:
            return None
        about = kind.shows(self, block.about) if kind.shows else None
        if kind.shows and about is None:
            return None
        picture = picture_url(self.page, block.picture)
        return Shown(block, texts, url, about, picture)

    def _say(self, vocabulary: Vocabulary) -> dict[str, str | SafeString]:
        """All texts, with what is known of the reader: two queries for all of them."""
        bound = {name: bind(read(s), vocabulary)[0] for name, s in self._sources()}
        facts = self._facts(bound.values())
        rich = set(self._rich())
        said: dict[str, str | SafeString] = {}
        for name, one in bound.items():
            pieces: list[str] = []
            escape = as_html if name in rich else as_text
            program(one.nodes, escape, str).write(facts, pieces)
            text = "".join(pieces)
            said[name] = cleaned(text) if name in rich else as_header(text)
        return said

    def _sources(self) -> Iterable[tuple[str, str]]:
        rich = set(self._rich())
        for name in (*ABOUT, *_names(self.kept)):
            text = self.content.text(name, self.languages)
            yield name, as_source(text) if name in rich else text
        for block in self.kept:
            yield _url_of(block), block.url

    def _rich(self) -> Iterable[str]:
        for block in self.kept:
            for name, words in block.of.words.items():
                if words.is_rich:
                    yield block.name(name)

    def _facts(self, bound: Iterable[Bound]) -> Facts:
        needs = NOTHING
        for one in bound:
            needs |= one.needs
        facts, contact, token = NOBODY, self.reader.contact, self.reader.token
        if contact is not None:
            (facts,) = facts_of(self.audience, [contact], needs)
        if token is None:
            return facts
        own = {"UNSUB": way_out(token), "UPDATE_PROFILE": centre(token)}
        own |= leading.led(self.audience, leading.among(needs.values), token)
        return replace(facts, words={**facts.words, **own})


def vocabulary_for(audience: Audience) -> Vocabulary:
    """What a page can name: who is not known asks for the link to their choices."""
    vocabulary = vocabulary_of(audience)
    ask = settings.PUBLIC_URL + reverse("centre_ask", args=[audience.public_id])
    return replace(vocabulary, values={**vocabulary.values, "UPDATE_PROFILE": ask})


def picture_url(page: LandingPage, name: str) -> str:
    if not name:
        return ""
    return reverse("landing_picture", args=[page.audience.public_id, name])


def _has(blocks: Iterable[Shown], kind: str) -> bool:
    return any(one.block.kind == kind for one in blocks)


def _names(blocks: Iterable[Block]) -> Iterable[str]:
    for block in blocks:
        for words in block.of.words:
            yield block.name(words)


def _url_of(block: Block) -> str:
    return f"{block.key}:url"
