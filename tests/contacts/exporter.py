"""Export in a process of its own, in small slices: one that is to be killed."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django

PEOPLE = 600


def main(verb: str, audience_id: int, *rest: str) -> Any:
    from audiences import jobs
    from audiences.models import Audience
    from contacts.exports import running
    from tests.contacts.exporting import csv_of, sheets_of, zip_of

    audience = Audience.objects.get(pk=audience_id)
    running.SLICE = 20
    if verb == "prepare":
        return prepare(audience)
    job = jobs.run(audience.jobs.get(pk=int(rest[0])))
    read: Any = {"csv": csv_of, "zip": zip_of, "xlsx": sheets_of}
    told = read[job.params["format"]](job)
    tables = told.values() if isinstance(told, dict) else [told]
    rows = [row[0] for table in tables for row in table[1:]]
    return [job.state, rows, audience.exportparts.count()]


def prepare(beside: Any) -> list[Any]:
    """Let people move in, and order one export of each format."""
    from accounts.models import User
    from contacts.exports.orders import Format
    from tests.contacts.exporting import order, start
    from tests.factories import AudienceFactory, ContactFactory

    audience = AudienceFactory.create(account=beside.account)
    owner = User.objects.get()
    for place in range(PEOPLE):
        ContactFactory.create(audience=audience, email=f"p{place:04}@x.com")
    jobs = {
        format: start(audience, owner, order(format), once=format).pk
        for format in Format.values
    }
    return [audience.pk, jobs]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    answer = main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
    sys.stdout.write(json.dumps(answer, sort_keys=True))
