"""What a page says and looks like: data of one shape, read and written here."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from django.utils.text import slugify

from forms.landing.kinds import Kind, kinds
from forms.signup.design import ACCENT

MOST_BLOCKS = 40
MOST_SLUG = 80
# What stands behind the address of an audience already.
RESERVED = frozenset({"about", "archive", "picture"})
# What a page says of itself, to who finds it in a search.
ABOUT = ("name", "description")

KNOWN, STRANGER = "known", "stranger"


@dataclass(frozen=True, slots=True)
class Rule:
    """To whom a block is shown: to who comes by a link of their own, to who does not,
    or, by the `key` of a condition and its value, to some of the former. `negated`,
    to all others. Without a key, to everybody.
    """

    key: str = ""
    value: int = 0
    negated: bool = False

    @property
    def text(self) -> str:
        """As it stands among the choices of the editor."""
        return f"{self.key}-{self.value}" if self.value else self.key

    @classmethod
    def of(cls, text: str, *, negated: bool) -> Self:
        """What the editor says; for everybody where it makes no sense."""
        if text in {KNOWN, STRANGER}:
            return cls(text)
        key, _dash, number = text.rpartition("-")
        if not key or len(key) > 40 or not is_id(number):
            return cls()
        return cls(key, int(number), negated)


@dataclass(frozen=True, slots=True)
class Block:
    key: str
    kind: str
    url: str = ""
    picture: str = ""  # the name of one
    about: int = 0  # the id of a form
    rule: Rule = Rule()

    @property
    def of(self) -> Kind:
        return kinds[self.kind]

    def name(self, words: str) -> str:
        """Of one of its texts, among those of the page."""
        return f"{self.key}-{words}"

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        rule = said.get("rule", {})
        return cls(
            key=str(said["key"]),
            kind=str(said["kind"]),
            url=str(said.get("url", "")),
            picture=str(said.get("picture", "")),
            about=int(said.get("about", 0)),
            rule=Rule(
                str(rule.get("key", "")),
                int(rule.get("value", 0)),
                bool(rule.get("negated")),
            ),
        )

    def data(self) -> dict[str, Any]:
        said: dict[str, Any] = {"key": self.key, "kind": self.kind}
        for name in ("url", "picture", "about"):
            if value := getattr(self, name):
                said[name] = value
        if self.rule.key:
            said["rule"] = {"key": self.rule.key, "value": self.rule.value}
            if self.rule.negated:
                said["rule"]["negated"] = True
        return said


@dataclass(frozen=True, slots=True)
class Content:
    """All of a page; `texts` by language, under names of `ABOUT` and of blocks."""

    title: str = ""
    slug: str = ""
    blocks: tuple[Block, ...] = ()
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    accent: str = ACCENT
    background: str = ""
    logo: str = ""  # the name of a picture
    is_found: bool = True  # by searches

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        """Blocks of a kind that is no more are left out."""
        return cls(
            title=said.get("title", ""),
            slug=said.get("slug", ""),
            blocks=tuple(
                Block.read(block)
                for block in said.get("blocks", [])
                if block["kind"] in kinds
            ),
            texts=said.get("texts", {}),
            accent=said.get("accent", ACCENT),
            background=said.get("background", ""),
            logo=said.get("logo", ""),
            is_found=said.get("is_found", True),
        )

    def data(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "slug": self.slug,
            "blocks": [block.data() for block in self.blocks],
            "texts": {code: dict(said) for code, said in self.texts.items() if said},
            "accent": self.accent,
            "background": self.background,
            "logo": self.logo,
            "is_found": self.is_found,
        }

    def text(self, name: str, languages: tuple[str, ...]) -> str:
        """In the first of these languages that has it."""
        said = (self.texts.get(code, {}).get(name, "") for code in languages)
        return next(filter(None, said), "")

    @property
    def pictures(self) -> frozenset[str]:
        """The names of all that it shows."""
        return frozenset({self.logo, *(b.picture for b in self.blocks)} - {""})

    def called(self, title: str, slug: str) -> Self:
        return replace(self, title=title, slug=slug)


def new_key() -> str:
    return f"b{secrets.token_hex(4)}"


def new_content(title: str, slug: str, language: str) -> Content:
    """What a new page begins with: its title as a heading, and room for a text."""
    heading, text = Block(new_key(), "heading"), Block(new_key(), "text")
    texts = {language: {heading.name("text"): title}}
    return Content(title=title, slug=slug, blocks=(heading, text), texts=texts)


def slug_of(text: str) -> str:
    """The text as a part of an address; may be empty."""
    return slugify(text)[:MOST_SLUG].strip("-")


def is_id(text: str) -> bool:
    return text.isdecimal() and text.isascii() and 0 < len(text) < 19
