"""What the people of Fjord Coffee chose to receive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import NamedTuple

from contacts.causes import Cause
from contacts.demo import tells
from contacts.demo.growth import Growth
from preferences import choosing
from preferences.models import Preference


class Kind(NamedTuple):
    name: str
    category: str
    description: str
    chosen: float  # by how many of all
    left: float  # by how many of these
    is_public: bool = True
    french: str = ""


NEWS = [
    Kind(
        *("Monthly letter", "Letters", "One letter a month from the roastery."),
        *(0.7, 0.04),
        french="Lettre mensuelle",
    ),
    Kind(
        *("New roasts", "Letters", "When a new coffee is on the shelves."),
        *(0.42, 0.08),
        french="Nouvelles torréfactions",
    ),
    Kind(
        *("Offers", "Letters", "A few discounts a year."),
        *(0.3, 0.15),
        french="Offres",
    ),
    Kind(
        *("Café evenings", "Events", "Tastings and music in the cafés."),
        *(0.18, 0.05),
        french="Soirées au café",
    ),
    Kind("Brewing courses", "Events", "Dates of the courses.", 0.09, 0.02),
    Kind("Called before delivery", "", "By phone, by hand.", 0.02, 0.0, False),
]
CLUB = [
    Kind("The coffee of the month", "", "What is in the next box.", 0.6, 0.05),
    Kind("Votes", "", "When members choose the next coffee.", 0.35, 0.03),
]
TRADE = [
    Kind("Price lists", "", "Every quarter.", 0.8, 0.02),
    Kind("Training for baristas", "", "Dates and places.", 0.4, 0.05),
]
WORDING = "Yes, I would like to get “%s” by email."


@tells
def tell(readers: Growth, members: Growth, traders: Growth) -> None:
    for growth, some in ((readers, NEWS), (members, CLUB), (traders, TRADE)):
        by = Random(f"preferences of {growth.ground.audience.name}")  # noqa: S311
        for position, kind in enumerate(some):
            _chosen(growth, kind, position, by)


def _chosen(growth: Growth, kind: Kind, position: int, by: Random) -> None:
    audience, now = growth.ground.audience, growth.now
    variants = {"fr": {"name": kind.french}} if kind.french else {}
    preference = Preference.objects.create(
        audience=audience,
        name=kind.name,
        category=kind.category,
        description=kind.description,
        is_public=kind.is_public,
        variants=variants,
        position=position,
    )
    willing = audience.contacts.present().filter(status="subscribed").order_by("pk")
    ids = list(willing.values_list("pk", flat=True))
    chose = by.sample(ids, round(len(ids) * kind.chosen))
    for n, some in enumerate(_parts(sorted(chose))):
        at = now - timedelta(days=40 - 9 * n, hours=by.randint(0, 20))
        said = Cause(audience, "form", wording=WORDING % kind.name, at=at)
        there = audience.contacts.filter(pk__in=some, created_at__lt=at)
        choosing.give(there, preference, said)
    out = by.sample(chose, round(len(chose) * kind.left))
    cause = Cause(audience, "link", at=now - timedelta(days=2, hours=by.randint(0, 20)))
    gone = audience.contacts.filter(pk__in=out, created_at__lt=cause.at)
    choosing.put(gone, preference, "unsubscribed", cause)


def _parts(ids: Sequence[int], n: int = 4) -> list[Sequence[int]]:
    """So many parts of them, each of which chose at another time."""
    return [ids[start::n] for start in range(n)]
