"""A request that reports many events: read, written, and answered once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.ingest import writing
from contacts.ingest.properties import Fault
from contacts.ingest.reports import KEY_LENGTH, Reader, Refused, Report, hashed

if TYPE_CHECKING:
    from audiences.models import Audience

BEGIN = """
INSERT INTO events_receipt (audience_id, key, received_at, digest)
VALUES (%(audience)s, %(key)s, %(now)s, %(digest)s)
ON CONFLICT (audience_id, key) DO NOTHING
"""
BEFORE = """
SELECT digest, answer::text FROM events_receipt
WHERE audience_id = %(audience)s AND key = %(key)s
"""
FINISH = """
UPDATE events_receipt SET answer = %(answer)s::jsonb
WHERE audience_id = %(audience)s AND key = %(key)s
"""

# The id of a contact, or of nobody (0), and what is reported of it, as JSON has it.
type Item = tuple[int, Any]
type Faults = tuple[Fault, ...]


class KeyReused(ValueError):
    """The key of a request came before with another request."""

    @property
    def sentence(self) -> str:
        return _("This Idempotency-Key came before with other events.")


def take(
    audience: Audience, items: Sequence[Item], *, key: str = "", sent: bytes = b""
) -> list[Faults]:
    """Write at most 5,000 items; what is wrong with each, or nothing.

    What is right is written, whatever is wrong with others. A request that comes again
    with its key is answered the same, and writes nothing; `sent` is its body. Raises
    Refused for a key that is none, KeyReused where it came with another body.
    """
    if len(key) > KEY_LENGTH:
        text = _("An Idempotency-Key has at most %(n)s characters.")
        raise Refused(("Idempotency-Key", text % {"n": KEY_LENGTH}))
    reader = Reader.of(audience)
    read = [_read(reader, *item) for item in items]
    reports = [each for each in read if isinstance(each, Report)]
    if not key:
        return _told(read, writing.write(audience, reports))
    names = writing.names_of(audience, reports)
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
        told = _told(read, writing.write_named(audience, reports, names))
        cursor.execute(FINISH, params | {"answer": json.dumps(_answer(told))})
    return told


def _read(reader: Reader, contact_id: int, data: Any) -> Report | Faults:
    try:
        return reader.read(contact_id, data)
    except Refused as refused:
        return refused.faults


def _told(read: Sequence[Report | Faults], written: Sequence[str]) -> list[Faults]:
    """The faults of each: of those that were read, what writing them said."""

    def tell() -> Iterator[Faults]:
        said = iter(written)
        for each in read:
            if not isinstance(each, Report):
                yield each
            elif fault := next(said):
                yield (("", fault),)
            else:
                yield ()

    return list(tell())


def _answer(told: Sequence[Faults]) -> dict[str, Any]:
    """What is kept of an answer: most items have no fault."""
    return {"n": len(told), "faults": {n: each for n, each in enumerate(told) if each}}


def _answered(params: dict[str, Any]) -> list[Faults]:
    with connection.cursor() as cursor:
        cursor.execute(BEFORE, params)
        digest, answer = cursor.fetchone()
    if UUID(str(digest)) != params["digest"]:
        raise KeyReused
    before = json.loads(answer)
    faults = {int(n): tuple(map(tuple, each)) for n, each in before["faults"].items()}
    return [faults.get(n, ()) for n in range(before["n"])]
