"""Segments to begin with: opened in the builder, filled in, and kept by nobody yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from conditions.tree import Condition, Group, Match
from contacts.conditions.events import ANY, Events
from contacts.models import Source

if TYPE_CHECKING:
    from accounts.navigation import Text
    from audiences.models import Audience
    from conditions.subjects import Subject

type Subjects = Mapping[str, Subject]

# What shops call it when somebody buys, and what they call the price.
PURCHASES = ("purchase", "order_placed", "placed_order", "order", "bought")
PRICE = "price"


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
        value = {"name": purchase_of(subjects["event"]), **said, "when": when}
        return _all(Condition("event", op, value))

    return make


def purchase_of(subject: Subject) -> str | None:
    """The event that says that somebody bought, if one is called so."""
    if not isinstance(subject, Events):
        return None
    names = [name for name in subject.names if name != ANY]
    small = {name.casefold().replace(" ", "_"): name for name in names}
    return next((small[name] for name in PURCHASES if name in small), None)


STARTERS: dict[str, Starter] = {
    "new": Starter(
        *(_("New"), _("Added in the last 30 days."), "sparkles"),
        lambda *_: _all(Condition("created_at", "last", 30)),
    ),
    "engaged": Starter(
        *(_("Engaged"), _("Four stars or more."), "flame"),
        lambda *_: _all(Condition("rating", "at_least", 4)),
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
        _purchase("sum", 90, of=PRICE, amount={"is": "more", "value": 100}),
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
