"""The languages and time zones an audience can have, as choices of a form."""

from __future__ import annotations

from itertools import groupby
from zoneinfo import available_timezones

from django.conf.global_settings import LANGUAGES
from django.utils.translation import gettext, gettext_lazy

REGIONS = {
    "Africa": gettext_lazy("Africa"),
    "America": gettext_lazy("America"),
    "Antarctica": gettext_lazy("Antarctica"),
    "Arctic": gettext_lazy("Arctic"),
    "Asia": gettext_lazy("Asia"),
    "Atlantic": gettext_lazy("Atlantic"),
    "Australia": gettext_lazy("Australia"),
    "Europe": gettext_lazy("Europe"),
    "Indian": gettext_lazy("Indian Ocean"),
    "Pacific": gettext_lazy("Pacific"),
}

type Choice = tuple[str, str]
type Group = tuple[str, list[Choice]]


def language_choices() -> list[Choice]:
    """Codes and names in the language of the moment, in the order of its names."""
    named = [(code, gettext(name).capitalize()) for code, name in LANGUAGES]
    return sorted(named, key=lambda language: language[1].casefold())


def time_zone_choices() -> list[Group | Choice]:
    """Every zone that is named after a place, by region, and UTC."""
    names = sorted(name for name in available_timezones() if _region(name) in REGIONS)
    groups: list[Group | Choice] = [
        (str(REGIONS[region]), [(name, _label(name)) for name in zones])
        for region, zones in groupby(names, _region)
    ]
    return [("UTC", "UTC"), *groups]


def _region(name: str) -> str:
    return name.partition("/")[0]


def _label(name: str) -> str:
    """`Buenos Aires (Argentina)` for America/Argentina/Buenos_Aires."""
    *places, city = name.replace("_", " ").split("/")[1:]
    return f"{city} ({', '.join(places)})" if places else city
