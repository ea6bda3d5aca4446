"""Files brought into an audience, and all that is there afterwards."""

from __future__ import annotations

import io
from collections import Counter as Tally
from collections.abc import Iterator
from typing import Any

from audiences import jobs
from audiences.models import Audience, Counter
from contacts.imports import intake, normalizing, preview, reading, running
from contacts.imports.reading import Record
from contacts.models import Import
from events.models import Event
from events.names import Own

REPORT = ("rows", "created", "updated", "unchanged", "refused", "duplicates")


def records_of(data: bytes) -> list[Record]:
    """The records of a file of which nothing is known."""
    file = normalizing.normalize(io.BytesIO(data))
    return list(reading.records(file, preview.detect_dialect(file)))


def cells_of(data: bytes) -> list[list[str]]:
    records = records_of(data)
    assert not any(record.problem for record in records)
    return [record.cells for record in records]


def take(audience: Audience, data: bytes | str, **settings: Any) -> Import:
    """The file as an import that is ready to start."""
    raw = data.encode() if isinstance(data, str) else data
    run = intake.take(audience, io.BytesIO(raw), "people.csv", owner=None)
    for name, value in settings.items():
        setattr(run, name, value)
    run.save()
    return run


def bring(audience: Audience, data: bytes | str, **settings: Any) -> dict[str, int]:
    """Import the file; return the report."""
    job = jobs.run(running.start(take(audience, data, **settings)))
    assert job.state == "finished", job.error
    return running.report(job)


def numbers(*report: int) -> dict[str, int]:
    return dict(zip(REPORT, report, strict=True))


def refusals(audience: Audience) -> list[tuple[int, str]]:
    """Line and reason of the rows that were refused."""
    rows = audience.importrefusals.order_by("import_run_id", "line")
    return list(rows.values_list("line", "reason"))


def everything(audience: Audience) -> dict[str, Any]:
    """What an import changes, told without ids and moments."""
    tags = dict(audience.tags.values_list("pk", "name"))
    fields = {field.key: field.label for field in audience.fields.all()}
    emails = dict(audience.contacts.values_list("pk", "email"))
    tagged = Counter.objects.by_key(audience, Counter.Kind.TAG)
    events = Event.objects.filter(audience=audience, name_id=Own.CONTACT_IMPORTED)
    return {
        "people": dict(_people(audience, tags, fields)),
        "ordinals": sorted(audience.contacts.values_list("ordinal", flat=True)),
        "statuses": _used(Counter.objects.by_key(audience, Counter.Kind.STATUS)),
        "tagged": _used({tags[int(key)]: n for key, n in tagged.items()}),
        "events": Tally(
            (
                *(emails[contact], said.get("created", False), said.get("status")),
                tuple(sorted(tags[tag] for tag in said.get("tags", []))),
            )
            for contact, said in events.values_list("contact_id", "properties")
        ),
        "consents": Tally(
            (emails[contact], given)
            for contact, given in audience.consents.values_list("contact_id", "given")
        ),
        "fields": sorted(audience.fields.values_list("label", flat=True)),
    }


def _people(
    audience: Audience, tags: dict[int, str], fields: dict[str, str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    groups = dict(audience.groups.values_list("pk", "name"))
    for contact in audience.contacts.all():
        yield (
            contact.email,
            {
                "status": contact.status,
                "archived": contact.archived_at is not None,
                "first_name": contact.first_name,
                "last_name": contact.last_name,
                "phone": contact.phone,
                "language": contact.language,
                "country": contact.country,
                "region": contact.region,
                "time_zone": contact.time_zone,
                "vip": contact.vip,
                "tags": sorted(tags[tag] for tag in contact.tag_ids),
                "groups": sorted(groups[group] for group in contact.group_ids),
                "fields": {fields[key]: value for key, value in contact.fields.items()},
            },
        )


def _used(counts: dict[str, int]) -> dict[str, int]:
    return {key: n for key, n in counts.items() if n}
