"""Import past events and take them back in a process of its own: one to be killed."""

from __future__ import annotations

import io
import json
import os
import sys
from typing import Any

import django

ROWS, PEOPLE = 1_200, 60


def main(verb: str, audience_id: int, *rest: str) -> Any:
    from audiences import jobs
    from audiences.models import Audience
    from contacts.past import running, undoing

    # All waits for whoever is to be killed, and is done in small pieces.
    jobs.run_for_now = lambda job, seconds=0.0: job
    running.BATCH = undoing.SLICE = 20
    audience = Audience.objects.get(pk=audience_id)
    if verb == "prepare":
        return prepare(audience)
    job = jobs.run(audience.jobs.get(pk=int(rest[0])))
    return [job.state, job.counts, told(audience), following(audience)]


def told(audience: Any) -> list[int]:
    """What is there of events, how often the totals and the days say, and people."""
    from django.db.models import Sum

    from events.models import Event, EventDay, EventTotal

    own = {"audience": audience}
    log = Event.objects.filter(**own, kind="custom")
    sums = [
        rows.aggregate(n=Sum("n"))["n"] or 0
        for rows in (
            EventTotal.objects.filter(**own, name_id__gte=1000),
            EventDay.objects.filter(**own),
        )
    ]
    return [log.count(), *sums, audience.contacts.count()]


def following(audience: Any) -> int:
    """The job that takes the events back, begun as soon as they are written."""
    from contacts.past import undoing

    run = audience.pastimports.latest("pk")
    job = undoing.undo(audience, run.pk, actor=None) if run.undo is None else None
    return job.pk if job else 0


def prepare(beside: Any) -> list[int]:
    from datetime import timedelta

    from django.utils import timezone

    from audiences import jobs
    from contacts.past import intake, running
    from tests.factories import AudienceFactory, ContactFactory

    audience = AudienceFactory.create(account=beside.account)
    for n in range(0, PEOPLE, 2):
        ContactFactory.create(audience=audience, email=f"p{n}@x.com")
    now = timezone.now().replace(microsecond=0)
    rows = "".join(
        f"p{n % PEOPLE}@x.com,{(now - timedelta(hours=n % 400)).isoformat()},{n}\n"
        for n in range(ROWS)
    )
    file = io.BytesIO(f"email,time,n\n{rows}nobody,,\n".encode())
    run = intake.take(audience, file, "bought.csv", owner=None)
    run.unknown = "add"
    jobs.run(running.begin_check(run))
    run, _new = running.begin(audience, run.pk)
    return [audience.pk, run.job_id or 0]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    answer = main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
    sys.stdout.write(json.dumps(answer, sort_keys=True))
