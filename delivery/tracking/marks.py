"""What is put into the HTML of a message, so that it tells of being read.

Links lead over an address of ours, a picture of one pixel asks to be shown, and a link
that nobody sees is followed by machines alone. An address says the link, and whose
delivery it was where that may be known.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.encoding import iri_to_uri

from delivery.addressing import written
from delivery.footers import before_end
from delivery.heads import WITHOUT_ASKING
from delivery.language import Text
from delivery.language.reading import LONGEST, MOST_TAGS
from delivery.language.scanning import OPENS
from delivery.models import Link

if TYPE_CHECKING:
    from uuid import UUID

    from delivery.models import Message

# The token of the delivery, or nothing for who is not to be known.
DELIVERY = "SAYS:DELIVERY"
WHOSE = f"*|{DELIVERY}|*"
PAGES, PIXELS = "c", "o"

HREF = re.compile(
    r"""(<a\s(?:[^<>"']|"[^"]*"|'[^']*')*?(?<=[\s"'])href\s*=\s*)"""
    r"""("[^"]*"|'[^']*')""",
    re.I,
)
# What is counted: pages whose host is the same for everybody. What follows it may be
# each reader's own, and is looked up when they follow it.
PAGE = re.compile(r"https?://[\w.-]+(?::\d+)?(?:[/?#]\S*)?", re.I | re.A)
HOST = re.compile(r"https?://[\w.-]+(?::\d+)?[/?#]", re.I | re.A)
TAG = re.compile(r"\*\|.*?\|\*", re.S)
OWN = f"*|IF:{DELIVERY}|*{{counted}}*|ELSE:|*{{written}}*|END:IF|*"
LONGEST_URL = 2_000
MOST_LINKS = 1_000

IMAGE = (
    '<img src="{src}" width="1" height="1" alt="" '
    'style="display:block;width:1px;height:1px;border:0">'
)
TRAP = (
    '<a href="{href}" style="display:none" rel="nofollow" tabindex="-1" '
    'aria-hidden="true"></a>'
)


def with_counted_links(message: Message) -> str:
    """The HTML with links over ours, where they are counted and can be."""
    source = message.html
    if not (message.tracks_clicks and message.kind in WITHOUT_ASKING):
        return source
    urls = dict.fromkeys(
        url for found in HREF.finditer(source) if (url := _page_of(found[2]))
    )
    pages = ensure(message, [(Link.Kind.PAGE, url) for url in list(urls)[:MOST_LINKS]])
    if not pages:
        return source

    def counted(found: re.Match[str]) -> str:
        url = _page_of(found[2])
        token = pages.get((Link.Kind.PAGE, url))
        if token is None:
            return found[0]
        led, quote = address(PAGES, token), found[2][0]
        if OPENS in url:  # of who is not known it cannot be looked up
            led = OWN.format(counted=led, written=found[2][1:-1])
        return f"{found[1]}{quote}{led}{quote}"

    changed = HREF.sub(counted, source)
    # Better uncounted than not read at all.
    too_long = len(changed) > LONGEST or changed.count(OPENS) > MOST_TAGS
    return source if too_long else changed


def with_pixel(message: Message, text: Text) -> Text:
    """The HTML with what tells of opening, and with the trap."""
    if message.kind not in WITHOUT_ASKING:
        return text
    wanted = [(Link.Kind.PIXEL, "")] if message.tracks_opens else []
    if message.tracks_clicks:
        wanted.append((Link.Kind.TRAP, ""))
    tokens = ensure(message, wanted)
    added = ""
    if token := tokens.get((Link.Kind.PIXEL, "")):
        added += IMAGE.format(src=address(PIXELS, token))
    if token := tokens.get((Link.Kind.TRAP, "")):
        added += TRAP.format(href=address(PAGES, token))
    return before_end(text, added) if added else text


def address(place: str, link: UUID) -> str:
    """In the language of messages: each reader has their own."""
    return f"{settings.PUBLIC_URL}/{place}/{written(link)}/{WHOSE}"


def ensure(
    message: Message, wanted: Iterable[tuple[str, str]]
) -> Mapping[tuple[str, str], UUID]:
    """The tokens of these kinds and addresses, made where they are not there yet."""
    pairs = set(wanted)
    if not pairs:
        return {}
    new = [
        Link(audience_id=message.audience_id, message=message, kind=kind, url=url)
        for kind, url in sorted(pairs)
    ]
    Link.objects.bulk_create(new, ignore_conflicts=True)
    known = message.links.values_list("kind", "url", "token")
    return {(kind, url): token for kind, url, token in known if (kind, url) in pairs}


def _page_of(quoted: str) -> str:
    """The page that an attribute leads to; empty for what is not counted."""
    url = html.unescape(quoted[1:-1]).strip()
    if len(url) > LONGEST_URL or not PAGE.fullmatch(TAG.sub("x", url)):
        return ""
    if OPENS not in url:
        return str(iri_to_uri(url))
    host = HOST.match(url)
    return url if host and host.end() <= url.index(OPENS) else ""
