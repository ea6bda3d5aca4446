"""What the pages of imports are asked, and what they are told."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from audiences import jobs
from audiences.models import Audience, Job
from contacts.forms.imports import fills_of
from contacts.imports.mapping import Column
from contacts.models import Import

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
PEOPLE = "email,First name,City,Tags\na@example.com,Ann,Oslo,x\nnobody,Bo,Rome,\n"


def url(name: str, run: Audience | Import) -> str:
    args = [run.pk] if isinstance(run, Audience) else [run.audience_id, run.pk]
    return reverse(f"contacts:import_{name}", args=args)


def answers(run: Import, **changed: Any) -> dict[str, Any]:
    """What the mapping page posts when nothing is changed, and some changes."""
    posted: dict[str, Any] = {"status": "subscribed", "update_existing": "on"}
    for index, entry in enumerate(run.mapping):
        column = Column(**entry)
        posted[f"c{index}-target"] = fills_of(column)
        posted[f"c{index}-name"] = column.label
        posted[f"c{index}-type"] = column.type
    for index, part in enumerate(run.lists):
        posted[f"l{index}-is_taken"] = "on" if part["rows"] else None
        posted[f"l{index}-status"] = part["status"]
    posted |= {name.replace("__", "-"): value for name, value in changed.items()}
    return {name: value for name, value in posted.items() if value is not None}


def begin(client: Client, run: Import, **changed: Any) -> Any:
    """Check the import and start it; return the answer to the start."""
    client.post(url("check", run), answers(run, **changed))
    return client.post(url("start", run))


def work() -> Job:
    """Do what is queued, as a worker would."""
    job = Job.objects.exclude(params__has_key="rehearsal").get(kind="contacts.import")
    return jobs.run(job)
