"""One bucket of staged rows into the audience: one statement, whatever it does.

People are found by address, the last row of an address wins, blank cells leave what is
there, tags are added, and no opt-out is ever lost: among rows of one address, too, the
one that opts out decides the status. The caller holds the adding of the addresses in
the bucket (`Counter.objects.hold_adding`), so that nobody else inserts one meanwhile;
no address is in two buckets, so that several may be written at once.
"""

from __future__ import annotations

import json
import secrets
from collections import Counter as Tally
from dataclasses import asdict, dataclass, field
from string import Template
from typing import Any

from django.db import connection, transaction
from django.db.models.expressions import RawSQL

from audiences.models import Counter
from contacts import grouping, holding, texting
from contacts.causes import Cause
from contacts.holding import Held
from contacts.imports import extras, statement
from contacts.models import Import, ImportBucket
from events.names import Own
from events.waking import wake_after_commit

# Which statuses a file may move: nobody who opted out or bounced comes back by import.
OPEN_TO = {
    "subscribed": ["nonsubscribed"],
    "unsubscribed": ["subscribed", "nonsubscribed", "pending"],
    "cleaned": ["subscribed", "nonsubscribed", "pending"],
    "nonsubscribed": [],
    "pending": [],
}
MOVES = [f"{old} {new}" for new, olds in OPEN_TO.items() for old in olds]


@dataclass(slots=True)
class Outcome:
    """What a bucket did, or would do.

    Moves are (old status, new status, people); new people come from no status.
    """

    created: int
    updated: int
    unchanged: int
    moves: list[tuple[str, str, int]]
    tags: dict[str, int]
    groups: dict[str, int] = field(default_factory=dict)


def write(run: Import, cause: Cause, bucket: int) -> Outcome:
    """Write the bucket's people, their events, consent and counters, and only once."""
    key = _key(run, cause, bucket)
    met, here = _meet(key)
    place = _place(run, bucket, met - here)
    if place.outcome is not None:
        return Outcome(**place.outcome)
    with transaction.atomic():
        if here:  # some may have left since
            here, key["ids"] = _read(statement.LOCK, key)
        key["ordinal"] = _first_ordinal(place, met - here)
        key["gaining"] = _gaining(run, key, cause)
        held = _held_by_archived(run, key)
        outcome = _execute(_sql(statement.WRITE, run), key | _groups(run))
        for name, give in extras.given_by(run.mapping):
            give(_said(name, key), cause)
        _count(cause, outcome)
        holding.count(run.audience, held, 1)
        if extras.say_sms(run.mapping):
            emails = RawSQL("SELECT unnest(%s::text[])", [key["emails"]])
            # Those who opted out since the file was read, and numbers it does not say.
            texting.heed(run.audience.contacts.filter(email__in=emails), cause)
        rows = run.audience.importbuckets.filter(import_run=run, bucket=bucket)
        rows.update(outcome=asdict(outcome))
    return outcome


def _gaining(run: Import, key: dict[str, Any], cause: Cause) -> list[int]:
    """Who of those here would get something that is given once people are written."""
    gained = extras.gained_by(run.mapping)
    return sorted({pk for name, of in gained for pk in of(_said(name, key), cause)})


def _said(name: str, key: dict[str, Any]) -> dict[int, Any]:
    """What the rows of the bucket say under the name, by whom it is to be given."""
    with connection.cursor() as cursor:
        cursor.execute(statement.LOOPED)
        cursor.execute(statement.SAID, key | {"said": name})
        return {pk: json.loads(said) for pk, said in cursor.fetchall()}


def _held_by_archived(run: Import, key: dict[str, Any]) -> Held:
    """What those hold who come back, but for what the statement itself counts."""
    if not run.update_existing:
        return {}
    among = RawSQL("SELECT unnest(%s::bigint[])", [key["ids"]])
    archived = run.audience.contacts.archived().filter(pk__in=among)
    held = holding.held_by(run.audience, archived.values_list("pk", flat=True))
    counted = {Counter.Kind.TAG, Counter.Kind.GROUP}
    return {kind: numbers for kind, numbers in held.items() if kind not in counted}


def look(run: Import, cause: Cause, bucket: int) -> Outcome:
    """What writing the bucket would do."""
    key = _key(run, cause, bucket)
    _meet(key)
    with transaction.atomic():
        key["gaining"] = _gaining(run, key, cause)
    return _execute(_sql(statement.LOOK, run), key | {"ordinal": 0} | _groups(run))


def _key(run: Import, cause: Cause, bucket: int) -> dict[str, Any]:
    said = cause.properties()
    return {
        "audience": cause.audience.pk,
        "import": run.pk,
        "bucket": bucket,
        "status": run.status,
        "open_to_status": OPEN_TO[run.status],
        "moves": MOVES,
        "update": run.update_existing,
        "source": cause.source.pk if cause.source else None,
        "actor": cause.actor.pk if cause.actor else None,
        "how": cause.how,
        "wording": cause.wording,
        "version": cause.version,
        "language": cause.language,
        "said": json.dumps(said),
        "said_of_new": json.dumps(
            {new: {**said, "created": True, "status": new} for new in OPEN_TO}
        ),
        "name": int(Own.CONTACT_IMPORTED),
        "kind": "own",
        "now": cause.at,
        # A public id from a secret and the address: asking for randomness row by row
        # would cost as much as an index.
        "salt": secrets.token_hex(16),
    }


def _sql(template: Template, run: Import) -> str:
    is_full = extras.are_filled(run.mapping)
    return statement.of(template, own=run.has_statuses, full=is_full)


def _groups(run: Import) -> dict[str, Any]:
    """The groups of the categories that columns fill; the kinds of these stay."""
    columns = (column for column in run.mapping if column["target"] == extras.GROUPS)
    categories = sorted({column["category"] for column in columns})
    groups = grouping.groups_of(run.audience, categories) if categories else []
    return {"groups": [pk for pk, _of in groups], "one_of": [of for _pk, of in groups]}


def _meet(key: dict[str, Any]) -> tuple[int, int]:
    """How many people the bucket has, and how many of them are here.

    Puts their addresses, and the ids of these, into the key.
    """
    met, key["emails"] = _read(statement.EMAILS, key)
    here, key["ids"] = _read(statement.FIND, key)
    return met, here


def _place(run: Import, bucket: int, n: int) -> ImportBucket:
    """The bucket's record, with ordinals for its new people, the same each time."""
    with transaction.atomic():
        places = run.audience.importbuckets.filter(import_run=run, bucket=bucket)
        place = places.first()
        return place or ImportBucket.objects.create(
            audience=run.audience,
            import_run=run,
            bucket=bucket,
            first_ordinal=Counter.objects.take_ordinals(run.audience, n),
            ordinals=n,
        )


def _first_ordinal(place: ImportBucket, n: int) -> int:
    """Those set aside, unless people have left since and more are needed."""
    if n <= place.ordinals:
        return place.first_ordinal
    return Counter.objects.take_ordinals(place.audience, n)


def _read(sql: str, params: dict[str, Any]) -> tuple[int, str]:
    """How many there are, and the list of them as text."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        n, listed = cursor.fetchone()
        return n, listed


def _execute(sql: str, params: dict[str, Any]) -> Outcome:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.HASHED)
        cursor.execute(sql, params)
        created, updated, unchanged, *told, heard = cursor.fetchone()
        wake_after_commit(heard)
    moves, tags, groups = told
    return Outcome(created, updated, unchanged, moves or [], tags or {}, groups or {})


def _count(cause: Cause, outcome: Outcome) -> None:
    changes = Tally[str]()
    for old, new, n in outcome.moves:
        changes[new] += n
        if old:
            changes[old] -= n
    Counter.objects.add(cause.audience, Counter.Kind.STATUS, changes)
    Counter.objects.add(cause.audience, Counter.Kind.TAG, outcome.tags)
    Counter.objects.add(cause.audience, Counter.Kind.GROUP, outcome.groups)
