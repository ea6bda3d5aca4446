"""Who uses a field, a tag, a group: asked before it is deleted or changes its type, and
told when it did.

An app that stores the id or the merge tag of something says so in a module `usage`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.utils.translation import gettext as _

from contacts.models import Field, Tag

if TYPE_CHECKING:
    from audiences.models import Audience
    from audiences.tenancy import AudienceModel


@dataclass(frozen=True, slots=True)
class Use:
    """One place where something is used, in words, and where that is seen."""

    label: str
    url: str = ""


# Of things of one kind in an audience: the id of each that is used, with the use.
type Finder = Callable[[Audience, Sequence[Any]], Iterable[tuple[int, Use]]]

MOST = 50  # of one kind
COUNTED = 10_000  # no index finds who has a value: of more, nobody waits for a number

# What an app does about things of one kind, in the transaction in which they went, came
# back, or lost some of what they could be.
type Heeding = Callable[[Audience, Sequence[Any]], None]

_heeding: dict[type[AudienceModel], list[Heeding]] = {}
_finders: dict[type[AudienceModel], list[Finder]] = {}


def finds(*models: type[Any]) -> Callable[[Finder], Finder]:
    """Register what yields the uses of rows of these models in the tables of an app."""

    def register(find: Finder) -> Finder:
        for model in models:
            _finders.setdefault(model, []).append(find)
        return find

    return register


def uses_of(audience: Audience, thing: AudienceModel) -> list[Use]:
    return uses_of_each(audience, [thing])[thing.pk]


def uses_of_each(
    audience: Audience, things: Sequence[AudienceModel]
) -> dict[int, list[Use]]:
    """The uses of things of one kind, by their ids."""
    uses: dict[int, list[Use]] = {thing.pk: [] for thing in things}
    for find in _finders.get(type(things[0]), ()) if things else ():
        for pk, use in find(audience, things):
            uses[pk].append(use)
    return uses


def heeds(*models: type[Any]) -> Callable[[Heeding], Heeding]:
    """Register what follows when rows of these models went, came back or changed."""

    def register(heed: Heeding) -> Heeding:
        for model in models:
            _heeding.setdefault(model, []).append(heed)
        return heed

    return register


def tell(audience: Audience, *things: AudienceModel) -> None:
    """Tell the apps of things of one kind that went, came back or changed just now."""
    for heed in _heeding.get(type(things[0]), ()) if things else ():
        heed(audience, things)


@dataclass(frozen=True, slots=True)
class Values:
    """How many have a value in a field, the archived among them."""

    n: int | None  # None for more than `COUNTED`
    archived: int

    @classmethod
    def of(cls, field: Field) -> Self:
        counts = field.audience.contacts.with_value(field).count_up_to(COUNTED)
        return cls(*(counts or (None, 0)))

    @property
    def most(self) -> int:
        return COUNTED


@finds(Field, Tag)
def webhooks(audience: Audience, things: Sequence[Any]) -> Iterable[tuple[int, Use]]:
    """Webhooks that fill the fields, or give the tags."""
    kept = "fields" if isinstance(things[0], Field) else "tag_ids"
    for hook in audience.hooks.present().in_order():
        said = hook.mapping.get(kept, ())
        named = {pair[0] for pair in said} if kept == "fields" else set(said)
        use = Use(_("The webhook %s") % hook, hook.get_absolute_url())
        for thing in things:
            if thing.pk in named:
                yield thing.pk, use


@finds(Field)
def open_imports(
    audience: Audience, fields: Sequence[Field]
) -> Iterable[tuple[int, Use]]:
    """Imports that are yet to fill the fields, or are at it."""
    for field in fields:
        imports = audience.imports.filter(mapping__contains=[{"field": field.pk}])
        for run in imports.select_related("job").order_by("-pk")[:MOST]:
            if run.job is None or run.job.is_open:
                text = _("Import of %s") % run.filename
                yield field.pk, Use(text, run.get_absolute_url())
