"""What a condition says of the contacts it is true for, in one of three shapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import models
from django.db.models import F, Q, QuerySet, Subquery

if TYPE_CHECKING:
    from conditions.binding import BoundGroup


@dataclass(frozen=True, slots=True)
class Members:
    """Those whose ids some rows hold in `contact_id`: rows of the audience alone.

    May be grouped and narrowed by what they count; a contact may be in several. As a
    complement, everybody else is meant: who is in none.
    """

    rows: QuerySet[Any]
    complement: bool = False

    @property
    def ids(self) -> QuerySet[Any, Any]:
        return self.rows.values("contact_id")


@dataclass(frozen=True, slots=True)
class Holding:
    """Those in whose list of ids, a column, any of some ids is, or every one of them.

    Several such questions are put as one, which reads the list once.
    """

    column: str
    ids: Sequence[int]
    every: bool = False

    @property
    def q(self) -> Q:
        lookup = "contains" if self.every else "overlap"
        return Q(**{f"{self.column}__{lookup}": list(self.ids)})

    def joins(self, *, every: bool) -> bool:
        """Whether its ids may stand among those of others of which every one, or any,
        is to be there.
        """
        return len(self.ids) == 1 or self.every == every


# A Q over the contact's own row, or over a list of ids in it, a set of ids, or another
# tree in its place.
type Matching = Q | Holding | Members | BoundGroup


class IsNotTrue(models.Func):
    """False or unknown: the complement of a condition, whoever has no value in it."""

    template = "(%(expressions)s) IS NOT TRUE"
    output_field = models.BooleanField()
    conditional = True

    def __init__(self, condition: Q) -> None:
        wrapped = models.ExpressionWrapper(condition, models.BooleanField())
        super().__init__(wrapped)

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().as_sql(*args, **kwargs)
        except EmptyResultSet:
            raise FullResultSet from None
        except FullResultSet:
            raise EmptyResultSet from None


class NotAmong(Subquery):
    """Whose id is not among some in `contact_id`, as an anti-join.

    The rows stand in a table of their own, so that grouped ones are computed once and
    never for each contact.
    """

    template = (
        "NOT EXISTS (SELECT 1 FROM (%(subquery)s) away"
        " WHERE away.contact_id = %(contact)s)"
    )
    output_field = models.BooleanField()
    conditional = True

    def __init__(self, ids: QuerySet[Any, Any]) -> None:
        super().__init__(ids)
        self.contact: Any = F("pk")

    def get_source_expressions(self) -> list[Any]:
        return [self.query, self.contact]

    def set_source_expressions(self, exprs: Any) -> None:
        self.query, self.contact = exprs

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> Any:  # type: ignore[override]
        contact, params = compiler.compile(self.contact)
        try:
            sql, own = super().as_sql(compiler, connection, contact=contact, **extra)
        except EmptyResultSet:
            raise FullResultSet from None
        return sql, (*own, *params)
