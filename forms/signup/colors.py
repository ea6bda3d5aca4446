"""Colors that staff choose, and what can be read on them."""

from __future__ import annotations

import re

COLOR = re.compile(r"#[0-9a-fA-F]{6}\Z")


def is_color(text: str) -> bool:
    return COLOR.match(text) is not None


def ink_on(color: str) -> str:
    """Black or white, whichever stands out more against it."""
    light = _luminance(color)
    on_white, on_black = 1.05 / (light + 0.05), (light + 0.05) / 0.05
    return "#ffffff" if on_white >= on_black else "#000000"


def is_dark(color: str) -> bool:
    return ink_on(color) == "#ffffff"


def _luminance(color: str) -> float:
    """Relative luminance, as WCAG defines it; 0 is black, 1 is white."""
    parts = (int(color[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
