"""How the control of a value is shown: by which template, with what in its inputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from conditions.compound import Several, Switch
from conditions.controls import Choice, Control, Number, Parts
from segments import values

if TYPE_CHECKING:
    from accounts.navigation import Text
    from conditions.subjects import Subject

FILTERED_FROM = 12  # so many choices come with a box to find one in

# What the parts of a value are called, for whoever does not see where they stand.
NAMES: dict[str, Text] = {
    "first": gettext_lazy("First day"),
    "last": gettext_lazy("Last day"),
    "day": gettext_lazy("Day"),
    "month": gettext_lazy("Month"),
    "name": gettext_lazy("Event"),
    "times": gettext_lazy("How often"),
    "when": gettext_lazy("When"),
    "where": gettext_lazy("Where"),
    "property": gettext_lazy("Property"),
    "test": gettext_lazy("Test"),
    "of": gettext_lazy("Of the property"),
    "amount": gettext_lazy("Amount"),
}
PLACEHOLDERS: dict[str, Text] = {
    "property": pgettext_lazy("of an event", "property"),
    "of": pgettext_lazy("of an event", "property, such as price"),
}


class Option(NamedTuple):
    key: Any
    label: Text
    chosen: bool


class Fault(NamedTuple):
    """What is wrong, and with which part: `where-0-test`; empty for all of it."""

    input: str
    sentence: str
    blank: bool

    def inside(self, part: str) -> Fault | None:
        """The same, as a part of its whole sees it; None when it is another's."""
        first, rest = self.input[: len(part)], self.input[len(part) :]
        if first != part or (rest and not rest.startswith("-")):
            return None
        return Fault(rest[1:], self.sentence, self.blank)


@dataclass(frozen=True, slots=True)
class Input:
    """Inputs of a name; `token` tells those of other fields apart, for the browser."""

    control: Control
    name: str
    value: Any
    token: str
    label: Text
    fault: Fault | None = None
    key: str = ""
    caption: Text = ""  # its label, where it has to be seen
    is_held: bool = False  # whether the page has its choices, and keeps them

    @property
    def id(self) -> str:
        return f"{self.name}.{self.token}"

    @property
    def template(self) -> str:
        """The template of its kind; of kinds that are not known, a line of text."""
        path = f"segments/controls/{self.control.kind}.html"
        try:
            get_template(path)
        except TemplateDoesNotExist:
            return "segments/controls/words.html"
        return path

    @property
    def text(self) -> str:
        return "" if self.value is None else str(self.value)

    @property
    def problem(self) -> str:
        """What is wrong with just this input."""
        return self.fault.sentence if self.fault and not self.fault.input else ""

    @property
    def placeholder(self) -> Text:
        return PLACEHOLDERS.get(self.key, "")

    @property
    def unit(self) -> Text:
        return self.control.unit if isinstance(self.control, Number) else ""

    @property
    def is_typed(self) -> bool:
        return isinstance(self.control, Choice) and values.is_typed(self.control)

    @property
    def list_id(self) -> str:
        return f"list-{self.token}"

    @property
    def typed(self) -> str:
        """The name of the choice, or what was typed instead."""
        control = cast(Choice, self.control)
        return str(control.choices.get(self.value, self.text))

    @property
    def options(self) -> list[Option]:
        """The choices, with those that are chosen and are no longer there."""
        control = cast(Choice, self.control)  # or Choices, which have the same
        chosen = self.value if isinstance(self.value, list) else [self.value]
        there = control.offered(chosen)
        lost = [key for key in chosen if key is not None and key not in there]
        gone = [Option(key, _("No longer there"), True) for key in lost]
        options = [Option(k, label, k in chosen) for k, label in there.items()]
        return gone + options

    @property
    def is_filtered(self) -> bool:
        return len(cast(Choice, self.control).choices) > FILTERED_FROM

    @property
    def summary(self) -> str:
        """What is chosen, in few words."""
        chosen = self.value if isinstance(self.value, list) else []
        if not chosen:
            return _("Choose…")
        there, gone = cast(Choice, self.control).choices, _("No longer there")
        shown = ", ".join(str(there.get(key, gone)) for key in chosen[:2])
        more = len(chosen) - 2
        return shown if more < 1 else f"{shown} +{more}"

    @property
    def joint(self) -> Text:
        return self.control.joint if isinstance(self.control, Parts) else ""

    @property
    def parts(self) -> list[Input]:
        said = self.value if isinstance(self.value, dict) else {}
        items = cast(Parts, self.control).parts.items()
        return [self._inside(key, part, said.get(key)) for key, part in items]

    @property
    def cases(self) -> list[Option]:
        control = cast(Switch, self.control)
        chosen = control.case(self.value)
        items = control.cases.items()
        return [Option(key, case.label, key == chosen) for key, case in items]

    @property
    def chosen(self) -> Input:
        """The control of the case that is chosen."""
        control = cast(Switch, self.control)
        case = control.case(self.value)
        value = self.value.get("value") if isinstance(self.value, dict) else None
        return self._inside(case, control.cases[case].control, value)

    @property
    def rows(self) -> list[Input]:
        """Those that are filled in, and one to fill in next."""
        given = self.value if isinstance(self.value, list) else []
        control = cast(Several, self.control)
        rows = [*given, None][: control.most]
        return [self._inside(str(n), control.of, row) for n, row in enumerate(rows)]

    def _inside(self, key: str, control: Control, value: Any) -> Input:
        fault = self.fault.inside(key) if self.fault else None
        labels = self.control.labels if isinstance(self.control, Parts) else {}
        caption = labels.get(key, "")
        label = caption or NAMES.get(key, self.label)
        name = f"{self.name}-{key}"
        return Input(control, name, value, self.token, label, fault, key, caption)


def typed_lists(inputs: Iterable[Input]) -> list[Input]:
    """One input for each list of names to type from."""
    found: dict[str, Input] = {}
    for item in inputs:
        for part in _parts(item):
            if part.is_typed:
                found.setdefault(part.list_id, part)
    return list(found.values())


def _parts(item: Input) -> Iterator[Input]:
    yield item
    if isinstance(item.control, Parts):
        for part in item.parts:
            yield from _parts(part)


def list_of(subject: Subject) -> list[Text]:
    """The names from which a value of this subject is typed."""
    for operator in subject.operators:
        for part in _parts(Input(operator.control, "v", None, subject.key, "")):
            if isinstance(part.control, Choice) and part.is_typed:
                return list(part.control.offered().values())
    return []
