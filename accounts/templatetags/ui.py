"""Small drawings and dates that every page uses; registered as template builtins."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from html import escape
from pathlib import Path
from zlib import crc32

from django import template
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.base import Parser, Token
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, pgettext

register = template.Library()

OUTLINE = SafeString(
    'fill="none" stroke="currentColor" stroke-width="1.75" '
    'stroke-linecap="round" stroke-linejoin="round"'
)
FILLED = SafeString('fill="currentColor"')


def _shapes(name: str) -> SafeString:
    """Return what stands inside the svg element of a Tabler icon."""
    style, _, stem = name.rpartition("/")
    folder = Path(settings.NODE_MODULES) / "@tabler/icons/icons"
    if not re.fullmatch(r"[a-z0-9-]+", stem) or style not in ("", "filled"):
        raise ValueError(f"{name!r} is not the name of an icon")
    svg = (folder / (style or "outline") / f"{stem}.svg").read_text()
    inner = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
    shapes = re.sub(
        r'<!--.*?-->|<path stroke="none"[^>]*/>', "", inner, flags=re.DOTALL
    )
    # The file comes from the locked package, never from a person.
    return SafeString(re.sub(r"\s+", " ", shapes).strip())


class FixedNode(template.Node):
    """What every page repeats: rendered once for each language, then kept."""

    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist
        self.rendered: dict[str | None, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        language = get_language()
        if language not in self.rendered:
            # A context of its own: nothing of one page may stay for the next.
            self.rendered[language] = self.nodelist.render(context.new())
        return self.rendered[language]


@register.tag
def fixed(parser: Parser, token: Token) -> FixedNode:
    """`{% fixed %}…{% endfixed %}` around what differs by language and nothing else."""
    nodelist = parser.parse(("endfixed",))
    parser.delete_first_token()
    return FixedNode(nodelist)


@register.simple_tag
@lru_cache(maxsize=1024)
def icon(name: str, size: int = 18, css: str = "") -> SafeString:
    """Draw a Tabler icon in the text colour: `inbox`, or `filled/star`."""
    return format_html(
        '<svg class="ico{}" width="{}" height="{}" viewBox="0 0 24 24" {}'
        ' aria-hidden="true" focusable="false">{}</svg>',
        f" {css}" if css else "",
        size,
        size,
        FILLED if name.startswith("filled/") else OUTLINE,
        _shapes(name),
    )


def initials(name: str) -> str:
    words = re.findall(r"\w+", name.partition("@")[0])
    if not words:
        return "?"
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def hue_of(name: str) -> int:
    """Return the colour angle that always goes with this name."""
    return crc32(name.encode()) % 360


@register.simple_tag
def avatar(name: str, size: int = 32) -> SafeString:
    """Draw the initials of a name or an e-mail address on its own colour."""
    # Put together by hand: a list has fifty of them.
    return SafeString(
        f'<span class="ava" style="--h:{hue_of(name)};--s:{int(size)}px"'
        f' aria-hidden="true">{escape(initials(name))}</span>'
    )


@register.simple_tag
def spark(values: Sequence[float], width: int = 96, height: int = 28) -> SafeString:
    """Draw a line of values with its area; fewer than two values draw nothing."""
    if len(values) < 2:
        return SafeString("")
    low, spread = min(values), (max(values) - min(values)) or 1
    step, room = width / (len(values) - 1), height - 6
    line = " ".join(
        f"{place * step:.1f},{height - 3 - (value - low) / spread * room:.1f}"
        for place, value in enumerate(values)
    )
    return format_html(
        '<svg class="spark" width="{0}" height="{1}" viewBox="0 0 {0} {1}"'
        ' aria-hidden="true" focusable="false">'
        '<polygon points="0,{1} {2} {0},{1}"/><polyline points="{2}"/></svg>',
        width,
        height,
        line,
    )


@register.simple_tag
def bars(labels: Sequence[str], values: Sequence[float], css: str = "") -> SafeString:
    """Draw a bar for each value, which says its label and value to be pointed at.

    It is as wide and as high as its place; zero draws nothing.
    """
    most = max(values, default=0) or 1
    drawn = format_html_join(
        "",
        '<rect x="{}" y="{}" width="8" height="{}"><title>{}: {}</title></rect>',
        (
            (
                place * 10 + 1,
                f"{100 - share:.1f}",
                f"{share:.1f}",
                label,
                intcomma(value),
            )
            for place, (label, value) in enumerate(zip(labels, values, strict=True))
            for share in [100 * value / most]
            if value
        ),
    )
    return format_html(
        '<svg class="barsx{}" viewBox="0 0 {} 100" preserveAspectRatio="none"'
        ' aria-hidden="true" focusable="false">{}</svg>',
        f" {css}" if css else "",
        len(values) * 10,
        drawn,
    )


def elapsed(moment: datetime, now: datetime) -> str:
    """Say how long ago a moment was; beyond a week, say its day."""
    seconds = int((now - moment).total_seconds())
    if 0 <= seconds < 60:
        return gettext("just now")
    if 0 <= seconds < 3600:
        minutes = seconds // 60
        return ngettext("%(n)d min ago", "%(n)d min ago", minutes) % {"n": minutes}
    if 0 <= seconds < 86400:
        hours = seconds // 3600
        return ngettext("%(n)d h ago", "%(n)d h ago", hours) % {"n": hours}
    if 0 <= seconds < 7 * 86400:
        days = seconds // 86400
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    return short_day(timezone.localdate(moment), timezone.localdate(now))


def short_day(day: date, today: date) -> str:
    """A day in few letters, with its year unless it is this one."""
    if day.year == today.year:
        return date_format(day, pgettext("format of a date", "j M"))
    return date_format(day, pgettext("format of a date", "j M Y"))


@register.simple_tag
def relative_time(moment: datetime | None, empty: str = "—") -> SafeString:
    """Show a moment relative to now, with the full date to point at."""
    if moment is None:
        return format_html('<span class="muted">{}</span>', empty)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        date_format(timezone.localtime(moment), "j F Y, H:i"),
        elapsed(moment, timezone.now()),
    )


@register.filter
def parted(text: str) -> SafeString:
    """The text, in which an email address may break behind its @ and its dots."""
    safe = escape(text)
    return SafeString(re.sub(r"([@.])", r"\1<wbr>", safe) if "@" in safe else safe)
