"""What happened to people, and what they did elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conditions.compound import Case, Switch
from conditions.controls import DAYS, NOTHING, Choice, Day, Number, Parts, Words
from conditions.matching import Members
from conditions.subjects import Operator, Subject, provides
from contacts.conditions import days, properties
from contacts.conditions.happened import MEASURES, Happened
from contacts.conditions.ways import ACTIVITY, quoted
from contacts.happenings import tellings
from events.models import CustomEvent, EventName, EventTotal
from events.names import FIRST_CUSTOM_ID

if TYPE_CHECKING:
    from audiences.models import Audience
    from conditions.moments import At

ANY = "*"  # of their own names

WHEN = Switch(
    {
        "ever": Case(gettext_lazy("at any time"), NOTHING),
        "last": Case(gettext_lazy("in the last … days"), DAYS),
        "since": Case(gettext_lazy("since"), Day()),
        "between": Case(gettext_lazy("between"), days.BETWEEN),
    }
)
TIMES = Switch(
    {
        "at_least": Case(gettext_lazy("at least"), Number(True, 1, 1_000_000)),
        "at_most": Case(gettext_lazy("at most"), Number(True, 0, 1_000_000)),
        "exactly": Case(gettext_lazy("exactly"), Number(True, 0, 1_000_000)),
    }
)
AMOUNT = Switch(
    {
        "more": Case(gettext_lazy("is more than"), Number()),
        "at_least": Case(gettext_lazy("is at least"), Number()),
        "less": Case(gettext_lazy("is less than"), Number()),
        "at_most": Case(gettext_lazy("is at most"), Number()),
        "exactly": Case(gettext_lazy("is exactly"), Number()),
    }
)


@provides
def of_events(audience: Audience) -> Iterable[Subject]:
    yield Events(audience)


class Events(Subject):
    key, label, section = "event", gettext_lazy("Event"), ACTIVITY

    def __init__(self, audience: Audience) -> None:
        self.audience = audience

    @cached_property
    def _known(self) -> list[tuple[str, int, bool]]:
        """Name, id and whether it is hidden: own ones, and custom ones there were."""
        own = Q(pk__in=[pk for pk, telling in tellings.items() if telling.label])
        totals = EventTotal.objects.filter(
            audience=self.audience.pk, name_id=OuterRef("pk")
        )
        reported = CustomEvent.objects.filter(
            audience=self.audience.pk, name_id=OuterRef("pk")
        )
        custom = Q(Exists(totals) | Exists(reported), pk__gte=FIRST_CUSTOM_ID)
        hidden = Exists(reported.hidden())
        names = EventName.objects.filter(own | custom).order_by("-pk", "name")
        return list(names.values_list("name", "pk", hidden))

    @cached_property
    def ids(self) -> dict[str, int]:
        """The events that can be asked for."""
        return {name: pk for name, pk, _hidden in self._known}

    @cached_property
    def hidden(self) -> frozenset[str]:
        """Those that are asked for where they were chosen before, and not offered."""
        return frozenset(name for name, _pk, hidden in self._known if hidden)

    @cached_property
    def names(self) -> Mapping[str, Any]:
        custom = sorted(name for name, pk in self.ids.items() if pk >= FIRST_CUSTOM_ID)
        own = [name for name, pk in self.ids.items() if pk < FIRST_CUSTOM_ID]
        named = {name: tellings[self.ids[name]].label for name in reversed(own)}
        return {name: name for name in custom} | {ANY: _("any own event")} | named

    @property
    def operators(self) -> Sequence[Operator]:
        gone = gettext_lazy("There is no such event.")
        name = Choice(lambda: self.names, gone, lambda: self.hidden)
        narrowed = {"when": WHEN, "where": properties.WHERE}
        happened = Parts({"name": name, **narrowed})
        times = Parts({"name": name, "times": TIMES, **narrowed})
        amount = Parts({"name": name, "of": Words(), "amount": AMOUNT, **narrowed})
        return (
            Operator("did", gettext_lazy("happened"), happened),
            Operator("did_not", gettext_lazy("did not happen"), happened, "did"),
            Operator("times", gettext_lazy("happened … times"), times),
            Operator("sum", gettext_lazy("sum of a property"), amount),
            Operator("average", gettext_lazy("average of a property"), amount),
            Operator("smallest", gettext_lazy("smallest of a property"), amount),
            Operator("largest", gettext_lazy("largest of a property"), amount),
        )

    def happened(self, value: dict[str, Any], at: At) -> Happened:
        name_id = None if value["name"] == ANY else self.ids[value["name"]]
        return Happened(self.audience, name_id, value["when"], value["where"], at)

    def matching(self, op: str, value: dict[str, Any], at: At) -> Members:
        happened = self.happened(value, at)
        if op == "did":
            return happened.at_least(1)
        if op == "times":
            return _often(happened, value["times"])
        how, n = value["amount"]["is"], value["amount"]["value"]
        return happened.measured(op, value["of"], how, n)

    def clause(self, op: str, value: dict[str, Any]) -> str:
        said = {
            "event": quoted(self.names[value["name"]]),
            "narrowed": _narrowed(value),
        }
        match op:
            case "did":
                return _("to whom %(event)s happened%(narrowed)s") % said
            case "did_not":
                return _("to whom %(event)s did not happen%(narrowed)s") % said
            case "times":
                said["times"] = _times(value["times"])
                text = _("to whom %(event)s happened %(times)s%(narrowed)s")
                return text % said
        said["of"] = quoted(value["of"])
        how = value["amount"]
        said["amount"] = f"{AMOUNT.cases[how['is']].label} {how['value']}"
        return str(_MEASURED[op]) % said

    def datum(self, contact: Any, op: str, value: dict[str, Any], at: At) -> str:
        happened = self.happened(value, at)
        n, latest = happened.of_contact(contact.pk)
        time = _span(value["when"], at)
        if not n:
            return _("It did not happen%(time)s.") % {"time": time}
        often = ngettext("%(n)s time", "%(n)s times", n) % {"n": n}
        said = {
            "often": f"{often}{time}",
            "moments": ", ".join(_moment(at, moment) for moment in latest),
        }
        text = _("%(often)s, the latest: %(moments)s") % said
        if op not in MEASURES:
            return text
        figure = happened.measure_of(op, value["of"], contact.pk)
        return f"{_figure(op, figure)} {text}"

    def turns_with(self, op: str, value: dict[str, Any]) -> bool:
        return str(value["when"]["is"]) == "last"

    def listens(self, op: str, value: dict[str, Any]) -> frozenset[int]:
        if value["name"] != ANY:
            return frozenset({self.ids[value["name"]]})
        return frozenset(pk for pk in self.ids.values() if pk >= FIRST_CUSTOM_ID)


def _often(happened: Happened, times: dict[str, Any]) -> Members:
    n = times["value"]
    match times["is"]:
        case "at_least":
            return happened.at_least(n)
        case "at_most":
            return Members(happened.at_least(n + 1).rows, complement=True)
    return happened.exactly(n)


_MEASURED = {
    "sum": gettext_lazy(
        "for whom the sum of %(of)s over %(event)s %(amount)s%(narrowed)s"
    ),
    "average": gettext_lazy(
        "for whom the average of %(of)s over %(event)s %(amount)s%(narrowed)s"
    ),
    "smallest": gettext_lazy(
        "for whom the smallest %(of)s of %(event)s %(amount)s%(narrowed)s"
    ),
    "largest": gettext_lazy(
        "for whom the largest %(of)s of %(event)s %(amount)s%(narrowed)s"
    ),
}

_FIGURES = {
    "sum": gettext_lazy("The sum is %(figure)s."),
    "average": gettext_lazy("The average is %(figure)s."),
    "smallest": gettext_lazy("The smallest is %(figure)s."),
    "largest": gettext_lazy("The largest is %(figure)s."),
}


def _times(times: dict[str, Any]) -> str:
    n = times["value"]
    match times["is"]:
        case "at_least":
            text = ngettext("at least %(n)s time", "at least %(n)s times", n)
        case "at_most":
            text = ngettext("at most %(n)s time", "at most %(n)s times", n)
        case _:
            text = ngettext("exactly %(n)s time", "exactly %(n)s times", n)
    return text % {"n": n}


def _narrowed(value: dict[str, Any]) -> str:
    """When and where, each after a space; nothing for at any time."""
    parts = [_time(value["when"])]
    if value["where"]:
        tests = properties.words(value["where"])
        parts.append(_("(where %(tests)s)") % {"tests": tests})
    return "".join(f" {part}" for part in parts if part)


def _time(when: dict[str, Any]) -> str:
    value: Any = when.get("value")
    match when["is"]:
        case "last":
            return days.in_words("last", value)
        case "since":
            return _("since %s") % days.written(value)
        case "between":
            return days.in_words("between", value)
    return ""


def _span(when: dict[str, Any], at: At) -> str:
    """The same by the calendar, after a space: since which day."""
    if when["is"] == "last":
        first = at.first_of_last(when["value"]).isoformat()
        when = {"is": "since", "value": first}
    text = _time(when)
    return f" {text}" if text else ""


def _figure(measure: str, figure: Decimal | None) -> str:
    if figure is None:
        return _("No number is known of it.")
    said = number_format(round(figure, 4).normalize(), force_grouping=True)
    return str(_FIGURES[measure]) % {"figure": said}


def _moment(at: At, moment: Any) -> str:
    return date_format(timezone.localtime(moment, at.zone), "j M Y, H:i")
