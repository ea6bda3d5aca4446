"""Segments to begin with: opened in the builder, filled in, and kept by nobody yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from conditions.tree import Condition, Group, Match
from contacts.conditions.events import ANY, Events
from contacts.models import Source
from events.models import Event

if TYPE_CHECKING:
    from accounts.navigation import Text
    from audiences.models import Audience
    from conditions.subjects import Subject
    from events.querysets import EventQuerySet

type Subjects = Mapping[str, Subject]

# What shops call it when somebody buys, and what they call the price.
PURCHASES = ("purchase", "order_placed", "placed_order", "order", "bought")
PRICES = ("price", "total", "amount", "value", "revenue", "sum")
LOOKED_AT = 20  # the latest purchases, for what they carry


@dataclass(frozen=True, slots=True)
class Starter:
    name: Text
    description: Text
    icon: str
    make: Callable[[Audience, Subjects], Group]


def _all(*of: Condition) -> Group:
    return Group(Match.ALL, of)


def _any(*of: Condition) -> Group:
    return Group(Match.ANY, of)


def _imported(audience: Audience, subjects: Subjects) -> Group:
    kind = Source.Kind.IMPORT
    sources = audience.sources.filter(kind=kind).order_by("-pk")
    ids = list(sources.values_list("pk", flat=True)[:100])
    return _all(Condition("source", "is", ids or None))


def _purchase(op: str, days: int | None, **said: Any) -> Callable[..., Group]:
    """A condition about purchases, by the name that they have here."""

    def make(audience: Audience, subjects: Subjects) -> Group:
        when = {"is": "ever"} if days is None else {"is": "last", "value": days}
        name = purchase_of(subjects["event"])
        value = {"name": name, **said, "when": when}
        if "amount" in said:
            value["of"] = price_of(audience, subjects["event"], name)
        return _all(Condition("event", op, value))

    return make


def _anything(op: str, days: int) -> Condition:
    """A condition about whatever was reported of them."""
    said = {"name": ANY, "when": {"is": "last", "value": days}}
    return Condition("event", op, said)


def purchase_of(subject: Subject) -> str | None:
    """The event that says that somebody bought, if one is called so."""
    if not isinstance(subject, Events):
        return None
    aside = {ANY, *subject.hidden}
    names = [name for name in subject.names if name not in aside]
    small = {name.casefold().replace(" ", "_"): name for name in names}
    return next((small[name] for name in PURCHASES if name in small), None)


def price_of(audience: Audience, subject: Subject, name: str | None) -> str:
    """The property that says for how much, as the latest purchases carry it."""
    if not isinstance(subject, Events) or name is None:
        return PRICES[0]
    log: EventQuerySet = Event.objects.filter(
        audience=audience.pk, kind=Event.Kind.CUSTOM
    )
    latest = log.of_name(subject.ids[name])[:LOOKED_AT]
    carried = {key for event in latest for key in event.properties}
    return next((price for price in PRICES if price in carried), PRICES[0])


STARTERS: dict[str, Starter] = {
    "new": Starter(
        *(_("New"), _("Added in the last 30 days."), "sparkles"),
        lambda *_: _all(Condition("created_at", "last", 30)),
    ),
    "engaged": Starter(
        *(_("Engaged"), _("Four stars or more."), "flame"),
        lambda *_: _all(Condition("rating", "at_least", 4)),
    ),
    "active": Starter(
        *(_("Active"), _("Did something in the last 30 days."), "activity"),
        lambda *_: _all(_anything("did", 30)),
    ),
    "inactive": Starter(
        _("Inactive"),
        _("With you for more than 90 days, and did nothing in that time."),
        "zzz",
        lambda *_: _all(
            Condition("created_at", "last_not", 90), _anything("did_not", 90)
        ),
    ),
    "at-risk": Starter(
        _("At risk"),
        _("With you for more than 90 days, and one star at most."),
        "heart-broken",
        lambda *_: _all(
            Condition("created_at", "last_not", 90), Condition("rating", "at_most", 1)
        ),
    ),
    "vip": Starter(
        *(_("VIP"), _("Everyone you marked as important."), "star"),
        lambda *_: _all(Condition("vip", "yes")),
    ),
    "birthday": Starter(
        *(_("Birthday this month"), _("To be congratulated."), "cake"),
        lambda audience, subjects: _all(Condition(_birthday(subjects), "this_month")),
    ),
    "nameless": Starter(
        *(_("No name known"), _("No first or no last name."), "user-question"),
        lambda *_: _any(
            Condition("first_name", "blank"), Condition("last_name", "blank")
        ),
    ),
    "imported": Starter(
        *(_("Added by import"), _("Whoever came from a file."), "file-import"),
        _imported,
    ),
    "big-spenders": Starter(
        *(_("Big spenders"), _("Bought for more than 100 in 90 days."), "coins"),
        _purchase("sum", 90, amount={"is": "more", "value": 100}),
    ),
    "loyal": Starter(
        *(_("Loyal customers"), _("Bought three times or more."), "repeat"),
        _purchase("times", None, times={"is": "at_least", "value": 3}),
    ),
    "lapsed": Starter(
        *(_("Lapsed customers"), _("Bought nothing for 60 days."), "clock-pause"),
        _purchase("did_not", 60),
    ),
}
NEEDS = {
    **dict.fromkeys(["active", "inactive"], "event"),
    **dict.fromkeys(["big-spenders", "loyal", "lapsed"], "event"),
    "nameless": "first_name",
}


def offered(subjects: Subjects) -> dict[str, Starter]:
    """Those that can be asked for here."""
    lacking = {key for key, subject in NEEDS.items() if subject not in subjects}
    if _birthday(subjects) == "":
        lacking.add("birthday")
    return {key: one for key, one in STARTERS.items() if key not in lacking}


def _birthday(subjects: Subjects) -> str:
    """The first field that holds birthdays."""
    for subject in subjects.values():
        if subject.operator("this_month") is not None:
            return subject.key
    return ""
