"""What a merge tag can do to a value: `*|UPPER:FNAME|*`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote


def title(text: str) -> str:
    """Each word with a capital letter, the rest of it as it is written: McKay."""
    return " ".join(word[:1].upper() + word[1:] for word in text.split(" "))


FUNCTIONS: Mapping[str, Callable[[str], str]] = {
    "UPPER": str.upper,
    "LOWER": str.lower,
    "TITLE": title,
    # For a value in the address of a link.
    "URL": lambda text: quote(text, safe=""),
}
