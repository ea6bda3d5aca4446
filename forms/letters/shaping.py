"""The HTML of a message that is written as a text with merge tags."""

from __future__ import annotations

import html
import re

PAGE = (
    '<!doctype html><html><body style="margin:0;padding:24px 12px;'
    'background-color:#f4f4f1"><div style="max-width:560px;margin:0 auto;padding:24px;'
    "background-color:#ffffff;color:#1f2421;font-family:Arial,Helvetica,sans-serif;"
    'font-size:16px;line-height:24px">{paragraphs}</div></body></html>'
)
# What values hold of lines is kept as lines.
PARAGRAPH = '<p style="margin:0 0 16px;white-space:pre-line">{text}</p>'
BUTTON = (
    '<p style="margin:0 0 16px"><a href="{href}" style="display:inline-block;'
    "padding:10px 18px;border-radius:6px;background-color:#1f5c42;color:#ffffff;"
    'text-decoration:none;word-break:break-all">{text}</a></p>'
)
LINK = '<a href="{href}" style="color:#1f5c42">{text}</a>'
# A tag that says an address, or an address as it is written.
LEADS = re.compile(
    r"\*\|(?:LINK:[A-Z]+|UNSUB|UPDATE_PROFILE|ARCHIVE)\|\*|https?://[^\s<>\"*|]+"
)
BLANK = re.compile(r"\n[ \t]*\n\s*")


def html_of(body: str) -> str:
    """Paragraphs, in which addresses are links; alone in one, it is a button."""
    text = body.replace("\r\n", "\n").strip()
    return PAGE.format(paragraphs="".join(map(_paragraph, BLANK.split(text))))


def _paragraph(text: str) -> str:
    if LEADS.fullmatch(text.strip()):
        href = html.escape(text.strip())
        return BUTTON.format(href=href, text=href)
    linked, at = [], 0
    for found in LEADS.finditer(text):
        linked.append(html.escape(text[at : found.start()], quote=False))
        href = html.escape(found[0])
        linked.append(LINK.format(href=href, text=href))
        at = found.end()
    linked.append(html.escape(text[at:], quote=False))
    return PARAGRAPH.format(text="".join(linked))
