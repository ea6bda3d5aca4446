"""An import from taking the file to the end of its job, against COPY and one upsert.

The file has eight columns, one of them tags and one a field of the audience's own.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from audiences import jobs
from audiences.models import Audience, Counter, Job
from bench.building import tag_ids
from bench.datasets import Data
from bench.measuring import Seconds, at_least, bench, in_turns
from bench.people import PEOPLE, people
from bench.statements import execute, fetch
from contacts.imports import intake, running

ROUNDS = 10
# Or whoever writes next would sort in what the one before left unsorted.
SORTED_IN = "SELECT gin_clean_pending_list('contacts_contact_search')"

FILE = f"""
COPY (
    SELECT email AS "Email", first_name AS "First name", last_name AS "Last name",
        phone AS "Phone", country AS "Country", language AS "Language",
        city AS "City",
        (SELECT string_agg('Tag ' || lpad(t::text, 2, '0'), ',') FROM unnest(tags) AS t)
            AS "Tags"
    FROM ({PEOPLE}) AS person ORDER BY md5(email)
) TO STDOUT WITH (FORMAT csv, HEADER)
"""
RAW = """
DROP TABLE IF EXISTS raw;
CREATE UNLOGGED TABLE raw (
    email text, first_name text, last_name text, phone text,
    country text, language text, city text, tags text
)
"""
COPY = "COPY raw FROM STDIN WITH (FORMAT csv, HEADER)"

STAGED = """
DROP TABLE IF EXISTS staged;
CREATE UNLOGGED TABLE staged (
    line bigint, email text COLLATE "C", first_name text, last_name text, phone text,
    country text, language text, fields jsonb, tag_ids int[]
)
"""
STAGE = f"""
INSERT INTO staged
SELECT row_number() OVER (ORDER BY md5(email)), email, first_name, last_name, phone,
    country, language, jsonb_build_object('f0', city),
    ARRAY(SELECT (%(tags)s::int[])[tag] FROM unnest(tags) AS tag ORDER BY 1)
FROM ({PEOPLE}) AS person
"""
UPSERT = """
INSERT INTO contacts_contact AS c (
    audience_id, public_id, ordinal, email, email_display, status, status_at,
    first_name, last_name, phone, sms_phone, sms_status, language, time_zone,
    country, region, email_client, rating, vip, created_at, changed_at,
    tag_ids, group_ids, fields
)
SELECT %(audience)s, gen_random_uuid(), %(ordinal)s - 1 + row_number() OVER (), email,
    email, 'subscribed', now(), first_name, last_name, phone, '', 'nonsubscribed',
    language, '', country, '', '', 0, false, now(), now(), tag_ids, '{}', fields
FROM (SELECT DISTINCT ON (email) * FROM staged ORDER BY email, line DESC) AS incoming
ON CONFLICT (audience_id, email) DO UPDATE SET
    first_name = coalesce(nullif(excluded.first_name, ''), c.first_name),
    last_name = coalesce(nullif(excluded.last_name, ''), c.last_name),
    phone = coalesce(nullif(excluded.phone, ''), c.phone),
    language = coalesce(nullif(excluded.language, ''), c.language),
    country = coalesce(nullif(excluded.country, ''), c.country),
    fields = c.fields || excluded.fields,
    tag_ids = c.tag_ids | excluded.tag_ids,
    status = CASE c.status WHEN 'nonsubscribed' THEN 'subscribed' ELSE c.status END,
    archived_at = NULL, changed_at = now()
"""


@dataclass(frozen=True)
class Batch:
    """Who comes in: every side takes a batch of its own, all of them alike."""

    audience: Audience
    numbers: tuple[int, int, int, int]

    def load(self) -> Callable[[], object]:
        """Import them as a file."""
        file = self.file()
        execute(SORTED_IN)
        return lambda: self._import(file)

    def copy(self) -> Callable[[], object]:
        """Copy the same bytes into a table that is neither logged nor indexed."""
        file = self.file()
        execute(RAW)
        return lambda: _copy(file)

    def upsert(self) -> Callable[[], object]:
        """Write them from a staging table into contacts, and nothing else."""
        execute(STAGED)
        execute(STAGE, {**people(*self.numbers), "tags": tag_ids(self.audience)})
        execute("ANALYZE staged")
        ((rows,),) = fetch("SELECT count(*) FROM staged")
        ordinal = Counter.objects.take_ordinals(self.audience, rows)
        execute(SORTED_IN)
        params = {"audience": self.audience.pk, "ordinal": ordinal}
        return lambda: execute(UPSERT, params)

    def file(self) -> bytes:
        with (
            connection.cursor() as cursor,
            cursor.copy(FILE, people(*self.numbers)) as copy,
        ):
            return b"".join(copy)

    def _import(self, file: bytes) -> None:
        run = intake.take(self.audience, io.BytesIO(file), "people.csv", owner=None)
        job = jobs.run(running.start(run))
        run.file.delete(save=False)
        if job.state != Job.State.FINISHED or job.counts["refused"]:
            raise RuntimeError(f"The import ended as {job.state}: {job.counts}")


@bench(
    "import of new people",
    at_least("import of new people / raw COPY", 0.008, of="copy"),
    at_least("import of new people / bare upsert", 0.6, of="upsert"),
)
def import_into_an_empty_audience(data: Data) -> Seconds:
    rows = _rows(data)

    def batch(name: str) -> Batch:
        return Batch(data.new_audience(name), (1, rows, 1, 0))

    return in_turns(
        ROUNDS,
        ours=lambda number: batch(f"Imported {number}").load(),
        copy=lambda number: Batch(data.audience, (1, rows, 1, 0)).copy(),
        upsert=lambda number: batch(f"Upserted {number}").upsert(),
    )


@bench(
    "import of half known people",
    at_least("import of half known people / raw COPY", 0.008, of="copy"),
    at_least("import of half known people / bare upsert", 0.6, of="upsert"),
)
def import_into_a_large_audience(data: Data) -> Seconds:
    """Every known person gets a value she lacked; none is met twice."""
    half = _rows(data) // 2

    def batch(number: int) -> Batch:
        known, new = number * half, data.size + number * half
        numbers = (known + 1, known + half, new + 1, new + half)
        return Batch(data.audience, numbers)

    return in_turns(
        ROUNDS,
        ours=lambda number: batch(2 * number).load(),
        copy=lambda number: batch(2 * number).copy(),
        upsert=lambda number: batch(2 * number + 1).upsert(),
    )


def _rows(data: Data) -> int:
    return max(20_000, data.size // 10)


def _copy(file: bytes) -> None:
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for start in range(0, len(file), 1 << 18):
            copy.write(file[start : start + (1 << 18)])
