"""What speaks of persons in this app without being theirs, and how they leave it.

Refused rows of files name people who may or may not be contacts; rows on their way into
an audience would bring back who was just erased; files hold what was brought.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from audiences import people
from audiences.models.jobs import private_storage
from contacts.models import Import, ImportRefusal, PastImport, PastRefusal
from contacts.models.uploads import Upload
from events.names import Own

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from audiences.people import Persons

PERSONAL = "contacts.person"  # the kind of jobs that tell all of one person

NAMED_IN_ROW = f"""audience_id = %(audience)s
AND {people.naming("\"row\"::text || ' ' || value")}
"""
REFUSED = f"""
SELECT import_run_id, line FROM contacts_importrefusal WHERE {NAMED_IN_ROW}
ORDER BY import_run_id, line
"""
PAST_REFUSED = f"""
SELECT past_id, line FROM contacts_pastrefusal WHERE {NAMED_IN_ROW}
ORDER BY past_id, line
"""
FORGET_REFUSED = f"DELETE FROM contacts_importrefusal WHERE {NAMED_IN_ROW}"
FORGET_PAST_REFUSED = f"DELETE FROM contacts_pastrefusal WHERE {NAMED_IN_ROW}"
NOT_SUPPRESSED = f"""
DELETE FROM contacts_suppressionrefusal
WHERE audience_id = %(audience)s AND {people.naming("value")}
"""
STAGED = """
DELETE FROM contacts_importline
WHERE audience_id = %(audience)s AND email = ANY (%(emails)s)
"""
# By the log, and for those who came a long time ago by where they came from.
BROUGHT = """
SELECT DISTINCT s.object_id FROM contacts_source s
WHERE s.audience_id = %(audience)s AND s.kind = 'import' AND s.id IN (
    SELECT (e.properties ->> 'source')::bigint FROM events_event e
    WHERE e.kind = 'own' AND e.audience_id = %(audience)s
      AND e.contact_id = ANY (%(ids)s) AND e.name_id = %(name)s
    UNION ALL
    SELECT c.source_id FROM contacts_contact c
    WHERE c.audience_id = %(audience)s AND c.id = ANY (%(ids)s)
)
"""


def imports_of(persons: Persons) -> QuerySet[Import]:
    """The imports that brought or changed any of them."""
    key = {**persons.key, "name": int(Own.CONTACT_IMPORTED)}
    with connection.cursor() as cursor:
        cursor.execute(BROUGHT, key)
        ids = [pk for (pk,) in cursor.fetchall()]
    return Import.objects.filter(audience=persons.audience, pk__in=ids)


def refused_of(persons: Persons) -> list[ImportRefusal]:
    """The refused rows that name the address of any of them."""
    with connection.cursor() as cursor:
        cursor.execute(REFUSED, persons.key)
        keys = [(persons.audience.pk, *key) for key in cursor.fetchall()]
    rows = ImportRefusal.objects.filter(audience=persons.audience, pk__in=keys)
    return list(rows.select_related("import_run").order_by("import_run_id", "line"))


def forget_refused(persons: Persons) -> int:
    return people.run(FORGET_REFUSED, persons)


def past_refused_of(persons: Persons) -> list[PastRefusal]:
    """The refused rows of past events that name the address of any of them."""
    with connection.cursor() as cursor:
        cursor.execute(PAST_REFUSED, persons.key)
        keys = [(persons.audience.pk, *key) for key in cursor.fetchall()]
    rows = PastRefusal.objects.filter(audience=persons.audience, pk__in=keys)
    return list(rows.select_related("past").order_by("past_id", "line"))


def forget_past_refused(persons: Persons) -> int:
    return people.run(FORGET_PAST_REFUSED, persons)


def forget_staged(persons: Persons) -> int:
    return people.run(STAGED, persons)


def forget_not_suppressed(persons: Persons) -> int:
    return people.run(NOT_SUPPRESSED, persons)


def forget_files(persons: Persons) -> int:
    """Delete the files of all imports that are over: any of them may name somebody.

    What came of an import stands without its file. One that is under way still reads
    its own, and takes none of the persons again.
    """
    return _forget_files(Import, persons)


def forget_past_files(persons: Persons) -> int:
    """The same with files of past events."""
    return _forget_files(PastImport, persons)


def _forget_files(model: type[Upload], persons: Persons) -> int:
    uploads: Any = model._default_manager
    nothing = dict.fromkeys(model.FILES, "")
    kept = uploads.filter(audience=persons.audience).exclude(**nothing)
    over = kept.filter(job__state__in=["finished", "failed", "canceled"])
    names = [name for row in over.values_list(*model.FILES) for name in row]
    pks = list(over.values_list("pk", flat=True))
    n: int = uploads.filter(audience=persons.audience, pk__in=pks).update(**nothing)
    _delete_after_commit([name for name in names if name])
    return n


def forget_personal_exports(persons: Persons) -> int:
    """Delete the files in which all was told of one of them."""
    jobs = persons.audience.jobs.filter(kind=PERSONAL).exclude(result="")
    gone = frozenset(persons.ids)
    told = jobs.values_list("pk", "params__contact", "result")
    files = {pk: name for pk, contact, name in told if contact in gone}
    if files:
        persons.audience.jobs.filter(pk__in=files).update(result="")
        _delete_after_commit(list(files.values()))
    return len(files)


def _delete_after_commit(names: Sequence[str]) -> None:
    """The rows first: what is rolled back must not be without its file."""

    def delete() -> None:
        for name in names:
            private_storage().delete(name)

    transaction.on_commit(delete)
