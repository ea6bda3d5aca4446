"""All that is kept of one person, as a job: a zip with JSON and, to read, with CSV.

What there is to tell, each app says itself (`audiences.people`).
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterable
from itertools import batched, chain
from typing import IO, TYPE_CHECKING, Any

from django.core.files import File
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AuditEntry
from audiences import jobs, people
from audiences.models.jobs import private_storage
from audiences.people import Person, Row
from contacts.exports import launching, writing
from contacts.exports.running import new_name
from contacts.traces import PERSONAL

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Job
    from contacts.models import Contact

KIND = PERSONAL
CHUNK = 1_000


@transaction.atomic
def launch(contact: Contact, *, owner: User, ip: str) -> tuple[Job, bool]:
    """Record the work, and whether it is new: pressed twice, it is the same."""
    audience = contact.audience
    audience.contacts.select_for_update().filter(pk=contact.pk).first()
    own = audience.jobs.open().filter(kind=KIND, owner=owner)
    if job := own.filter(params__contact=contact.pk).first():
        return job, False
    # The label names nobody: it stays longer than a person who is erased.
    label = _("Everything kept of one contact")
    job = jobs.start(audience, KIND, label, owner=owner, contact=contact.pk)
    record(job, "exported", actor=owner, ip=ip)
    return job, True


def record(job: Job, verb: str, *, actor: User, ip: str) -> None:
    """Write down who did it; by a number, which stands for nobody in the end."""
    AuditEntry.objects.record(
        job.audience.account,
        f"person.{verb}",
        job.audience.name,
        actor=actor,
        ip=ip,
        audience=job.audience_id,
        contact=job.params["contact"],
        job=job.pk,
    )


@jobs.step_of(KIND)
def step(job: Job) -> bool:
    # Locked, so that who is erased meanwhile has no file that nobody knows of.
    contacts = job.audience.contacts.select_for_update(of=("self",))
    contact = contacts.filter(pk=job.params["contact"]).first()
    if contact is None:
        raise jobs.JobError(_("The contact is not here any more."))
    person = Person(job.audience, contact.pk, contact.email)
    with tempfile.TemporaryFile() as file:
        job.done = _write(person, file)
        file.seek(0)
        job.result = private_storage().save(new_name("zip"), File(file))
    job.counts = {"rows": job.done, "size": job.result.size}
    return False


def filename(job: Job) -> str:
    day = timezone.localtime(job.finished_at).date()
    return f"contact-{job.params['contact']}-{day:%Y-%m-%d}.zip"


def is_there(job: Job) -> bool:
    return launching.is_there(job)


def _write(person: Person, file: IO[bytes]) -> int:
    """Each part as CSV, and all of them as one JSON; return how many rows there are."""
    n = 0
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed,
        tempfile.TemporaryFile("w+", encoding="utf-8") as document,
    ):
        for place, telling in enumerate(people.tellings()):
            document.write(f"{', ' if place else '{'}{json.dumps(telling.name)}: [")
            n += _tell(f"{telling.name}.csv", telling.rows(person), packed, document)
            document.write("]")
        document.write("}")
        document.seek(0)
        with packed.open("person.json", "w") as member:
            while text := document.read(1 << 16):
                member.write(text.encode())
    return n


def _tell(
    name: str, rows: Iterable[Row], packed: zipfile.ZipFile, document: IO[str]
) -> int:
    """Write the rows into a file of the zip, if there are any, and the document."""
    told = iter(rows)
    first = next(told, None)
    if first is None:
        return 0
    n = 0
    with packed.open(name, "w", force_zip64=True) as table:
        table.write(writing.csv_head(list(first), bom=True))
        for some in batched(chain([first], told), CHUNK, strict=False):
            table.write(writing.csv_rows([*map(_cell, row.values())] for row in some))
            for row in some:
                document.write(f"{', ' if n else ''}{_json(row)}")
                n += 1
    return n


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)


def _cell(value: Any) -> Any:
    """What a cell can hold: texts, numbers and moments, and the rest as JSON."""
    if isinstance(value, dict | list):
        return _json(value)
    return str(value).lower() if isinstance(value, bool) else value
