"""The order of an account's audiences: one for everybody, wherever they are listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction
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
    after = [pk for pk in dict.fromkeys(wanted) if pk in seen]
    before = [pk for pk in order if pk in after]
    following = iter(after)
    Audience.objects.put_in_order(
        [next(following) if pk in after else pk for pk in order]
    )
    return Moved(before, after)


def wanted_order(data: QueryDict) -> list[int]:
    """The ids as a form names them: `id` each in its place, or all in `order`.

    Without scripts the button `up` or `down` names the one to be moved.
    """
    pks = _numbers(data.getlist("id") or data.get("order", "").split(","))
    for name, by in (("up", -1), ("down", 1)):
        for pk in _numbers(data.getlist(name)):
            pks = _moved(pks, pk, by)
    return pks


def _moved(pks: list[int], pk: int, by: int) -> list[int]:
    if pk not in pks:
        return pks
    rest = [other for other in pks if other != pk]
    place = max(0, pks.index(pk) + by)
    return [*rest[:place], pk, *rest[place:]]


def _numbers(texts: Sequence[str]) -> list[int]:
    return [int(text) for text in texts if text.isdecimal() and len(text) < 19]
