"""A file of a hundred thousand people, as it comes out of two older systems."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from pathlib import Path

GOOD = 100_000
BAD = 500
FAIRGOERS = 20_000
TITLES = "Email,First name,Last name,Phone,Birthday,City,Points,Tags"

FIRST = (
    "Anna Björn Chloé Dušan Erika François Gökhan Håkon Inês Jürgen Kasia Léa".split()
)
LAST = "Åberg Bäcker Çelik Dvořák Ekström Fernández Gómez Høyer Ibsen Jäger".split()
CITIES = "Aarhus Bergen Córdoba Düsseldorf Évora Gdańsk".split()
# How a row is bad, and what the report says of it.
FAULTS = [
    ("{n}.example.com", "03/14", "An email address needs an @ in the middle."),
    ("bad{n}@example", "03/14", "What follows the @ needs a dot, as in example.com."),
    ("bad{n}@example.com", "13/45", "This is no birthday"),
    ("", "03/14", "The email address is missing."),
]
# One of them is in UTF-8, the other in Windows-1252.
NEW, OLD = ("Zdeněk", "Brønlund-Kovačević"), ("Thérèse", "Håkansson-Müller")
KNOWN = {4_711: NEW, 8_150: OLD}


def write(path: Path) -> None:
    """UTF-8, with lines of Windows-1252 wherever the names allow it."""
    lines = [*_good(), *_bad()]
    random.Random(7).shuffle(lines)
    with path.open("wb") as file:
        for number, line in enumerate([TITLES, *lines]):
            foreign = number % 50 == 0 or OLD[1] in line
            file.write(_encoded(line, foreign=foreign) + b"\n")


def _good() -> Iterator[str]:
    for n in range(GOOD):
        common = FIRST[n % len(FIRST)], LAST[n // 7 % len(LAST)]
        first, last = KNOWN.get(n, common)
        tags = "Newsletter" if n % (GOOD // FAIRGOERS) else '"Fair 2026, Berlin"'
        city = CITIES[n % len(CITIES)]
        birthday = f"{n % 12 + 1:02}/{n % 28 + 1:02}"
        phone = f"+4930{n:07}"
        email = f"person{n}@example.com"
        yield f"{email},{first},{last},{phone},{birthday},{city},{n % 900},{tags}"


def _bad() -> Iterator[str]:
    for n in range(BAD):
        email, birthday, _said = FAULTS[n % len(FAULTS)]
        yield f"{email.format(n=n)},Zoë,Nobody,,{birthday},Bergen,1,Newsletter"


def _encoded(line: str, *, foreign: bool) -> bytes:
    with contextlib.suppress(UnicodeEncodeError):
        if foreign:
            return line.encode("cp1252")
    return line.encode()
