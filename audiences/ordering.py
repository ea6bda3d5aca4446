"""The order of an account's audiences: one for everybody, wherever they are listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import models, transaction
from django.db.models import Case, Value, When
from django.http import QueryDict

from accounts.models import Account, Membership
from audiences.models import Audience


class Moved(NamedTuple):
    before: list[int]
    after: list[int]


@transaction.atomic
def reorder(membership: Membership, wanted: Sequence[int]) -> Moved:
    """Put these audiences in this order, in the places they hold among the others.

    What the member may not see, and what is not named, stays where it is.
    """
    account = Account.objects.select_for_update(no_key=True).get(
        pk=membership.account_id
    )
    seen = set(Audience.objects.for_membership(membership).values_list("pk", flat=True))
    order = list(account.audiences.present().in_order().values_list("pk", flat=True))
    moved = _among(order, [pk for pk in wanted if pk in seen])
    Audience.objects.put_in_order(_arranged(order, moved.after))
    return moved


@transaction.atomic
def reorder_rows(rows: models.QuerySet[Any], wanted: Sequence[int]) -> Moved:
    """The same for rows of one audience that have a `position`."""
    held = list(rows.order_by("pk").select_for_update().values_list("pk", "position"))
    order = [pk for pk, _position in sorted(held, key=lambda row: (row[1], row[0]))]
    moved = _among(order, wanted)
    if moved.before != moved.after:
        places = {pk: place for place, pk in enumerate(_arranged(order, moved.after))}
        cases = [When(pk=pk, then=Value(place)) for pk, place in places.items()]
        rows.filter(pk__in=places).update(position=Case(*cases))
    return moved


def place(rows: models.QuerySet[Any], pk: int, index: int) -> Moved:
    """Put one of such rows where so many others stand before it."""
    order = list(rows.order_by("position", "pk").values_list("pk", flat=True))
    order.remove(pk)
    return reorder_rows(rows, [*order[:index], pk, *order[index:]])


def next_position(rows: models.QuerySet[Any]) -> int:
    """The place behind the last of these rows."""
    last = rows.aggregate(last=models.Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def _among(order: list[int], wanted: Sequence[int]) -> Moved:
    """What moves: those that are wanted and there, as they stood and as they will."""
    after = [pk for pk in dict.fromkeys(wanted) if pk in order]
    return Moved([pk for pk in order if pk in after], after)


def _arranged(order: list[int], after: list[int]) -> list[int]:
    """All of them, those that move in the places they held together."""
    following = iter(after)
    return [next(following) if pk in after else pk for pk in order]


def wanted_order(data: QueryDict, kind: str = "") -> list[int]:
    """The ids as a form names them: `id` each in its place, or all in `order`.

    Where a form orders rows of two kinds, the names of one begin with its `kind`.
    """
    order = data.get(f"{kind}order", "")
    texts = data.getlist(f"{kind}id") or order.split(",")
    return _numbers(moved(data, texts, kind))


def moved(data: QueryDict, rows: Sequence[str], kind: str = "") -> list[str]:
    """The rows of a form, that which its button `up` or `down` names one place on.

    Those buttons are for who has no scripts: else the rows come as they were moved.
    """
    order = list(rows)
    for name, by in (("up", -1), ("down", 1)):
        for row in data.getlist(f"{kind}{name}"):
            order = _moved(order, row, by)
    return order


def is_moving(data: QueryDict) -> bool:
    """Whether such a button sent the form."""
    return not data.keys().isdisjoint({"up", "down"})


def _moved(rows: list[str], row: str, by: int) -> list[str]:
    if row not in rows:
        return rows
    rest = [other for other in rows if other != row]
    place = max(0, rows.index(row) + by)
    return [*rest[:place], row, *rest[place:]]


def _numbers(texts: Sequence[str]) -> list[int]:
    return [int(text) for text in texts if text.isdecimal() and len(text) < 19]
