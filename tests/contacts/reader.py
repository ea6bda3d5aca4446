"""Read a workbook in a process of its own: one that is to be killed."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from typing import Any

import django

ROWS = 200_000


def main(verb: str, audience_id: int, *rest: str) -> Any:
    from audiences import jobs
    from audiences.models import Audience

    audience = Audience.objects.get(pk=audience_id)
    if verb == "prepare":
        return prepare(audience)
    job = jobs.run(audience.jobs.get(pk=int(rest[0])))
    return [job.state, job.error, told(audience, int(rest[1]))]


def prepare(audience: Any) -> list[Any]:
    """Take the same workbook in several times; return its jobs and imports."""
    from io import BytesIO

    from contacts.imports import arrivals, preparing
    from tests.contacts.workbooks import long_workbook

    preparing.AT_ONCE = 0
    book = long_workbook(["email", *(f"p{n}@example.com" for n in range(ROWS))])
    runs = [
        arrivals.receive(audience, BytesIO(book), "people.xlsx", owner=None)
        for _time in range(3)
    ]
    return [[run.preparation_id, run.pk] for run in runs]


def told(audience: Any, pk: int) -> dict[str, Any]:
    """All that the import knows of its rows."""
    run = audience.imports.get(pk=pk)
    names = ("mapping", "encoding", "delimiter", "has_header", "sheet", "size")
    said = {name: getattr(run, name) for name in names}
    said["is_over"] = run.preparation_id is None
    with run.file.open("rb") as file:
        said["rows"] = hashlib.file_digest(file, "sha256").hexdigest()
    return said


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    answer = main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
    sys.stdout.write(json.dumps(answer, sort_keys=True))
