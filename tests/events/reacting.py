"""`react` in a process of its own, with a reaction that writes down what it hears.

It is slow enough to be killed on the way.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from audiences.models import Audience
    from events.reactions import Heard

TABLE = "CREATE TABLE heard (audience_id bigint, event_id bigint, at timestamptz)"
WRITE = """
INSERT INTO heard SELECT %(audience)s, unnest(%(ids)s::bigint[]), clock_timestamp()
"""
BATCH = 100
SECONDS = 0.02  # that a transaction stays open after it wrote


def hear(audience: Audience, heard: Sequence[Heard]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            WRITE, {"audience": audience.pk, "ids": [row.id for row in heard]}
        )
    time.sleep(SECONDS)


def fail(audience: Audience, heard: Sequence[Heard]) -> None:
    raise ValueError("fails whatever it hears")


def main(verb: str, *rest: str) -> Any:
    from django.core.management import call_command

    from events import looping, outbox, reactions

    if verb == "happen":
        return happen(int(rest[0]), int(rest[1]))
    reactions.reactions.clear()
    reactions.reaction("tests.hear")(hear)
    if verb == "beside-a-failing-one":
        reactions.reaction("tests.fail")(fail)
    if verb == "only-when-told":
        looping.TICK = 3600
    take_round = outbox.take_round
    outbox.take_round = lambda n=BATCH: take_round(n)
    return call_command("react")


def happen(audience_id: int, n: int) -> list[int]:
    """Tag people as often, while somebody listens; the ids of the events."""
    from django.db import connection

    from events import log
    from events.models import Event, Listener
    from events.names import Own

    name = int(Own.TAG_ADDED)
    Listener.objects.get_or_create(audience_id=audience_id, name_id=name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM events_event")
        before = cursor.fetchone()[0] or 0
    log.record(audience_id, name, range(1, n + 1))
    events = Event.objects.filter(audience_id=audience_id, name_id=name, id__gt=before)
    return list(events.order_by("id").values_list("id", flat=True))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    if answer := main(*sys.argv[1:]):
        sys.stdout.write(json.dumps(answer))
