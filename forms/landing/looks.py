"""What a page looks like: the colors of staff, and only what is a color."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms.signup import colors
from forms.signup.pages import OWN_LOOK

if TYPE_CHECKING:
    from forms.landing.content import Content


def style(content: Content) -> str:
    """Declarations for what is pressed, with letters that can be read on it."""
    if not colors.is_color(content.accent):
        return ""
    ink = colors.ink_on(content.accent)
    return OWN_LOOK.format(accent=content.accent, ink=ink)


def ground(content: Content) -> str:
    """Declarations for what is behind the page."""
    behind = content.background
    if not colors.is_color(behind):
        return ""
    scheme = "dark" if colors.is_dark(behind) else "light"
    return f"color-scheme: {scheme}; --bg: {behind};"
