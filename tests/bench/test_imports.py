from __future__ import annotations

import pytest

from accounts.models import User
from audiences.models import Audience, Counter
from bench import building
from bench.datasets import Data
from bench.imports import Batch
from bench.statements import execute, fetch

COLUMNS = (
    *("email", "email_display", "first_name", "last_name", "phone", "country"),
    *("language", "status", "tag_ids"),
)


@pytest.fixture
def data(db: None, monkeypatch: pytest.MonkeyPatch) -> Data:
    monkeypatch.setattr(building, "SMALL", 1)
    monkeypatch.setattr(building, "SMALL_PEOPLE", 10)
    execute("SET CONSTRAINTS ALL IMMEDIATE")  # indexes are made in this transaction
    building.build(120)
    return Data(120, Audience.objects.get(name=building.LARGE), User.objects.get())


def test_counters_agree_with_the_people_that_were_made(data: Data) -> None:
    counted = Counter.objects.by_key(data.audience, Counter.Kind.STATUS)

    assert counted == {
        status: n
        for status in ("subscribed", "unsubscribed", "cleaned", "nonsubscribed")
        if (n := data.audience.contacts.with_status(status).count())
    }
    assert sum(counted.values()) == 120


def test_import_and_upsert_by_hand_leave_the_same_contacts(data: Data) -> None:
    left = []
    for side in ("load", "upsert"):
        audience = data.new_audience(side)
        getattr(Batch(audience, (1, 40, 1, 0)), side)()()
        getattr(Batch(audience, (21, 40, 41, 60)), side)()()
        names = dict(audience.tags.values_list("pk", "name"))
        left.append(
            [
                (*columns, sorted(names[pk] for pk in tag_ids), list(fields.values()))
                for *columns, tag_ids, fields in audience.contacts.order_by(
                    "email"
                ).values_list(*COLUMNS, "fields")
            ]
        )

    assert len(left[0]) == 60
    assert left[0] == left[1]


def test_raw_copy_takes_every_row_of_the_file(data: Data) -> None:
    Batch(data.audience, (1, 30, 200, 204)).copy()()

    assert fetch("SELECT count(*) FROM raw") == [(35,)]
