"""What the pages of webhooks show, each made in a few statements."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.hooks import meaning, words
from contacts.hooks.mapping import Mapping
from contacts.hooks.meaning import Choice, Line
from contacts.hooks.previewing import preview
from contacts.hooks.tree import rows_of
from contacts.reported.calls import Call

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.hooks.previewing import Preview
    from contacts.hooks.tree import Row
    from contacts.models import Field, Hook, HookCall

EXAMPLE = {
    "event": "order_paid",
    "email": "anna@example.com",
    "total": 298,
    "coffee": "Kiambu AA",
}
CURL = """\
curl -X POST "{url}" \\
  -H "Content-Type: application/json" \\
  -d '{body}'"""
KINDS = {"taken": "ok", "again": "info", "waiting": "warn", "refused": "bad"}


@dataclass(frozen=True, slots=True)
class State:
    """How a webhook is, in a word, and as what kind of badge."""

    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Told:
    """A call in the list of them."""

    call: HookCall
    kind: str
    outcome: str
    notes: Sequence[str]


def state_of(hook: Hook) -> State:
    if hook.paused_at:
        return State("info", _("Paused"))
    if hook.called_at is None:
        return State("info", _("Waits for its first call"))
    if not Mapping.of(hook.mapping).is_ready:
        return State("warn", _("Needs a mapping"))
    return State("ok", _("Takes calls in"))


def tell(calls: Iterable[HookCall]) -> list[Told]:
    return [
        Told(call, KINDS[call.state], words.outcome(call), words.notes(call.said))
        for call in calls
    ]


def taken(came: Map[str, int]) -> tuple[str, str]:
    """What came of several calls, in a sentence, and how bad that is."""
    done = came.get("taken", 0) + came.get("again", 0)
    refused = came.get("refused", 0)
    parts = [
        ngettext("%(n)s call was taken in.", "%(n)s calls were taken in.", done)
        % {"n": done},
    ]
    if refused:
        parts.append(
            ngettext("%(n)s was refused.", "%(n)s were refused.", refused)
            % {"n": refused}
        )
    return " ".join(parts), "warning" if refused else "success"


def trial(url: str) -> Call:
    """A line that calls the webhook, to be tried in a terminal."""
    return Call("curl", "curl", CURL.format(url=url, body=json.dumps(EXAMPLE)))


class Meant:
    """A mapping as the pages show it."""

    def __init__(self, audience: Audience, mapping: Mapping) -> None:
        self.audience = audience
        self.mapping = mapping

    @cached_property
    def fields(self) -> dict[int, Field]:
        return meaning.fields_of(self.audience)

    @cached_property
    def lines(self) -> list[Line]:
        return meaning.lines_of(self.mapping, self.fields)

    @cached_property
    def tags(self) -> str:
        return ", ".join(meaning.tag_names(self.audience, self.mapping))

    @property
    def missing(self) -> list[str]:
        return meaning.missing(self.mapping)


class Shown(Meant):
    """A call with its values, and what the mapping makes of it."""

    def __init__(self, hook: Hook, call: HookCall, opened: str = "") -> None:
        super().__init__(hook.audience, Mapping.of(hook.mapping))
        self.hook, self.call, self.opened = hook, call, opened

    @cached_property
    def document(self) -> Any:
        return json.loads(self.call.body) if self.call.body else {}

    @cached_property
    def rows(self) -> list[Row]:
        return rows_of(self.document, self.lines, self.opened)

    @property
    def choices(self) -> list[Choice]:
        return meaning.choices()

    @cached_property
    def preview(self) -> Preview | None:
        return preview(self.hook, self.call) if self.call.body else None

    @property
    def told(self) -> Told:
        return tell([self.call])[0]
