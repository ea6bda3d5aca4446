"""Messages that people were sent, opened and clicked, and segments that ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from audiences.models import Audience
from conditions.binding import Bound
from conditions.controls import Choice
from conditions.explaining import explain
from conditions.moments import At
from conditions.subjects import subjects_of
from delivery.models import Delivery, Message
from segments.binding import bound_in, who
from tests.delivery import ledgers

DEEDS = ["sent", "opened", "clicked"]


def tree(deed: str, op: str, value: Any = None) -> dict[str, Any]:
    condition = {"field": deed, "op": op}
    if value is not None:
        condition["value"] = value
    return {"v": 1, "match": "all", "of": [condition]}


def matched(audience: Audience, deed: str, op: str, value: Any = None) -> set[str]:
    bound = bound_in(audience, tree(deed, op, value))
    assert bound.root, bound.problems
    found = audience.contacts.filter(who(audience, bound))
    return set(found.values_list("email", flat=True))


def message(audience: Audience, **fields: Any) -> Message:
    return ledgers.message(audience, **{"html": "<p>Hello</p>", **fields})


def deliver(news: Message, contact: Any, days_ago: dict[str, int]) -> None:
    noon = timezone.now().astimezone(UTC).replace(hour=12)
    state = "sent" if "sent" in days_ago else "failed"
    Delivery.objects.create(
        audience=news.audience,
        message=news,
        contact=contact,
        state=state,
        **{f"{deed}_at": noon - timedelta(days=n) for deed, n in days_ago.items()},
    )
    counted(news, state, 1)


def counted(news: Message, state: str, n: int) -> None:
    """What the ledger adds where it moves deliveries."""
    rows = news.audience.messages.filter(pk=news.pk)
    rows.update(**{state: F(state) + n}, total=F("total") + n)


def datum(audience: Audience, bound: Bound) -> str:
    """What the one condition says of the one contact."""
    pk = audience.contacts.get().pk
    explained = explain(bound, audience.contacts.all(), pk, At.of(audience))
    assert explained
    return explained.of[0].datum


def offered(audience: Audience, deed: str) -> Mapping[Any, Any]:
    one = subjects_of(audience)[deed].operators[0].control
    assert isinstance(one, Choice)
    return one.offered()
