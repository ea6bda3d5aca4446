"""What was imported into an audience before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from audiences.models import Audience
from contacts.filters import EVERYONE
from contacts.imports import keeping, running
from contacts.models import Import, Source

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Entry:
    """An import, what came of it, and where the people are who came by it."""

    run: Import
    report: dict[str, int]
    people_url: str

    @property
    def has_refusals(self) -> bool:
        """Whether rows were refused, and are still kept."""
        return bool(self.report.get("refused")) and not keeping.is_long_over(self.run)


@dataclass(frozen=True, slots=True)
class Page:
    """Imports, the latest first, and where those before them are."""

    entries: list[Entry]
    next_url: str


def page_of(audience: Audience, before: int | None = None) -> Page:
    runs = audience.imports.filter(dry_run=False)
    runs = runs.select_related("job", "check_job", "owner")
    if before is not None:
        runs = runs.filter(pk__lt=before)
    listed = list(runs.order_by("-pk")[: PAGE_SIZE + 1])
    shown = listed[:PAGE_SIZE]
    people = people_urls(audience, [run.pk for run in shown])
    entries = [
        Entry(run, running.report(run.job) if run.job else {}, people.get(run.pk, ""))
        for run in shown
    ]
    more = len(listed) > PAGE_SIZE
    return Page(entries, f"?before={shown[-1].pk}" if more else "")


def people_urls(audience: Audience, import_ids: Sequence[int]) -> dict[int, str]:
    """Where the people are who came by each import, by its id."""
    kind = Source.Kind.IMPORT
    sources = audience.sources.filter(kind=kind, object_id__in=import_ids)
    url = reverse("contacts:contact_list", args=[audience.pk])
    return {
        object_id: f"{url}?source={pk}&status={EVERYONE}"
        for pk, object_id in sources.values_list("pk", "object_id")
    }
