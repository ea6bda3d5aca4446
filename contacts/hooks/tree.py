"""A call as it is shown: line by line, and what each value is used for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.activity import in_words
from contacts.hooks import paths
from contacts.hooks.meaning import Line
from contacts.hooks.paths import below, inner_of, is_plain_list

SHOWN = 120
DEEPEST = 8  # what is deeper is indented no further


@dataclass(frozen=True, slots=True)
class Row:
    """A key with its value, or with what stands inside of it on the next rows.

    `path` is empty for what cannot be used; `kind` is that of JSON.
    """

    depth: int
    key: str
    path: str
    kind: str
    value: str
    uses: Sequence[Line] = ()
    is_open: bool = False

    @property
    def words(self) -> str:
        return paths.in_words(self.path)

    @property
    def proposed(self) -> str:
        """What a property of this value would be called."""
        return paths.last_key(self.path)


def rows_of(document: Any, lines: Sequence[Line], opened: str = "") -> list[Row]:
    by_path: dict[str, list[Line]] = {}
    for line in lines:
        by_path.setdefault(line.path, []).append(line)
    return list(_rows(document, 0, "", by_path, opened))


def _rows(
    value: Any,
    depth: int,
    above: str | None,
    lines: dict[str, list[Line]],
    opened: str,
) -> Iterator[Row]:
    for key, each in inner_of(value):
        path = below(above, key)
        is_usable = not isinstance(each, dict | list) or is_plain_list(each)
        usable = (path or "") if is_usable else ""
        yield Row(
            min(depth, DEEPEST),
            _cut(str(key)),
            usable,
            _kind(each),
            _shown(each),
            lines.get(path or "", ()),
            bool(usable) and usable == opened,
        )
        if isinstance(each, dict | list):
            yield from _rows(each, depth + 1, path, lines, opened)


def _kind(value: Any) -> str:
    match value:
        case dict():
            return "object"
        case list():
            return "list"
        case bool() | None:
            return "word"
        case int() | float():
            return "number"
    return "text"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "" if value else _("empty")
    if isinstance(value, list):
        n = len(value)
        said = ngettext("%(n)s value", "%(n)s values", n) % {"n": n}
        return said if value else _("empty")
    return _cut(in_words(value) or _("empty"))


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
