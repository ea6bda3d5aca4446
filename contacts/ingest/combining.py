"""Single reports that come at once are written together: one statement, one commit.

Whoever finds nobody writing writes all that waits, its own report among it; whoever
comes meanwhile waits, and is in the next statement. Nobody waits for a clock.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import connection

from contacts.ingest import writing

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.ingest.reports import Report


class NotWritten(RuntimeError):
    """Whoever was to write it ended on the way."""


@dataclass(slots=True, eq=False)
class _Slot:
    report: Report
    woken: threading.Event = field(default_factory=threading.Event)
    is_done: bool = False
    fault: str = ""
    error: Exception | None = field(default_factory=NotWritten)


@dataclass(slots=True)
class _Line:
    """What waits in an audience, and whether somebody writes."""

    waiting: list[_Slot] = field(default_factory=list)
    is_busy: bool = False
    guard: threading.Lock = field(default_factory=threading.Lock)

    def join(self, slot: _Slot) -> bool:
        """Stand in the line; whether to write, since nobody does."""
        with self.guard:
            self.waiting.append(slot)
            leads, self.is_busy = not self.is_busy, True
        return leads

    def take(self) -> list[_Slot]:
        with self.guard:
            taken = self.waiting[: writing.MOST]
            del self.waiting[: len(taken)]
        return taken

    def leave(self) -> None:
        """Let the first of those who wait write next."""
        with self.guard:
            if self.waiting:
                self.waiting[0].woken.set()
            else:
                self.is_busy = False


_lines: dict[int, _Line] = {}


def write_one(audience: Audience, report: Report) -> str:
    """Write the report, committed when this returns; what is wrong with it, or "".

    In a transaction of the caller nothing is written with the reports of others.
    """
    if connection.in_atomic_block:
        return writing.write(audience, [report])[0]
    line = _lines.setdefault(audience.pk, _Line())
    slot = _Slot(report)
    if not line.join(slot):
        slot.woken.wait()
    if not slot.is_done:
        try:
            _write(audience, line.take())  # the own one is the first of them
        finally:
            line.leave()
    if slot.error:
        raise slot.error
    return slot.fault


def _write(audience: Audience, slots: list[_Slot]) -> None:
    try:
        faults = writing.write(audience, [slot.report for slot in slots])
    except Exception as error:
        # What was lost with the connection may stand: it is not written once more.
        if len(slots) > 1 and connection.is_usable():
            for slot in slots:
                _write(audience, [slot])
        else:
            for slot in slots:
                slot.error = error
    else:
        for slot, fault in zip(slots, faults, strict=True):
            slot.fault, slot.error = fault, None
    finally:
        for slot in slots:
            slot.is_done = True
            slot.woken.set()
