"""What people do on the website of Fjord Coffee, as its shop reports it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from contacts.demo.growth import Growth
from contacts.demo.stories import BAGS

DAYS = 120
COURSES = ("Filter at home", "Espresso basics", "Latte art", "Cupping")

type Thing = Callable[[Random], dict[str, Any]]


def _bag(chance: Random) -> dict[str, Any]:
    said = {
        "coffee": chance.choice(BAGS),
        "seconds": int(chance.triangular(4, 240, 20)),
    }
    return said | ({"campaign": "autumn"} if chance.random() < 0.2 else {})


def _cart(chance: Random) -> dict[str, Any]:
    items = chance.choices((1, 2, 3, 4), (60, 28, 8, 4))[0]
    coffees = sorted({chance.choice(BAGS) for _item in range(items)})
    return {"items": items, "total": items * 149, "coffees": coffees}


def _course(chance: Random) -> dict[str, Any]:
    seats = chance.choice((1, 1, 2))
    return {
        "course": chance.choice(COURSES),
        "seats": seats,
        "paid": chance.random() < 0.8,
        "total": seats * 690,
    }


# How many of the people do it in the time, and how often at most.
HABITS: tuple[tuple[str, float, int, Thing], ...] = (
    ("coffee_viewed", 0.35, 9, _bag),
    ("cart_abandoned", 0.08, 2, _cart),
    ("course_booked", 0.05, 1, _course),
)


def tell(growth: Growth, chance: Random) -> None:
    """More of it lately than long ago, and some of it within the hour."""
    for life in growth.lives:
        since = max(life.joined_at, growth.now - timedelta(days=DAYS))
        until = life.status_at if life.is_gone else growth.now - timedelta(minutes=1)
        for name, part, most, thing in HABITS:
            if since < until and chance.random() < part:
                for _time in range(chance.randint(1, most)):
                    at = since + (until - since) * chance.random() ** 0.7
                    life.does(name, at, **thing(chance))
