"""What stands beneath a message to many, where it does not say it itself.

Why the reader gets it, who sends it and from where, where they choose what they get,
and the way out. What a message says only to some of its readers counts as not said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from delivery.language import Text, read
from delivery.language.tree import Literal, Node, Value

if TYPE_CHECKING:
    from audiences.models import Audience

# The words of the links, in the reader's language: `delivery.readers` knows them.
SAYS = CENTRE, WAY_OUT = "SAYS:UPDATE_PROFILE", "SAYS:UNSUB"

PARTS = {
    "LIST:REMINDER": ("*|LIST:REMINDER|*", "*|LIST:REMINDER|*"),
    "LIST:ADDRESS": (
        "*|LIST:COMPANY|*, *|LIST:ADDRESS|*",
        "*|LIST:COMPANY|*, *|LIST:ADDRESS|*",
    ),
    "UPDATE_PROFILE": (
        f"*|{CENTRE}|*: *|UPDATE_PROFILE|*",
        f'<a href="*|UPDATE_PROFILE|*" style="color:#595959">*|{CENTRE}|*</a>',
    ),
    "UNSUB": (
        f"*|{WAY_OUT}|*: *|UNSUB|*",
        f'<a href="*|UNSUB|*" style="color:#595959">*|{WAY_OUT}|*</a>',
    ),
}
BLOCK = (
    '\n<div style="max-width:600px;margin:24px auto 0;padding:16px;'
    "font-family:Arial,Helvetica,sans-serif;font-size:12px;line-height:18px;"
    'color:#595959;background-color:#ffffff;text-align:center">{parts}</div>\n'
)
PARAGRAPH = '<p style="margin:0 0 6px">{part}</p>'
ENDS = re.compile(r"</(?:body|html)\s*>", re.I)


def footed_text(text: Text, audience: Audience) -> Text:
    parts = [PARTS[tag][0] for tag in _lacking(text, audience)]
    if not parts:
        return text
    return before_end(text, "\n\n" + "\n".join(parts) + "\n")


def footed_html(text: Text, audience: Audience) -> Text:
    parts = [PARTS[tag][1] for tag in _lacking(text, audience)]
    if not parts:
        return text
    written = "".join(PARAGRAPH.format(part=part) for part in parts)
    return before_end(text, BLOCK.format(parts=written))


def before_end(text: Text, source: str) -> Text:
    """The text with more at its end, which in HTML stands before that of the body.

    It is read by itself: nothing that is left open in the text can hide it.
    """
    nodes = _placed(text.nodes, read(source).nodes)
    return Text(text.source, nodes, text.problems)


def _lacking(text: Text, audience: Audience) -> list[str]:
    """The parts that not every reader sees."""
    said = {node.name for node in text.nodes if isinstance(node, Value)}
    lacking = [tag for tag in PARTS if tag not in said]
    if not audience.permission_reminder and "LIST:REMINDER" in lacking:
        lacking.remove("LIST:REMINDER")
    return lacking


def _placed(nodes: Sequence[Node], added: Sequence[Node]) -> tuple[Node, ...]:
    for at in reversed(range(len(nodes))):
        node = nodes[at]
        if isinstance(node, Literal) and (ends := ENDS.search(node.text)):
            before = Literal(node.text[: ends.start()])
            after = Literal(node.text[ends.start() :])
            return (*nodes[:at], before, *added, after, *nodes[at + 1 :])
    return (*nodes, *added)
