"""A batch of rows on its way into the log: people and names found, then written."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from contacts.causes import Cause
from contacts.imports.rows import RowRefused
from contacts.ingest.reports import hashed
from contacts.models import PastImport, Source, Suppression
from contacts.past import statement
from contacts.past.columns import ID
from contacts.past.rows import Reader, Row
from contacts.receiving import Told, receive
from events import dictionary, partitions
from events.waking import wake_after_commit

if TYPE_CHECKING:
    from contacts.imports.reading import Record
    from contacts.past.statement import Written

type Refused = tuple[int, str, int, str]  # line, code, column, what it says


@dataclass(slots=True)
class Batch:
    """Rows that can be events, and those that cannot."""

    rows: list[Row] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    @property
    def emails(self) -> set[str]:
        return {row.email for row in self.rows}

    @property
    def names(self) -> set[str]:
        return {row.name for row in self.rows}

    def refuse(self, row: Row, code: str) -> None:
        self.refused.append((row.line, code, -1, row.email))


def read(reader: Reader, records: Iterable[Record]) -> Batch:
    batch = Batch()
    for record in records:
        try:
            batch.rows.append(reader.read(record))
        except RowRefused as error:
            batch.refused.append((record.line, error.code, error.index, error.value))
    return batch


def people_of(run: PastImport, batch: Batch) -> dict[str, int]:
    """The ids of those of the people who are here."""
    here = run.audience.contacts.filter(email__in=batch.emails)
    return dict(here.values_list("email", "pk"))


def prepare(run: PastImport, batch: Batch, cause: Cause) -> int:
    """Make the names that are new and, where they are to be added, the people.

    How many people that were. In a transaction before the one that writes, since who
    adds people must not hold any.
    """
    dictionary.ensure(run.audience_id, batch.names)
    missing = sorted(batch.emails - set(people_of(run, batch)))
    if not missing or run.unknown != PastImport.Unknown.ADD:
        return 0
    told = [Told(email, if_new="nonsubscribed") for email in missing]
    return sum(one.is_new for one in receive(run.audience, told, cause, update=False))


def is_prepared(run: PastImport, batch: Batch) -> bool:
    names = dictionary.ids_of(run.audience_id, batch.names)
    if batch.names - set(names):
        return False
    wants = run.unknown == PastImport.Unknown.ADD
    return not wants or not batch.emails - set(people_of(run, batch))


def write(run: PastImport, batch: Batch, received_at: datetime) -> Written | None:
    """Write what is new of the batch; refuse rows of whom or what there is not."""
    statement.hold(run.audience)
    people = people_of(run, batch)
    names = dictionary.ids_of(run.audience_id, batch.names)
    _sort_out(run, batch, set(names), here=set(people))
    if not batch.rows:
        return None
    write = partial(
        statement.write,
        *(run.audience, batch.rows, people, names),
        id=id_of(run),
        received_at=received_at,
        zone=run.zone,
    )
    try:
        with transaction.atomic():
            written = write()
    except IntegrityError:  # a longer plan asks for months that are not made yet
        partitions.ensure_partitions()
        written = write()
    for place in written.gone:
        batch.refuse(batch.rows[place], "unknown")
    wake_after_commit(written.heard)
    return written


def look(run: PastImport, batch: Batch, new_names: list[str]) -> Tally[str]:
    """What writing the batch would do; `new_names` are those met so far, and added to.

    Counts `new` events and `people` who are not here.
    """
    people = people_of(run, batch)
    names = dictionary.ids_of(run.audience_id, batch.names)
    room = dictionary.MOST - run.audience.customevents.count()
    for name in sorted(batch.names - set(names) - set(new_names)):
        if len(new_names) < room:
            new_names.append(name)
    adds = run.unknown == PastImport.Unknown.ADD
    missing = batch.emails - set(people)
    added = missing if adds else set()
    _sort_out(run, batch, {*names, *new_names}, here=set(people), added=added)
    strangers = _met_first(run, missing & batch.emails if adds else missing)
    once = _met_rows(run, batch.rows)
    known = [row for row in once if row.email in people and row.name in names]
    new = statement.count_new(run.audience, known, people, names, id=id_of(run))
    return Tally(new=len(once) - len(known) + new, people=len(strangers))


def id_of(run: PastImport) -> str | None:
    """The property by which rows are told apart, if a column gives one."""
    ids = [column["name"] for column in run.columns if column["target"] == ID]
    return ids[0] if ids else None


def cause_of(run: PastImport, at: datetime) -> Cause:
    source, _created = Source.objects.get_or_create(
        audience=run.audience,
        kind=Source.Kind.PAST,
        object_id=run.pk,
        defaults={"label": run.filename},
    )
    return Cause(run.audience, "import", actor=run.owner, source=source, at=at)


def _sort_out(
    run: PastImport,
    batch: Batch,
    names: set[str],
    *,
    here: set[str],
    added: Collection[str] = (),
) -> None:
    """Refuse the rows of people who are neither here nor added, and of other names."""
    adds = run.unknown == PastImport.Unknown.ADD
    people = here.union(added)
    asked = batch.emails - here
    barred: set[str] = set()
    if adds and asked:
        barred = set(Suppression.objects.kinds_among(run.audience, asked))
    kept = []
    for row in batch.rows:
        if row.email in barred:
            batch.refuse(row, "suppressed")
        elif row.email not in people:
            batch.refuse(row, "plan" if adds else "unknown")
        elif row.name not in names:
            batch.refuse(row, "names_full")
        else:
            kept.append(row)
    batch.rows = kept


def _met_rows(run: PastImport, rows: Sequence[Row]) -> list[Row]:
    """Those of the rows that no row before has said already."""
    keys = {
        hashed(
            "past", f"{row.email}\0{row.name}\0{row.at.isoformat()}\0{row.same}"
        ): row
        for row in reversed(rows)
    }
    fresh = statement.meet(run.audience, run.pk, list(keys))
    return [row for key, row in keys.items() if key in fresh]


def _met_first(run: PastImport, emails: Iterable[str]) -> set[str]:
    """Those of the addresses that the check has not met before."""
    keys = {hashed("person", email): email for email in emails}
    fresh = statement.meet(run.audience, run.pk, list(keys))
    return {email for key, email in keys.items() if key in fresh}
