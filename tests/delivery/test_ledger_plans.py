from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audiences.models import Audience
from delivery import sending
from delivery.sending import Outcome
from tests.delivery.ledgers import freeze, message, people


@pytest.mark.django_db
def test_what_is_dispatched_and_settled_is_looked_up_by_its_id(
    audience: Audience,
) -> None:
    people(audience, *(f"{n}@x.org" for n in range(4)))
    news = message(audience)
    freeze(news)
    lease, claimed = sending.claim(news, 4)
    with CaptureQueriesContext(connection) as asked:
        going = sending.dispatch(news, lease, [one.id for one in claimed])
        sending.settle(news, lease, [Outcome(pk, "sent") for pk in going])

    plans = ""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # the table is small
        for one in asked.captured_queries:
            if "AS named" in one["sql"]:
                cursor.execute("EXPLAIN " + one["sql"])
                plans += "\n".join(line for (line,) in cursor.fetchall())

    # When the contacts are locked, when they are dispatched, and when they are settled.
    assert len(re.findall(r"Index Cond: .*\(id = named(_1)?\.id\)", plans)) == 3
