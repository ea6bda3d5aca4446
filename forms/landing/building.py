"""The editor: what staff set of a page, read from what it posts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from audiences import ordering
from contacts.facts import language_in_words
from forms.landing import pictures
from forms.landing.content import (
    ABOUT,
    KNOWN,
    MOST_BLOCKS,
    STRANGER,
    Block,
    Content,
    Rule,
    is_id,
    new_key,
)
from forms.landing.kinds import Kind, Words, kinds
from forms.landing.rules import Rules
from forms.landing.settings import LONGEST_ABOUT, SettingsForm
from forms.landing.showing import picture_url
from forms.signup.pictures import PictureRefused

if TYPE_CHECKING:
    from django.http import QueryDict

    from forms.models import LandingPage

LONGEST_URL = 1000
WORKING = {"up", "down", "add", "drop"}


@dataclass(frozen=True, slots=True)
class Input:
    """A text of a block in a language."""

    name: str
    words: Words
    code: str
    language: str  # empty where there is one only
    value: str


@dataclass(frozen=True, slots=True)
class Row:
    """A block as staff sets it."""

    block: Block
    place: int
    inputs: list[tuple[str, str, list[Input]]]  # by language: code, name, inputs
    offers: list[tuple[int, str]] | None  # None where it is about nothing
    rule: str  # in words; empty where everybody sees it
    picture_url: str
    refused: str  # why what was brought is no picture

    @property
    def kind(self) -> Kind:
        return self.block.of

    @property
    def title(self) -> str:
        """By which it is told from others of its kind."""
        said = next((i.value for _c, _l, some in self.inputs for i in some), "")
        return " ".join(said.split())[:60]


class Building:
    """A page while it is made: its settings, its blocks, and what is wrong."""

    def __init__(self, page: LandingPage, data: QueryDict | None, files: Any) -> None:
        self.page, self.audience, self.data = page, page.audience, data
        brought = None if data is None else files
        self.settings = SettingsForm(data, brought, page=page)
        self.refused: dict[str, str] = {}
        drafted = Content.of(page.draft)
        self.content = drafted
        if data is not None:
            self.content = self._read(data, files or {}, drafted)

    @property
    def is_working(self) -> bool:
        """Whether a button changes the blocks, and nothing is to be saved yet."""
        return not WORKING.isdisjoint(self.data or {})

    def is_valid(self) -> bool:
        return self.settings.is_valid() and not self.refused

    @property
    def clean_content(self) -> Content:
        """Of a valid page, its draft from now on."""
        cleaned = self.settings.cleaned_data
        names = ("title", "slug", "accent", "background", "is_found")
        logo = self.content.logo
        if cleaned["without_logo"]:
            logo = ""
        if file := cleaned["logo"]:
            logo = pictures.take(self.page, file)
        news = {name: cleaned[name] for name in names}
        return replace(self.content, **news, logo=logo)

    def _read(self, data: QueryDict, files: Any, drafted: Content) -> Content:
        blocks = tuple(self._blocks(data, files))
        texts: dict[str, dict[str, str]] = {}
        for code in self.audience.spoken:
            said = {n: _text(data, code, n, LONGEST_ABOUT[n]) for n in ABOUT}
            for block in blocks:
                for name, words in block.of.words.items():
                    of = block.name(name)
                    said[of] = _text(data, code, of, words.longest)
            texts[code] = {name: text for name, text in said.items() if text}
        # What was written in a language that the audience speaks no more stays.
        kept = {code: dict(said) for code, said in drafted.texts.items()}
        return Content(
            title=data.get("title", "").strip()[:100],
            slug=data.get("slug", ""),
            blocks=blocks,
            texts={**kept, **texts},
            accent=data.get("accent", ""),
            background=data.get("background", "") if "has_background" in data else "",
            logo=drafted.logo,
            is_found="is_found" in data,
        )

    def _blocks(self, data: QueryDict, files: Any) -> Iterator[Block]:
        keys = ordering.moved(data, data.getlist("block")[:MOST_BLOCKS])
        for key in dict.fromkeys(keys):
            kind = data.get(f"kind-{key}", "")
            if kind in kinds and key not in data.getlist("drop") and _is_key(key):
                yield self._block(key, kind, data, files)
        if "add" in data and data.get("new", "") in kinds and len(keys) < MOST_BLOCKS:
            yield Block(new_key(), str(data["new"]))

    def _block(self, key: str, kind: str, data: QueryDict, files: Any) -> Block:
        about = data.get(f"about-{key}", "")
        who = data.get(f"who-{key}", "")[:60]
        return Block(
            key=key,
            kind=kind,
            url=data.get(f"url-{key}", "").strip()[:LONGEST_URL],
            picture=self._picture(key, data, files) if kinds[kind].has_picture else "",
            about=int(about) if is_id(about) else 0,
            rule=Rule.of(who, negated=f"not-{key}" in data),
        )

    def _picture(self, key: str, data: QueryDict, files: Any) -> str:
        """What was brought now, else what was brought before, if it is of this page."""
        if file := files.get(f"file-{key}"):
            try:
                return pictures.take(self.page, file)
            except PictureRefused as refused:
                self.refused[key] = str(refused)
        name = data.get(f"picture-{key}", "")
        return name if name in self._pictures else ""

    @cached_property
    def _pictures(self) -> set[str]:
        return set(self.page.pictures.values_list("name", flat=True))

    @cached_property
    def rules(self) -> Rules:
        return Rules(self.audience)

    def rule_offers(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """To whom a block can be shown, by what that rests on."""
        link = [
            (KNOWN, _("Who comes by a link of their own")),
            (STRANGER, _("Who comes without such a link")),
        ]
        return [(_("Link"), link), *self.rules.offers()]

    def rows(self) -> list[Row]:
        offered = {
            key: list(kind.offers(self.audience))
            for key, kind in kinds.items()
            if kind.offers and any(block.kind == key for block in self.content.blocks)
        }
        return [
            Row(
                block,
                place,
                list(self._inputs(block)),
                offered.get(block.kind),
                self.rules.in_words(block.rule) if block.rule.key else "",
                picture_url(self.page, block.picture),
                self.refused.get(block.key, ""),
            )
            for place, block in enumerate(self.content.blocks, start=1)
        ]

    def _inputs(self, block: Block) -> Iterator[tuple[str, str, list[Input]]]:
        for code, language in self._languages():
            said = self.content.texts.get(code, {})
            some = [
                Input(
                    f"text-{code}-{block.name(name)}",
                    words,
                    code,
                    language,
                    said.get(block.name(name), ""),
                )
                for name, words in block.of.words.items()
            ]
            if some:
                yield code, language, some

    def _languages(self) -> list[tuple[str, str]]:
        codes = self.audience.spoken
        return [(c, language_in_words(c) if len(codes) > 1 else "") for c in codes]

    @property
    def abouts(self) -> list[tuple[str, str, list[Any]]]:
        """The inputs for searches, by language."""
        return [
            (code, language, [self.settings[f"text-{code}-{name}"] for name in ABOUT])
            for code, language in self._languages()
        ]

    @property
    def kinds(self) -> list[Kind]:
        """What can be added."""
        return [] if len(self.content.blocks) >= MOST_BLOCKS else list(kinds.values())


def _text(data: QueryDict, code: str, name: str, longest: int) -> str:
    text = data.get(f"text-{code}-{name}", "").replace("\r\n", "\n").replace("\0", "")
    return text.strip()[:longest]


def _is_key(key: str) -> bool:
    return key.isascii() and key.isalnum() and len(key) <= 20
