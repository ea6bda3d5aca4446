"""Suppress and erase in a process of its own, in small slices: one to be killed."""

from __future__ import annotations

import io
import json
import os
import sys
from typing import Any

import django

PEOPLE = 600


def main(verb: str, audience_id: int, *rest: str) -> Any:
    from audiences import jobs
    from audiences.models import Audience
    from contacts.suppressions import running

    running.BATCH, running.SECONDS = 20, 0
    audience = Audience.objects.get(pk=audience_id)
    if verb == "prepare":
        return prepare(audience)
    job = jobs.run(audience.jobs.get(pk=int(rest[0])))
    return [job.state, job.counts, *told(audience)]


def told(audience: Any) -> list[Any]:
    """What is there of people, their lines of consent, and hashes."""
    from accounts.models import AuditEntry
    from contacts.models import Suppression

    gone = audience.contacts.filter(status="unsubscribed").count()
    hashes = Suppression.objects.filter(account=audience.account)
    entries = AuditEntry.objects.filter(account=audience.account)
    return [
        *(audience.contacts.count(), gone, audience.consents.count(), hashes.count()),
        sorted(entries.values_list("verb", flat=True)),
    ]


def prepare(beside: Any) -> list[Any]:
    """Let people move in, and start a list of all of them, and their erasure."""
    from accounts.models import Account, User
    from audiences import querysets
    from contacts import bulk
    from contacts.bulk import Selection
    from contacts.filters import Filter
    from contacts.suppressions import intake, running
    from tests.factories import AudienceFactory, ContactFactory

    account = Account.objects.create(name="Apart", plan=beside.account.plan)
    audience = AudienceFactory.create(account=account)
    owner = User.objects.get()
    for place in range(PEOPLE):
        ContactFactory.create(audience=audience, email=f"p{place:04}@x.com")
    rows = "\n".join(f"p{place:04}@x.com" for place in range(PEOPLE))
    file = io.BytesIO(f"email\n{rows}\nnobody\n".encode())
    listed = intake.take(audience, file, "out.csv", owner=owner)
    listed, _new = running.launch(audience, listed.pk, ip="192.0.2.7")
    querysets.FIRST_CHUNK = querysets.CHUNK = 20
    everyone, verb = Selection(Filter()), bulk.verbs["erase"]
    erase = bulk.start(
        *(audience, everyone, verb, {"people": PEOPLE}), owner=owner, ip="192.0.2.7"
    )
    return [audience.pk, listed.job_id, erase.pk]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    answer = main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
    sys.stdout.write(json.dumps(answer, sort_keys=True))
