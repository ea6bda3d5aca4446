"""Reports are written, many in one statement, and answered for one by one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.ingest import statement
from contacts.ingest.reports import KEY_LENGTH, Refused, Report, hashed
from events import dictionary, partitions
from events.waking import wake_after_commit

if TYPE_CHECKING:
    from audiences.models import Audience

MOST = 5_000

BEGIN = """
INSERT INTO events_receipt (audience_id, key, received_at, digest)
VALUES (%(audience)s, %(key)s, %(now)s, %(digest)s)
ON CONFLICT (audience_id, key) DO NOTHING
"""
BEFORE = """
SELECT digest, answer FROM events_receipt
WHERE audience_id = %(audience)s AND key = %(key)s
"""
FINISH = """
UPDATE events_receipt SET answer = %(answer)s::jsonb
WHERE audience_id = %(audience)s AND key = %(key)s
"""


class KeyReused(ValueError):
    """The key of a request came before with another request."""

    @property
    def sentence(self) -> str:
        return _("This Idempotency-Key came before with other events.")


def write(audience: Audience, reports: Sequence[Report]) -> list[str]:
    """Write at most 5,000 reports in one statement; what is wrong with each, or "".

    What is right is written, whatever is wrong with others. Of a key that came before,
    in the batch or within a day at least, nothing is written, and nothing is wrong.
    """
    if len(reports) > MOST:
        raise ValueError(f"At most {MOST} reports are written at once.")
    names = dictionary.ensure(audience.pk, {report.name for report in reports})
    return _write(audience, reports, names)


def write_once(
    audience: Audience, key: str, sent: bytes, reports: Sequence[Report]
) -> list[str]:
    """Write the reports of one request; when it comes again, only answer the same.

    `sent` is its body. Raises Refused for a key that is none, KeyReused where it came
    with another body.
    """
    if not 0 < len(key) <= KEY_LENGTH:
        text = _("An Idempotency-Key has at most %(n)s characters.")
        raise Refused(("Idempotency-Key", text % {"n": KEY_LENGTH}))
    names = dictionary.ensure(audience.pk, {report.name for report in reports})
    params: dict[str, Any] = {
        "audience": audience.pk,
        "key": hashed("request", key),
        "digest": hashed("body", sent.hex()),
        "now": timezone.now(),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BEGIN, params)
        if not cursor.rowcount:
            return _answered(params)
        faults = _write(audience, reports, names)
        said = {place: fault for place, fault in enumerate(faults) if fault}
        answer = {"n": len(faults), "faults": said}
        cursor.execute(FINISH, params | {"answer": json.dumps(answer)})
    return faults


def _answered(params: dict[str, Any]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(BEFORE, params)
        digest, answer = cursor.fetchone()
    if UUID(str(digest)) != params["digest"]:
        raise KeyReused
    before = json.loads(answer) if isinstance(answer, str) else answer
    return [before["faults"].get(str(place), "") for place in range(before["n"])]


def _write(
    audience: Audience, reports: Sequence[Report], names: dict[str, int]
) -> list[str]:
    named = [place for place, each in enumerate(reports) if each.name in names]
    faults = {}
    if len(named) < len(reports):
        full = _("There are %(n)s event names already, as many as there can be.")
        left = set(range(len(reports))) - set(named)
        faults = dict.fromkeys(left, full % {"n": dictionary.MOST})
    if named:
        written = _run(audience, [reports[place] for place in named], names)
        gone = _("There is no such contact.")
        faults |= {named[place]: gone for place in written.unknown}
        wake_after_commit(written.heard)
    return [faults.get(place, "") for place in range(len(reports))]


def _run(
    audience: Audience, reports: Sequence[Report], names: dict[str, int]
) -> statement.Written:
    """Write them, if need be after the months that a longer plan asks for are made."""
    savepoint = transaction.atomic if connection.in_atomic_block else nullcontext
    try:
        with savepoint():
            return statement.run(audience, reports, names)
    except IntegrityError:
        partitions.ensure_partitions()
        return statement.run(audience, reports, names)
