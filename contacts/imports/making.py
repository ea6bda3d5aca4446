"""The tags and groups that an import would make, as its check has met them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from contacts.models import Import

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Made:
    """Names of one sort, the first of them, and how many there are beside."""

    label: str
    names: list[str]
    more: int


def made_by(run: Import) -> list[Made]:
    """What is made when the import that was checked starts."""
    if run.check_job is None:
        return []
    met = run.check_job.cursor.get("stage", {})
    return [*_tags(run, met.get("new_tags", [])), *_groups(run, met)]


def _tags(run: Import, met: list[str]) -> Iterator[Made]:
    there = run.audience.tags.ids_by_name(run.audience, run.new_tags)
    for_all = [name for name in run.new_tags if name not in there]
    if names := _once([*for_all, *met]):
        yield _made(_("Tags"), names)


def _groups(run: Import, met: dict[str, Any]) -> Iterator[Made]:
    by_category: dict[int, list[str]] = {}
    for category, name in met.get("new_groups", []):
        by_category.setdefault(category, []).append(name)
    categories = run.audience.group_categories.filter(pk__in=by_category)
    titles = dict(categories.values_list("pk", "title"))
    for category in sorted(by_category, key=lambda pk: (pk < 0, abs(pk))):
        title = titles.get(category) or run.mapping[-1 - category]["label"]
        yield _made(_("Groups of “%s”") % title, by_category[category])


def _made(label: str, names: list[str]) -> Made:
    return Made(label, names[:SHOWN], max(len(names) - SHOWN, 0))


def _once(names: Iterable[str]) -> list[str]:
    """Of several spellings of one name, the first."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(name.casefold(), name)
    return list(first.values())
