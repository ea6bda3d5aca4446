"""What was imported into an audience before."""

from __future__ import annotations

from dataclasses import dataclass

from audiences.models import Audience
from contacts.imports import running
from contacts.models import Import

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Entry:
    run: Import
    report: dict[str, int]


@dataclass(frozen=True, slots=True)
class Page:
    """Imports, the latest first, and where those before them are."""

    entries: list[Entry]
    next_url: str


def page_of(audience: Audience, before: int | None = None) -> Page:
    runs = audience.imports.filter(dry_run=False).select_related("job", "owner")
    if before is not None:
        runs = runs.filter(pk__lt=before)
    listed = list(runs.order_by("-pk")[: PAGE_SIZE + 1])
    shown = listed[:PAGE_SIZE]
    entries = [Entry(run, running.report(run.job) if run.job else {}) for run in shown]
    more = len(listed) > PAGE_SIZE
    return Page(entries, f"?before={shown[-1].pk}" if more else "")
