"""Rows that were pasted instead of uploaded: a table, or a list of addresses."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from contacts.imports import intake
from contacts.models import Import

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience

MAX_LENGTH = 1_000_000
TITLES = ("EMAIL", "FNAME", "LNAME")

# "Ann Doe" <ann@example.com>, as mail programs write the people of a message.
_NAMED = re.compile(
    r"""\s*["']?([^"'<>@,;]*?)["']?\s*<\s*([^\s<>@]+@[^\s<>@]+)\s*>\s*\Z"""
)
_PLAIN = re.compile(r"\s*([^\s<>@]+@[^\s<>@]+)\s*\Z")
_BETWEEN = re.compile(r"[,;\t\n]")


def take(audience: Audience, text: str, *, owner: User | None) -> Import:
    """Store the text as an import, as if it had been a file.

    Raises `FileRefused` when there are no rows in it.
    """
    people = addresses_of(text)
    data = _table(people) if people else text
    return intake.take(
        audience,
        io.BytesIO(data.encode()),
        _("Pasted rows"),
        owner=owner,
        kind=Import.Kind.PASTED,
    )


def addresses_of(text: str) -> list[tuple[str, str]]:
    """Name and address of everyone, if the text is nothing but such a list.

    One plain address per line is a table already.
    """
    items = [item for item in _BETWEEN.split(text.replace("\r", "")) if item.strip()]
    lines = [line for line in text.splitlines() if line.strip()]
    if len(items) == len(lines) and not any("<" in item for item in items):
        return []
    people = list(map(_person, items))
    return [person for person in people if person] if all(people) else []


def _person(item: str) -> tuple[str, str] | None:
    if found := _PLAIN.match(item):
        return "", found[1]
    found = _NAMED.match(item)
    return (found[1].strip(), found[2]) if found else None


def _table(people: list[tuple[str, str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([TITLES, *_rows(people)])
    return out.getvalue()


def _rows(people: list[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    for name, email in people:
        first, _space, last = name.partition(" ")
        yield email, first, last.strip()
