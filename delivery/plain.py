"""The text of a message that was written in HTML alone, for who reads no HTML.

Merge tags stay where they are: each stands aside as two marks and a number, which no
HTML can be mistaken for. What tables put side by side is read from top to bottom.
"""

from __future__ import annotations

import html
import re
from typing import Any

import lxml.html
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.html_engine import Inscriptis
from inscriptis.model.config import ParserConfig
from lxml.etree import LxmlError

from delivery.language.reading import LONGEST
from delivery.language.scanning import CLOSES, OPENS, pieces_of

FIRST, LAST = "\ue000", "\ue001"
MARK = re.compile(f"{FIRST}([0-9]+){LAST}", re.A)
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ue000\ue001]")
TABLES = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"})
LINKED = re.compile(rf"https?://|mailto:|tel:|{FIRST}", re.I)
GAPS = re.compile(r"[ \t]*\n(?:[ \t\xa0]*\n){2,}")
STRICT = ParserConfig(css=CSS_PROFILES["strict"])  # blocks are not indented
ANY_TAG = re.compile(r"<[^<>]*>")


def text_of(source: str) -> str:
    """What the HTML says; empty for what is too long to be a message."""
    if len(source) > LONGEST:
        return ""
    tags: list[str] = []
    pieces = []
    for piece in pieces_of(UNFIT.sub("", source)):
        if piece.is_tag and not piece.is_open:
            pieces.append(f"{FIRST}{len(tags)}{LAST}")
            tags.append(f"{OPENS}{html.unescape(piece.text)}{CLOSES}")
        else:
            pieces.append(piece.text)
    shown = GAPS.sub("\n\n", _shown("".join(pieces))).strip()
    return MARK.sub(lambda mark: tags[int(mark[1])], shown)


def _shown(source: str) -> str:
    try:
        tree = lxml.html.document_fromstring(source)
        for element in tree.iter(*TABLES, "a", "img"):
            _simplify(element)
        shown = Inscriptis(tree, STRICT).get_text()
    except (LxmlError, RecursionError):
        shown = ""
    # What is nested beyond all reason is read without any form.
    return shown if shown.strip() else html.unescape(ANY_TAG.sub(" ", source))


def _simplify(element: Any) -> None:
    """Tables as blocks, pictures as what they say, links with where they lead."""
    if element.tag in TABLES:
        element.tag = "div"
    elif element.tag == "img":
        element.tag = "span"
        element.text = element.get("alt", "")
    else:
        href = element.get("href", "").strip()
        if LINKED.match(href) and href not in element.text_content():
            _append(element, f" ({href.removeprefix('mailto:')})")


def _append(element: Any, text: str) -> None:
    """Put a text at the end of what the element holds."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
