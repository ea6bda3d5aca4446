"""Calls are taken in: people first, then events, of however many calls at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from contacts.causes import Cause
from contacts.hooks import receipts
from contacts.hooks.reading import Reader, Reading, Refused
from contacts.ingest import writing
from contacts.ingest.reports import Reader as Reports
from contacts.ingest.reports import Refused as Unfit
from contacts.ingest.reports import Report
from contacts.models import HookCall, Source
from contacts.receiving import Received, Told, receive
from contacts.receiving import Refused as NotReceived
from events import dictionary

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.models import Hook

State = HookCall.State


@dataclass(slots=True, eq=False)
class _Item:
    call: HookCall
    reading: Reading
    key: UUID | None
    report: Report | None  # of nobody yet
    is_new: bool = False
    is_refused: bool = False

    def refuse(self, code: str, about: str = "") -> None:
        self.is_refused = True
        _refuse(self.call, [code, about])


@transaction.atomic
def take(hook: Hook, calls: Sequence[HookCall]) -> None:
    """Take in calls, oldest first, whose `body` is JSON; say in each what came of it.

    The calls themselves are saved by the caller, in the same transaction. Nothing
    comes of one that is refused, and its sender may send it again.
    """
    audience = hook.audience
    fresh = _fresh(audience, _read(hook, calls))
    names = _names(hook, fresh)
    ids = _people(hook, _left(fresh))
    _write(audience, _left(fresh), names, ids)
    spent = [item.key for item in fresh if item.is_refused and item.key]
    receipts.release(audience.pk, spent)
    for item in _left(fresh):
        _note(item, ids)


def _left(items: list[_Item]) -> list[_Item]:
    return [item for item in items if not item.is_refused]


def _read(hook: Hook, calls: Sequence[HookCall]) -> list[_Item]:
    reader, items = Reader.of(hook), []
    for call in calls:
        call.contact_id = None
        try:
            reading = reader.read(json.loads(call.body), call.received_at)
            report = _report(hook, reading, reader.reports)
        except Refused as refused:
            _refuse(call, refused.why)
        except Unfit as unfit:
            _refuse(call, ["unfit", unfit.faults[0][0]])
        else:
            key = receipts.key_of(call, reading)
            items.append(_Item(call, reading, key, report))
    return items


def _report(hook: Hook, reading: Reading, reports: Reports) -> Report | None:
    if not reading.name:
        return None
    data = {
        "name": reading.name,
        "properties": reading.properties,
        "occurred_at": reading.at.isoformat() if reading.at else None,
        "is_syncing": hook.is_syncing,
    }
    return reports.read(0, data)


def _fresh(audience: Audience, items: list[_Item]) -> list[_Item]:
    """Those that did not come before, neither earlier nor among these."""
    keys = {item.key for item in items if item.key}
    left = receipts.claim(audience.pk, keys, timezone.now())
    fresh = []
    for item in items:
        if item.key is None or item.key in left:
            left -= {item.key} if item.key else set()
            fresh.append(item)
        else:
            item.call.state, item.call.said = State.AGAIN, {}
    return fresh


def _names(hook: Hook, items: list[_Item]) -> dict[str, int]:
    """The ids of the names of the events, made before anybody is locked.

    Who would not be taken in anyway makes none, and where there is no room for another
    name nothing comes of the call.
    """
    emails = {item.reading.email for item in items}
    if not hook.adds_people:
        here = hook.audience.contacts.filter(email__in=emails)
        emails = set(here.values_list("email", flat=True))
    for item in items:
        if item.reading.email not in emails:
            item.refuse("unknown")
    wanted = {item.reading.name for item in _left(items)} - {""}
    names = dictionary.ensure(hook.audience_id, wanted) if wanted else {}
    for item in _left(items):
        if item.reading.name and item.reading.name not in names:
            item.refuse("names", str(dictionary.MOST))
    return names


def _people(hook: Hook, items: list[_Item]) -> dict[str, int]:
    """The ids of those whom the calls are about, brought up to date or added."""
    emails = {item.reading.email for item in items}
    rows = hook.audience.contacts.filter(email__in=emails).order_by("pk")
    if not hook.adds_people:
        # Held, so that nobody goes meanwhile and is added by what follows.
        rows = rows.select_for_update(no_key=True, of=("self",))
    ids = dict(rows.values_list("email", "pk"))
    told: dict[str, Told] = {}
    tells = False
    for item in items:
        reading = item.reading
        is_unknown = reading.email not in ids
        item.is_new = is_unknown and reading.email not in told
        if is_unknown and not hook.adds_people:
            item.refuse("unknown")
        else:
            told[reading.email] = _told(reading, told.get(reading.email), is_unknown)
            tells |= is_unknown or reading.tells_of_person
    # All or none, so that nobody is locked who comes behind what counts them.
    received = _receive(hook, list(told.values())) if tells else {}
    for item in _left(items):
        one = received.get(item.reading.email)
        if one is not None and one.refused:
            item.refuse(*_why(hook, one))
    return ids | {email: one.pk for email, one in received.items() if one.pk}


def _told(reading: Reading, earlier: Told | None, is_new: bool) -> Told:
    """What a call says of its person, after what an earlier one said."""
    told = earlier or Told(
        reading.email,
        if_new="nonsubscribed",
        columns={"email_display": reading.written} if is_new else {},
    )
    return replace(
        told.with_columns(**reading.columns),
        fields={**told.fields, **reading.fields},
        tags=[*(told.tags or ()), *reading.tags] or None,
    )


def _receive(hook: Hook, told: list[Told]) -> dict[str, Received]:
    cause = Cause(hook.audience, "webhook", source=_source(hook))
    received = receive(hook.audience, told, cause)
    return {one.email: done for one, done in zip(told, received, strict=True)}


def _source(hook: Hook) -> Source:
    source, _created = hook.audience.sources.get_or_create(
        kind=Source.Kind.WEBHOOK, object_id=hook.pk, defaults={"label": hook.name}
    )
    return source


def _why(hook: Hook, one: Received) -> tuple[str, str]:
    is_full = one.refused is NotReceived.PLAN
    return str(one.refused), hook.audience.account.plan.name if is_full else ""


def _write(
    audience: Audience,
    items: list[_Item],
    names: Mapping[str, int],
    ids: Mapping[str, int],
) -> None:
    """Write the events, all in one statement.

    What is amiss with one can be no more than that its person is gone by now, who was
    told nothing either: whoever was is locked.
    """
    told = [
        (item, replace(item.report, contact_id=ids[item.reading.email]))
        for item in items
        if item.report
    ]
    faults = writing.write_named(audience, [report for _item, report in told], names)
    for (item, _report_of), fault in zip(told, faults, strict=True):
        if fault:
            item.refuse("gone")


def _note(item: _Item, ids: Mapping[str, int]) -> None:
    call, reading = item.call, item.reading
    call.state, call.contact_id = State.TAKEN, ids.get(reading.email)
    said: dict[str, Any] = {
        "event": reading.name,
        "is_new": item.is_new,
        "fields": [each.label for each, _value in reading.sets],
        "tags": reading.tags,
        "notes": reading.notes,
    }
    call.said = {name: value for name, value in said.items() if value}


def _refuse(call: HookCall, why: list[Any]) -> None:
    call.state, call.said = State.REFUSED, {"why": why}
