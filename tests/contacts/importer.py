"""Import in a process of its own, in very small slices: one that is to be killed."""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

import django


def main(verb: str, audience_id: int, *rest: str) -> Any:
    from audiences import jobs
    from audiences.models import Audience
    from contacts.imports import running, staging

    audience = Audience.objects.get(pk=audience_id)
    if verb == "memory":
        return memory(audience, *rest)
    running.BUCKET_ROWS, staging.BATCH, staging.SECONDS = 80, 100, 0
    if verb == "prepare":
        return prepare(audience, Path(rest[0]))
    job = jobs.run(audience.jobs.get(pk=int(rest[0])))
    return [job.state, job.counts, told(audience)]


def prepare(audience: Any, path: Path) -> dict[str, Any]:
    """Import the file undisturbed, and take it into another audience as well."""
    from audiences import jobs
    from contacts.imports import running
    from tests.contacts.importing import take
    from tests.factories import AudienceFactory

    calm, shaken = AudienceFactory.create_batch(2, account=audience.account)
    job = jobs.run(running.start(take(calm, path.read_bytes())))
    return {
        "calm": [job.state, job.counts, told(calm)],
        "audience": shaken.pk,
        "job": running.start(take(shaken, path.read_bytes())).pk,
    }


def told(audience: Any) -> dict[str, Any]:
    """All that is there, as JSON can say it."""
    from tests.contacts.importing import everything

    there = everything(audience)
    for name in ("events", "consents"):
        there[name] = sorted(map(repr, there[name].items()))
    return there


def memory(audience: Any, path: str) -> list[int]:
    """By how many megabytes the process grows, and what it reports."""
    from audiences import jobs
    from contacts.imports import intake, running

    def peak() -> int:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

    audience.contacts.count()
    before = peak()
    with open(path, "rb") as file:
        run = intake.take(audience, file, "people.csv", owner=None)
    job = jobs.run(running.start(run))
    report = running.report(job)
    return [peak() - before, report["rows"], report["refused"]]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    answer = main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
    sys.stdout.write(json.dumps(answer, sort_keys=True))
