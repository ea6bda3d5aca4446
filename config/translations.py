"""Compile the message catalogues, without asking for GNU gettext on the machine."""

import ast
import os
import struct
from collections.abc import Iterator
from pathlib import Path

from config.environment import REPOSITORY

MAGIC = 0x950412DE
HEADER_SIZE = 7 * 4
CONTEXT_END = "\4"
FORM_END = "\0"


def compile_stale(locale: Path = REPOSITORY / "locale") -> int:
    """Compile the catalogues that changed since they were; return how many."""
    sources = sorted(locale.rglob("*.po"))
    stale = [file for file in sources if _is_stale(file) and _is_writable(file)]
    for source in stale:
        part = source.with_suffix(".mo.part")
        part.write_bytes(compiled(source.read_text(encoding="utf-8")))
        part.rename(source.with_suffix(".mo"))
    return len(stale)


def compiled(catalogue: str) -> bytes:
    """The binary catalogue: sorted messages, found by tables of length and offset."""
    messages = sorted(
        (key.encode(), value.encode()) for key, value in _messages(catalogue)
    )
    texts = [key for key, _ in messages] + [value for _, value in messages]
    table_size = len(messages) * 8
    offset = HEADER_SIZE + 2 * table_size
    tables = b""
    for text in texts:
        tables += struct.pack("<2I", len(text), offset)
        offset += len(text) + 1
    places = (HEADER_SIZE, HEADER_SIZE + table_size)
    header = struct.pack("<7I", MAGIC, 0, len(messages), *places, 0, 0)
    return header + tables + b"".join(text + b"\0" for text in texts)


def _is_stale(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime < source.stat().st_mtime


def _is_writable(source: Path) -> bool:
    """An installed release is read-only, and its times mean little."""
    return os.access(source.parent, os.W_OK)


def _messages(catalogue: str) -> Iterator[tuple[str, str]]:
    """What is translated, and not only guessed: the fuzzy stay in English."""
    for entry in entries(catalogue):
        key = entry.get("msgid", "")
        if key and "fuzzy" in entry:
            continue
        if "msgid_plural" in entry:
            key += FORM_END + entry["msgid_plural"]
        if "msgctxt" in entry:
            key = entry["msgctxt"] + CONTEXT_END + key
        forms = [text for field, text in entry.items() if field.startswith("msgstr")]
        if any(forms):
            yield key, FORM_END.join(forms)


def entries(catalogue: str) -> Iterator[dict[str, str]]:
    entry: dict[str, str] = {}
    field = ""
    for line in map(str.strip, catalogue.splitlines()):
        if line.startswith('"'):
            entry[field] += ast.literal_eval(line)
            continue
        if _begins_entry(line, entry):
            yield entry
            entry = {}
        if line.startswith("#,") and "fuzzy" in line:
            entry["fuzzy"] = line
        elif line and not line.startswith("#"):
            field, text = line.split(maxsplit=1)
            entry[field] = ast.literal_eval(text)
    yield entry


def _begins_entry(line: str, entry: dict[str, str]) -> bool:
    complete = any(field.startswith("msgstr") for field in entry)
    return complete and not line.startswith("msgstr")


if __name__ == "__main__":
    compile_stale()
