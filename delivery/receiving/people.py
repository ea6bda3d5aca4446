"""Received mail that names somebody: told to them, and gone when they are erased."""

from __future__ import annotations

from collections.abc import Iterator

from audiences import people
from audiences.people import Person, Persons, Row, Telling
from delivery.models import Received
from delivery.receiving.reading import decoded


def forget(persons: Persons) -> int:
    """Delete what is about any of them, or names their addresses if those are told."""
    found = Received.objects.naming(
        persons.audience.pk, list(persons.ids), list(persons.emails)
    )
    return found.delete()[0]


def tell(person: Person) -> Iterator[Row]:
    """What came from them or about them, as it came."""
    own = Received.objects.filter(audience_id=person.audience.pk, contact_id=person.pk)
    for each in own.order_by("pk").iterator(chunk_size=20):
        yield {
            "received_at": each.received_at,
            "way": each.way,
            "kind": each.kind,
            "from": each.sender,
            "reason": each.reason,
            "answer": each.answer,
            "message": decoded(bytes(each.raw)),
        }


people.rows("delivery_received", erase=forget, tells=Telling("received_mail", tell))
