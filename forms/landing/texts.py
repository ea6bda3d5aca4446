"""Texts of pages: marked as Markdown has it, with merge tags, and safe to show.

A merge tag is no marking, and what it says is none either: it is put into the HTML that
the marking made. What comes of both is cleaned last, whoever wrote it.
"""

from __future__ import annotations

import html
import re
import secrets
from functools import cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from delivery.language.scanning import pieces_of

TAGS = {"p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote"}
SCHEMES = {"http", "https", "mailto", "tel"}
ADDRESS = re.compile(r"(?:https?://[^\s/?#]|mailto:\S|tel:[+\d])", re.I)
PLAIN = (
    "image",
    "code",
    "fence",
    "heading",
    "lheading",
    "hr",
    "reference",
    "backticks",
)


def as_source(text: str) -> str:
    """A rich text as HTML in which the merge tags still stand."""
    nonce = secrets.token_hex(8)
    tags: list[str] = []
    said = []
    for piece in pieces_of(text):
        if not piece.is_tag:
            said.append(piece.text.replace(nonce, ""))
        else:
            said.append(f"t{nonce}n{len(tags)}e")
            # One that does not end is told of, and never seen.
            tags.append("" if piece.is_open else html.escape(f"*|{piece.text}|*"))
    made = _markdown().render("".join(said))
    return re.sub(rf"t{nonce}n(\d+)e", lambda found: tags[int(found[1])], made)


def cleaned(text: str) -> SafeString:
    """HTML with nothing in it but paragraphs, lists, emphasis and links."""
    clean = nh3.clean(
        text,
        tags=TAGS,
        attributes={"a": {"href"}},
        attribute_filter=_filtered,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    )
    return mark_safe(clean)  # noqa: S308  # it has just been cleaned


def is_address(text: str) -> bool:
    """Whether somebody can be led there: by http, https, mailto or tel alone."""
    return ADDRESS.match(text) is not None and text.isprintable() and " " not in text


def _filtered(_tag: str, name: str, value: str) -> str | None:
    """What it says of links itself stays, and addresses that lead somewhere."""
    return value if name == "rel" or is_address(value) else None


@cache
def _markdown() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True})
    reader.validateLink = lambda url: True  # type: ignore[method-assign]  # cleaned later
    return reader.disable([*PLAIN, "html_block", "html_inline", "autolink"])
