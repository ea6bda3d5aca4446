"""Calls that speak of somebody: told to them, and gone when they are erased."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db import connection

from audiences import people, traces
from contacts.hooks import words
from contacts.models import HookCall

if TYPE_CHECKING:
    from audiences.people import Person, Persons, Row

# Texts within texts too, which a body writes with backslashes: each by itself.
TEXT = """SELECT FROM jsonb_path_query(
    CASE WHEN body = '' THEN 'null' ELSE body END::jsonb,
    'strict $.** ? (@.type() == "string")'
) AS part (said)"""
ABOUT = f"""
audience_id = %(audience)s AND (
    contact_id = ANY (%(ids)s) OR {people.naming("body")}
    OR EXISTS ({TEXT} WHERE {people.naming("part.said #>> '{}'")})
)
"""
FIND = f"SELECT id FROM contacts_hookcall WHERE {ABOUT}"
FORGET = f"DELETE FROM contacts_hookcall WHERE {ABOUT}"
# Who is deleted and not erased takes along what was about them alone.
LOSE = """
DELETE FROM contacts_hookcall
WHERE audience_id = %(audience)s AND contact_id = ANY (%(ids)s)
"""


def forget(persons: Persons) -> int:
    """Delete the calls that are about any of them, or name their addresses if told."""
    return people.run(FORGET if persons.emails else LOSE, persons)


def tell(person: Person) -> Iterator[Row]:
    """Of a call that is known to be about somebody else, only what names them."""
    with connection.cursor() as cursor:
        cursor.execute(FIND, person.alone.key)
        pks = [pk for (pk,) in cursor.fetchall()]
    calls = HookCall.objects.filter(audience=person.audience, pk__in=pks)
    for call in calls.select_related("hook").oldest_first():
        yield {
            "webhook": call.hook.name,
            "at": call.received_at,
            "outcome": words.outcome(call),
            "body": _told(call, person),
        }


def _told(call: HookCall, person: Person) -> Any:
    document = json.loads(call.body) if call.body else None
    if call.contact_id in {None, person.pk}:
        return document
    emails = frozenset([person.email])
    return [text for text in _texts(document) if traces.blotted(text, emails) != text]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
