"""Single opens and clicks go after a while; what they counted for stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from audiences.models import Audience
from delivery import tasks
from delivery.models import Hit, Link
from delivery.tracking import forgetting
from events import retention
from tests.delivery.ledgers import message
from tests.factories import AudienceFactory

pytestmark = pytest.mark.django_db


def hit(audience: Audience, days: int, *, is_judged: bool = True) -> Hit:
    link = Link.objects.create(
        audience=audience, message=message(audience), url="https://shop.example/"
    )
    at = timezone.now() - timedelta(days=days)
    return Hit.objects.create(
        audience=audience, link=link, at=at, is_judged=is_judged, ip="192.0.2.1"
    )


def left() -> set[int]:
    rows = Hit.objects.filter(audience__in=Audience.objects.all())
    return set(rows.values_list("id", flat=True))


def test_hits_that_were_kept_long_enough_go(audience: Audience, settings: Any) -> None:
    settings.HIT_DAYS = 30
    old, late, new = (hit(audience, days) for days in (31, 40, 29))
    other = hit(AudienceFactory.create(), 32)

    first, again = (forgetting.forget_old(9) for _each in range(2))

    assert (first, again) == ((3, True), (0, True))
    assert left() == {new.id}
    assert {old.id, late.id, other.id}.isdisjoint(left())
    assert Link.objects.filter(audience=audience).count() == 3


def test_all_hits_are_kept_where_the_setting_says_so(
    audience: Audience, settings: Any
) -> None:
    settings.HIT_DAYS = 0
    kept = hit(audience, 4_000)

    assert forgetting.forget_old(9) == (0, True)
    assert left() == {kept.id}


def test_many_old_hits_go_batch_by_batch(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    for _each in range(3):
        hit(audience, 400)

    assert forgetting.forget_old(-1) == (2, False)
    assert forgetting.forget_old(-1) == (1, False)
    assert forgetting.forget_old(-1) == (0, True)


def test_a_task_that_is_not_done_goes_on_later(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    hit(audience, 400)
    monkeypatch.setattr(tasks, "FORGETTING", -1.0)

    for _turn in range(2):
        tasks.forget_old_hits()

    (queued,) = OrmQ.objects.all()
    assert (queued.func(), left()) == ("delivery.tasks.forget_old_hits", set())
