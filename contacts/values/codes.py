"""Languages by their codes, as en or pt-br."""

from __future__ import annotations

import re
from functools import lru_cache

from contacts.values.refusing import ValueRefused

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,6})?\Z")


@lru_cache(maxsize=4096)  # people are many, and their languages are not
def language(cell: str) -> str:
    if cell and not _LANGUAGE.match(cell):
        raise ValueRefused("language")
    return cell.lower().replace("_", "-")
