"""What a page can be made of: kinds of blocks as data, which other parts may add to.

Each kind has a template `forms/landing/<key>.html` that shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from accounts.navigation import Text
    from audiences.models import Audience

LINE, LONG = 200, 10_000


@dataclass(frozen=True, slots=True)
class Words:
    """A text of a block: one line, or several in which some of it may be marked."""

    label: Text
    is_rich: bool = False

    @property
    def longest(self) -> int:
        return LONG if self.is_rich else LINE


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of block.

    `offers` says what a block of it can be about, by id: the forms of an audience. What
    is `about` such a row, in what is shown to whom, is looked up by `shows`.
    """

    key: str
    label: Text
    icon: str
    words: Mapping[str, Words] = field(default_factory=dict)
    # Without this text there is nothing to show; empty where there is always.
    main: str = ""
    has_url: bool = False
    has_picture: bool = False
    # Of several on a page, each reader sees the first that is meant for them.
    is_once: bool = False
    offers: Callable[[Audience], Sequence[tuple[int, str]]] | None = None
    shows: Callable[[Any, int], Any] | None = None


kinds: dict[str, Kind] = {}


def register(*some: Kind) -> None:
    for kind in some:
        kinds[kind.key] = kind


COLUMNS = ("first", "second", "third")

register(
    Kind(
        "heading",
        pgettext_lazy("a block of a page", "Heading"),
        "heading",
        words={"text": Words(_("Text of the heading"))},
        main="text",
    ),
    Kind(
        "text",
        pgettext_lazy("a block of a page", "Text"),
        "align-left",
        words={"text": Words(pgettext_lazy("of a block", "Text"), is_rich=True)},
        main="text",
    ),
    Kind(
        "picture",
        pgettext_lazy("a block of a page", "Picture"),
        "photo",
        words={
            "alt": Words(_("What can be seen in it, for who cannot see it")),
            "caption": Words(_("Caption")),
        },
        has_picture=True,
    ),
    Kind(
        "button",
        pgettext_lazy("a block of a page", "Button"),
        "click",
        words={"text": Words(_("Text of the button"))},
        main="text",
        has_url=True,
    ),
    Kind(
        "columns",
        pgettext_lazy("a block of a page", "Columns"),
        "columns",
        words={
            "first": Words(_("First column"), is_rich=True),
            "second": Words(_("Second column"), is_rich=True),
            "third": Words(_("Third column"), is_rich=True),
        },
        main="first",
    ),
    Kind("divider", pgettext_lazy("a block of a page", "Divider"), "minus"),
)
