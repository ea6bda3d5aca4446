"""How far away people are, as the crow flies, of whom coordinates are known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from math import asin, cos, degrees, pi, radians, sin, sqrt
from operator import or_
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db.models import Count, F, FloatField, Q, Value
from django.db.models.functions import Cos, Power, Radians, Sin
from django.db.models.lookups import GreaterThan, LessThanOrEqual
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conditions.controls import Number, Parts, Words
from conditions.subjects import Operator, Subject
from contacts.conditions.ways import CHANGES, IDENTITY, quoted

if TYPE_CHECKING:
    from audiences.models import Audience
    from conditions.moments import At

EARTH = 6371.0088  # km, the mean radius
NOTED = 60  # seconds that a count of coordinates is good for
SLACK = 1e-6  # degrees: a box may be a little too large, never too small

PLACE = Parts(
    {
        "km": Number(least=1, most=20_000, unit=gettext_lazy("km")),
        "name": Words(is_optional=True),
        "latitude": Number(least=-90, most=90),
        "longitude": Number(least=-180, most=180),
    },
    labels={
        "km": gettext_lazy("Distance"),
        "name": gettext_lazy("Place"),
        "latitude": gettext_lazy("Latitude"),
        "longitude": gettext_lazy("Longitude"),
    },
)


class Places(Subject):
    """Whoever has no coordinates is neither near nor far."""

    key, label, section = "location", gettext_lazy("Location"), IDENTITY
    everywhere = True

    def __init__(self, audience: Audience) -> None:
        self.audience = audience

    @property
    def operators(self) -> Sequence[Operator]:
        known = Operator("filled", gettext_lazy("is known"))
        return (
            Operator("within", gettext_lazy("is within"), PLACE),
            Operator("beyond", gettext_lazy("is farther away than"), PLACE),
            known,
            Operator("blank", gettext_lazy("is not known"), negates=known.key),
        )

    def matching(self, op: str, value: Any, at: At) -> Q:
        if op == "filled":
            return Q(latitude__isnull=False, longitude__isnull=False)
        if op == "within":
            within = LessThanOrEqual(_apart(value), Value(_limit(value["km"])))
            return _box(value) & Q(within)
        return Q(GreaterThan(_apart(value), Value(_limit(value["km"]))))

    def clause(self, op: str, value: Any) -> str:
        match op:
            case "filled":
                return _("whose location is known")
            case "blank":
                return _("whose location is not known")
        said = {"km": _figure(value["km"]), "place": _called(value)}
        if op == "within":
            return _("who are within %(km)s km of %(place)s") % said
        return _("who are farther than %(km)s km from %(place)s") % said

    def datum(self, contact: Any, op: str, value: Any, at: At) -> str:
        if contact.latitude is None or contact.longitude is None:
            return _("The location is not known.")
        if op in {"filled", "blank"}:
            return _coordinates(contact.latitude, contact.longitude)
        km = distance(contact.latitude, contact.longitude, value)
        said = {"km": _figure(round(km)), "place": _called(value)}
        return _("%(km)s km from %(place)s") % said

    def listens(self, op: str, value: Any) -> frozenset[int]:
        return CHANGES

    def note(self) -> str:
        key = f"located-{self.audience.pk}"
        return _(
            "Coordinates are known of %(known)s of %(all)s people."
        ) % cache.get_or_set(key, self._located, NOTED)

    def _located(self) -> dict[str, str]:
        present = self.audience.contacts.present()
        known = Count("pk", filter=self.matching("filled", None, None))  # type: ignore[arg-type]
        found = present.aggregate(all=Count("pk"), known=known)
        return {key: _figure(n) for key, n in found.items()}


def of_places(audience: Audience) -> Iterable[Subject]:
    yield Places(audience)


def distance(latitude: float, longitude: float, place: dict[str, Any]) -> float:
    """In km, along the surface of the earth."""
    north, here = radians(latitude), radians(place["latitude"])
    east = radians(longitude - place["longitude"])
    square = sin((north - here) / 2) ** 2 + cos(north) * cos(here) * sin(east / 2) ** 2
    return 2 * EARTH * asin(sqrt(min(1, square)))


def _apart(place: dict[str, Any]) -> Any:
    """The square of half the chord to the place, on a globe of radius 1."""
    # To the centimeter: squares of less are an error to the database, not nothing.
    here, longitude = radians(round(place["latitude"], 7)), round(place["longitude"], 7)
    north = Power(Sin((Radians("latitude") - _n(here)) / _n(2)), 2)
    east = Power(Sin(Radians(F("longitude") - _n(longitude)) / _n(2)), 2)
    return north + Cos(Radians("latitude")) * _n(cos(here)) * east


def _limit(km: float) -> float:
    """What `_apart` is at a distance; they grow together."""
    return sin(km / EARTH / 2) ** 2


def _n(value: float) -> Value:
    return Value(float(value), FloatField())


def _box(place: dict[str, Any]) -> Q:
    """A rectangle around the circle, so that most people need no trigonometry."""
    angle = place["km"] / EARTH
    latitude, longitude = place["latitude"], place["longitude"]
    high = degrees(angle) + SLACK
    box = Q(latitude__range=(latitude - high, latitude + high))
    if abs(radians(latitude)) + angle >= pi / 2:  # a pole lies in it
        return box & Q(longitude__isnull=False)
    wide = degrees(asin(min(1, sin(angle) / cos(radians(latitude))))) + SLACK
    # Once more on the other side of the date line.
    spans = [(longitude + turn - wide, longitude + turn + wide) for turn in TURNS]
    return box & reduce(or_, (Q(longitude__range=span) for span in spans))


TURNS = (-360, 0, 360)


def _figure(n: float) -> str:
    return str(number_format(n, force_grouping=True))


def _called(place: dict[str, Any]) -> str:
    if place["name"]:
        return quoted(place["name"])
    return _coordinates(place["latitude"], place["longitude"])


def _coordinates(latitude: float, longitude: float) -> str:
    return f"{latitude:g}°, {longitude:g}°"
