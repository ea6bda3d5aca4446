"""What the columns of a file of past events say, or seem to say."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter as Tally
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts import uploading
from contacts.imports.mapping import fold
from contacts.imports.preview import Preview
from contacts.ingest.reports import NAME
from contacts.past import moments
from contacts.values import ValueRefused, moment_of, truth
from contacts.values.dates import DAY_FIRST
from contacts.values.numbers import number

SKIP, EMAIL, EVENT, TIME, ID = "skip", "email", "event", "time", "id"
PROPERTY = "property"
TEXT, NUMBER, TRUTH, DATE = "text", "number", "truth", "date"

TARGETS = [
    (SKIP, gettext_lazy("Leave it out")),
    (EMAIL, gettext_lazy("Email address")),
    (TIME, gettext_lazy("When it happened")),
    (EVENT, gettext_lazy("Name of the event")),
    (ID, gettext_lazy("Id that no other row has")),
    (PROPERTY, gettext_lazy("Property")),
]
MOST_PROPERTIES = 50

EVENTS = {
    *("event", "eventname", "eventtype", "action", "activity", "evenement"),
    *("nomdelevenement", "typedevenement", "activite", "gebeurtenis", "ereignis"),
}
TIMES = {
    *("time", "date", "datetime", "timestamp", "when", "occurredat", "happenedat"),
    *("createdat", "created", "at", "eventtime", "eventdate", "orderdate"),
    *("purchasedate", "purchasedat", "heure", "quand", "horodatage", "datum"),
}
IDS = {
    *("id", "eventid", "orderid", "ordernumber", "transactionid", "reference"),
    *("uuid", "uniqueid", "identifiant", "numerodecommande", "bestelnummer"),
}
MAX_NAME = 100
MAX_TITLE = 200
_APART = re.compile(r"[^a-z0-9]+")
_moment = moment_of(DAY_FIRST, UTC)
_CODE = re.compile(r"[+]|0\d")  # what figures stand in that are no number


@dataclass(slots=True)
class Column:
    """What one column says; properties and ids have a name, properties a type."""

    title: str
    target: str = SKIP
    name: str = ""
    type: str = TEXT

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def suggest(head: Preview) -> list[Column]:
    """The best guess of what every column says."""
    cells = [head.said(place) for place in range(head.width)]
    titles = [fold(head.title(place)) for place in range(head.width)]
    taken: dict[int, str] = {}

    def take(target: str, places: list[int]) -> None:
        free = [place for place in places if place not in taken]
        if free:
            taken[free[0]] = target

    everywhere = range(head.width)
    email = uploading.addresses_in(head)
    take(EMAIL, [] if email is None else [email])
    timely = [moments.share_of(cells[place]) for place in everywhere]
    # Some rows of a file are wrong: most cells tell, best in a column with the title.
    mostly = [place for place in everywhere if timely[place] > 0.5]
    untitled = sorted(mostly, key=lambda place: -timely[place])
    take(TIME, [place for place in mostly if titles[place] in TIMES] or untitled)
    named = [place for place in everywhere if titles[place] in EVENTS]
    take(EVENT, [p for p in named if cells[p] and all(map(NAME.fullmatch, cells[p]))])
    ids = [place for place in everywhere if titles[place] in IDS]
    take(ID, [p for p in ids if cells[p] and len(set(cells[p])) == len(cells[p])])
    names = _names([head.title(place) for place in everywhere])
    return [
        Column(
            head.titles[place][:MAX_TITLE] if place < len(head.titles) else "",
            taken.get(place, PROPERTY),
            names[place],
            type_of(cells[place]),
        )
        for place in everywhere
    ]


def problems_of(columns: Sequence[Column]) -> Iterator[str]:
    """Why no events can be made of columns that say this, in sentences."""
    n = Tally(column.target for column in columns)
    if not n[EMAIL]:
        yield _("Choose the column that holds the email addresses.")
    if not n[TIME]:
        yield _("Choose the column that says when it happened.")
    labels = dict(TARGETS)
    for target in (EMAIL, TIME, EVENT, ID):
        if n[target] > 1:
            yield (_("Two columns fill “%s”. Leave one of them out.") % labels[target])
    names = Tally(c.name for c in columns if c.target in {PROPERTY, ID})
    for name, times in names.items():
        if times > 1:
            yield _("Two properties would be named “%s”.") % name
    if names.total() > MOST_PROPERTIES:
        yield _("An event has at most %(n)s properties.") % {"n": MOST_PROPERTIES}


def type_of(cells: Sequence[str]) -> str:
    """Of what type all of them are; text where they differ or there are none."""
    if not cells:
        return TEXT
    if all(_reads(number, cell) and not _CODE.match(cell) for cell in cells):
        return NUMBER
    if all(_reads(truth, cell) and len(cell) > 1 for cell in cells):
        return TRUTH
    if moments.share_of(cells) == 1 and all(_reads(_moment, cell) for cell in cells):
        return DATE
    return TEXT


def property_name(title: str) -> str:
    """The title in small letters of ASCII, with underscores between its words."""
    plain = unicodedata.normalize("NFKD", title.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _APART.sub("_", plain).strip("_")[:MAX_NAME] or title.strip()[:MAX_NAME]


def _names(titles: Sequence[str]) -> list[str]:
    """A name for each title, all different."""
    names: list[str] = []
    for title in titles:
        name, n = property_name(title), 2
        while name in names:
            name, n = f"{property_name(title)[: MAX_NAME - 4]}_{n}", n + 1
        names.append(name)
    return names


def _reads(read: Callable[[str], Any], cell: str) -> bool:
    try:
        read(cell)
    except ValueRefused:
        return False
    return True
