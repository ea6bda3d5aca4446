"""Looking for words in every table of the database and every private file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.db import connection

from contacts.models import Contact
from forms.signup import making as signing
from forms.signup.answers import Said
from forms.signup.design import new_design
from forms.signup.joining import Visit, submit

TABLES = """
SELECT c.relname FROM pg_class c
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND c.relnamespace = 'public'::regnamespace
ORDER BY c.relname
"""
COLUMNS = """
SELECT a.attname FROM pg_attribute a
WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped
"""


def tables_with(words: Sequence[str]) -> set[str]:
    """Table and column of each place that holds one of the words, in whatever form.

    A number counts as a word where it is a whole value, an element of an array or a
    value of JSON.
    """
    return {place for word in words for place in _places(word)}


def _places(word: str) -> Iterator[str]:
    pattern = rf"(^|[^0-9]){word}([^0-9]|$)" if word.isdecimal() else word
    operator = "~" if word.isdecimal() else "ILIKE"
    sought = pattern if word.isdecimal() else f"%{word}%"
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        for (table,) in cursor.fetchall():
            cursor.execute(COLUMNS, [table])
            for (column,) in cursor.fetchall():
                cursor.execute(
                    f'SELECT 1 FROM "{table}" AS t '
                    f'WHERE t."{column}"::text {operator} %s LIMIT 1',
                    [sought],
                )
                if cursor.fetchone():
                    yield f"{table}.{column}"


def files_with(folder: Path, words: Sequence[str]) -> set[str]:
    """The folders of the files that hold one of the words, packed or not."""
    found = set()
    for path in folder.rglob("*"):
        if path.is_file():
            text = _text_of(path.read_bytes()).lower()
            if any(word.lower() in text for word in words):
                found.add(path.parent.name)
    return found


def _text_of(data: bytes) -> str:
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = [packed.read(name) for name in packed.namelist()]
        return "\n".join(part.decode("utf-8", "replace") for part in parts)
    return data.decode("utf-8", "replace")


def sign_up(contact: Contact) -> None:
    """Let them fill in a form, and not confirm it."""
    form = signing.make(
        contact.audience, "Footer", new_design(contact.audience), actor=None
    )
    said = Said(contact.email, columns={"first_name": "Zelda"})
    submit(form, said, Visit(ip=None, language="en", wording="Sign up"))
