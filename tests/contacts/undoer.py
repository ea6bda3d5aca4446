"""Do things to many and take them back, in processes of their own that are killed."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter as Tally
from typing import Any

import django

PEOPLE = 1_200


def main(verb: str, audience_id: int, *rest: str) -> Any:
    from audiences import jobs
    from audiences.models import Audience
    from contacts.imports import undoing

    # All waits for whoever is to be killed, and is done in small pieces.
    jobs.run_for_now = lambda job, seconds=0.0: job
    undoing.SLICE = 30
    audience = Audience.objects.get(pk=audience_id)
    if verb == "prepare":
        return prepare(audience)
    job = jobs.run(audience.jobs.get(pk=int(rest[0])))
    return [[job.state, job.counts, told(audience)], following(job)]


def prepare(beside: Any) -> dict[str, Any]:
    """The same two audiences: what one comes to undisturbed, and the other."""
    from audiences import jobs
    from tests.factories import AudienceFactory

    calm, shaken = AudienceFactory.create_batch(2, account=beside.account)
    for audience in (calm, shaken):
        populate(audience)
    ends, following_pk = [], first(calm)
    while following_pk:
        job = jobs.run(calm.jobs.get(pk=following_pk))
        ends.append([job.state, job.counts, told(calm)])
        following_pk = following(job)
    return {"calm": ends, "audience": shaken.pk, "job": first(shaken)}


def populate(audience: Any) -> None:
    """People of two kinds: they were here, or an import brought them."""
    from contacts.causes import Cause
    from tests.contacts.importing import bring
    from tests.factories import ContactFactory

    status = ["subscribed", "nonsubscribed", "pending", "unsubscribed", "cleaned"]
    for n in range(0, PEOPLE, 40):
        ContactFactory.create(
            audience=audience, email=f"p{n}@x.com", status=status[n // 40 % 5]
        )
    people = "".join(f'p{n}@x.com,"new,t{n % 3}"\n' for n in range(PEOPLE))
    bring(audience, f"email,tags\n{people}")
    touched = audience.contacts.filter(email__endswith="7@x.com")
    touched.archive(Cause(audience, "staff"))


def first(audience: Any) -> int:
    """Unsubscribing everybody, as a job."""
    from accounts.models import User
    from audiences import querysets
    from contacts import bulk
    from tests.contacts.bulk_work import EVERYONE

    querysets.FIRST_CHUNK = querysets.CHUNK = 30
    verb = bulk.verbs["unsubscribe"]
    job = bulk.start(audience, EVERYONE, verb, {}, owner=User.objects.get())
    return int(job.pk)


def following(job: Any) -> int:
    """What comes after the job: its undo, then that of the import; 0 for nothing."""
    from audiences import actions
    from contacts.imports import undoing

    audience, kind = job.audience, job.kind
    if kind == "contacts.unsubscribe":
        undo = actions.undo(audience.actions.get(), actor=job.owner)
    elif audience.actions.count() == 1:
        undo = undoing.undo(audience, audience.imports.get().pk, actor=job.owner)
    else:
        return 0
    assert undo
    return int(undo.pk)


def told(audience: Any) -> dict[str, Any]:
    """All that is there, as JSON can say it."""
    from contacts.models import Suppression
    from contacts.recounting import differences
    from events.models import Event, EventTotal
    from tests.contacts.importing import everything

    emails = dict(audience.contacts.values_list("pk", "email"))
    said: dict[str, Any] = everything(audience)
    of = {"audience": audience}
    events = Event.objects.filter(**of).values_list("name__name", "contact_id")
    totals = EventTotal.objects.filter(**of).values_list("contact_id", "n")
    said |= {
        "events": Tally((name, emails[pk]) for name, pk in events),
        "totals": Tally((emails[pk], n) for pk, n in totals),
    }
    for name in ("events", "totals", "consents"):
        said[name] = sorted(map(repr, said[name].items()))
    actions = audience.actions.order_by("pk")
    said["actions"] = list(actions.values_list("verb", "n", "undone"))
    said["undone"] = audience.imports.get().undone
    said["off"] = [str(difference) for difference in differences(audience)]
    said["kept"] = Suppression.objects.filter(audience_id=audience.pk).count()
    return said


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    answer = main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
    sys.stdout.write(json.dumps(answer, sort_keys=True))
