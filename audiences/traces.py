"""What jobs and actions say of persons: told, and taken out when one goes for good.

They name contacts by numbers, which stand for nobody once the contact is gone. Beside
them stand values that people had before, and words: what was searched for, errors.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote, unquote

from django.db import connection
from django_q.models import Failure

from audiences import people
from audiences.people import Person, Persons, Row, Telling

# By the numbers in them; the values go, the numbers stay as what was counted.
FORGET_BEFORE = """
UPDATE audiences_actionchunk c SET before = before - ARRAY(
    SELECT id::text FROM unnest(c.ids) AS id WHERE id = ANY (%(ids)s)
)
WHERE audience_id = %(audience)s AND before IS NOT NULL
  AND EXISTS (SELECT FROM unnest(c.ids) AS id WHERE id = ANY (%(ids)s))
"""
ACTIONS = """
SELECT a.label, a.created_at, a.undone_at, c.before -> %(text)s
FROM audiences_actionchunk c
JOIN audiences_action a ON a.audience_id = c.audience_id AND a.id = c.action_id
WHERE c.audience_id = %(audience)s AND %(id)s = ANY (c.ids)
ORDER BY a.created_at, a.id
"""
JOBS = """
SELECT DISTINCT j.id, j.label, j.state, j.created_at
FROM audiences_jobchunk c
JOIN audiences_job j ON j.audience_id = c.audience_id AND j.id = c.job_id
WHERE c.audience_id = %(audience)s AND %(id)s = ANY (c.ids)
ORDER BY j.created_at, j.id
"""
BLOT = """
UPDATE {table} t SET {column} = said.text::{type}
FROM unnest(%(pks)s::bigint[], %(texts)s::text[]) AS said (id, text)
WHERE t.audience_id = %(audience)s AND t.id = said.id
"""
BLOTTED = "…"


def blot(table: str, column: str, type: str, persons: Persons) -> int:
    """Take the addresses of these persons out of what a column says; count the rows."""
    if not persons.emails:
        return 0
    text = f"{column}::text"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {text} FROM {table} "
            f"WHERE audience_id = %(audience)s AND {people.naming(text)}",
            persons.key,
        )
        found = cursor.fetchall()
    if not found:
        return 0
    emails = frozenset(persons.emails)
    pks = [pk for pk, _text in found]
    texts = [blotted(text, emails) for _pk, text in found]
    with connection.cursor() as cursor:
        cursor.execute(
            BLOT.format(table=table, column=column, type=type),
            {"audience": persons.audience.pk, "pks": pks, "texts": texts},
        )
    return len(pks)


def blotted(text: str, emails: frozenset[str]) -> str:
    """The text without these addresses."""

    def replaced(found: re.Match[str]) -> str:
        is_one = unquote(found[0]).lower() in emails
        return (
            (quote(BLOTTED) if "%40" in found[0] else BLOTTED) if is_one else found[0]
        )

    return re.sub(people.ADDRESS, replaced, text)


def _forget_before(persons: Persons) -> int:
    return people.run(FORGET_BEFORE, persons)


def _blot_jobs(persons: Persons) -> int:
    columns = [("params", "jsonb"), ("label", "text"), ("error", "text")]
    return sum(blot("audiences_job", *column, persons) for column in columns)


def _blot_actions(persons: Persons) -> int:
    columns = [("params", "jsonb"), ("label", "text")]
    return sum(blot("audiences_action", *column, persons) for column in columns)


def _forget_failures(persons: Persons) -> int:
    """Delete what failed tasks said where it names them, as errors of a database do.

    It is packed, so that each is read by itself; there are few.
    """
    emails = frozenset(persons.emails)
    said = {task.pk: str(task.result) for task in Failure.objects.all()}
    named = [pk for pk, text in said.items() if blotted(text, emails) != text]
    if named:
        Failure.objects.filter(pk__in=named).delete()
    return len(named)


def _tell_actions(person: Person) -> Iterator[Row]:
    for what, at, undone_at, before in _rows(ACTIONS, person):
        said = None if before is None else json.loads(before)
        yield {"what": what, "at": at, "undone_at": undone_at, "before": said}


def _tell_jobs(person: Person) -> Iterator[Row]:
    for _pk, what, state, at in _rows(JOBS, person):
        yield {"what": what, "at": at, "state": state}


def _rows(sql: str, person: Person) -> Sequence[tuple[Any, ...]]:
    key: dict[str, Any] = {
        "audience": person.audience.pk,
        "id": person.pk,
        "text": str(person.pk),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, key)
        return list(cursor.fetchall())


people.trace(
    "audiences_actionchunk",
    erase=_forget_before,
    tells=Telling("changes_with_others", _tell_actions),
)
people.trace(
    "audiences_jobchunk",
    erase="numbers that stand for nobody once the contact is gone",
    tells=Telling("jobs", _tell_jobs),
)
people.trace("audiences_job", erase=_blot_jobs, tells="words of staff, not of a person")
people.trace(
    "audiences_action", erase=_blot_actions, tells="words of staff, not of a person"
)
people.trace(
    "django_q_task", erase=_forget_failures, tells="what failed here, for programmers"
)
