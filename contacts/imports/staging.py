"""The next part of the file into the staging table, its refused rows beside it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO
from zoneinfo import ZoneInfo

from django.db import connection

from contacts import texting
from contacts.imports import extras, lists, reading, tags
from contacts.imports.copying import Copying, copy_line, with_extra
from contacts.imports.extras import Place
from contacts.imports.groups import GroupBook
from contacts.imports.mapping import Column
from contacts.imports.reading import Record
from contacts.imports.rows import RowReader, RowRefused, Staged
from contacts.imports.tags import TagBook, TooManyTags
from contacts.models import Field, Import, ImportRefusal, Suppression

BATCH = 1_000  # so much of it as the server's socket holds: see `Copying`
BATCH_BYTES = 4 << 20
SECONDS = 2.0  # what one slice reads
MAX_KEPT_CELL = 500  # of a refused row, per cell

COPY = """
COPY contacts_importline (
    audience_id, import_id, bucket, line, email, email_display,
    first_name, last_name, phone, language, country, fields, tag_ids, status{more}
) FROM STDIN
"""
DROP = "DELETE FROM contacts_importline WHERE audience_id = %s AND import_id = %s"
THERE = """
SELECT 1 FROM contacts_importline
WHERE audience_id = %s AND import_id = %s AND bucket = %s AND line = %s
"""


@dataclass(slots=True)
class Stage:
    """Where staging stands; kept in the job's cursor."""

    offset: int = 0
    line: int = 0
    rows: int = 0
    staged: int = 0
    refused: int = 0
    last_bucket: int = 0
    last_line: int = 0
    # What an import makes, as it is met: names, of groups behind their category.
    new_tags: list[str] = field(default_factory=list)
    new_groups: list[list[int | str]] = field(default_factory=list)

    def is_intact(self, run: Import) -> bool:
        """Whether the staged rows are still there: a crash empties the table."""
        if not self.staged:
            return True
        key = [run.audience_id, run.pk, self.last_bucket, self.last_line]
        with connection.cursor() as cursor:
            cursor.execute(THERE, key)
            return cursor.fetchone() is not None


def clear(run: Import) -> None:
    """Drop what is staged of the import."""
    with connection.cursor() as cursor:
        cursor.execute(DROP, [run.audience_id, run.pk])


class Stager:
    """Stages one import; made anew for each slice."""

    def __init__(
        self,
        run: Import,
        columns: Sequence[Column],
        fields: Sequence[Field],
        buckets: int,
        stage: Stage,
    ) -> None:
        self.run = run
        self.columns = columns
        self.buckets = buckets
        zone = ZoneInfo(run.audience.time_zone)
        create = not run.dry_run
        self.groups = GroupBook(
            run.audience, columns, create=create, met=stage.new_groups
        )
        self.reader = RowReader(
            *(columns, fields, Place(run.audience.country, zone, run.audience)),
            self.groups.by_column,
            status=run.status,
            is_permitted=run.is_permitted,
            is_marked=bool(run.lists),
        )
        self.has_extras = extras.are_filled(run.mapping)
        self.has_numbers = any(one.target == extras.SMS_PHONE for one in columns)
        self.tags = TagBook(
            run.audience, run.tag_ids, create=create, met=stage.new_tags
        )
        suppressions = Suppression.objects.binding(run.audience)
        self.any_suppressed = suppressions.exists()

    def stage_more(self, file: IO[bytes], stage: Stage) -> bool:
        """Read on for a while; return whether the file has more.

        Raises `FileRefused` where it would make too many tags.
        """
        ends = time.monotonic() + SECONDS
        left = lists.stretches(self.run, file, stage.offset, stage.line)
        with Copying(COPY.format(more=", extra" if self.has_extras else "")) as copying:
            for self.reader.said, source in left:
                while batch := reading.next_of(source, BATCH, BATCH_BYTES):
                    self._stage(batch, stage, copying)
                    if time.monotonic() > ends:
                        return True
        return False

    def _stage(self, batch: list[Record], stage: Stage, copying: Copying) -> None:
        staged: list[Staged] = []
        refused: list[tuple[Record, RowRefused]] = []
        for record in batch:
            try:
                staged.append(self.reader.read(record))
            except RowRefused as refusal:
                refused.append((record, refusal))
        copying.finish()
        if self.any_suppressed:
            staged = self._without_suppressed(staged, batch, refused)
        try:
            lines = self._lines(staged)
        except TooManyTags:
            raise tags.too_many(self.columns, batch, stage.new_tags) from None
        self._keep(refused)
        if lines:
            copying.start("".join(lines))
            last = staged[-1]
            stage.last_bucket, stage.last_line = last.bucket(self.buckets), last.line
        stage.offset, stage.line = batch[-1].end, batch[-1].end_line
        stage.rows += len(batch)
        stage.staged += len(staged)
        stage.refused += len(refused)

    def _without_suppressed(
        self,
        staged: list[Staged],
        batch: list[Record],
        refused: list[tuple[Record, RowRefused]],
    ) -> list[Staged]:
        """Refuse suppressed addresses, but for people the audience has again."""
        emails = {row.email for row in staged}
        hit = Suppression.objects.among(self.run.audience, emails)
        here = self.run.audience.contacts.filter(email__in=hit)
        hit -= set(here.values_list("email", flat=True))
        by_line = {record.line: record for record in batch} if hit else {}
        for row in staged:
            if row.email in hit:
                refusal = RowRefused("suppressed", self.reader.email, row.email)
                refused.append((by_line[row.line], refusal))
        return [row for row in staged if row.email not in hit]

    def _heed_numbers(self, staged: list[Staged]) -> None:
        """Numbers that opted out of SMS stay out, whatever the file says."""
        numbered = [row for row in staged if (row.extra or {}).get(extras.SMS_PHONE)]
        numbers = {(row.extra or {})[extras.SMS_PHONE] for row in numbered}
        out = texting.opted_out(self.run.audience, numbers)
        for row in numbered:
            extra = row.extra or {}
            if extra[extras.SMS_PHONE] in out:
                row.extra = {**extra, extras.SMS_STATUS: "unsubscribed"}

    def _lines(self, staged: list[Staged]) -> list[str]:
        """Of COPY; what the rows name is made before."""
        if not staged:
            return []
        ids = self.tags.ids_of(row.tags for row in staged)
        key = (self.run.audience_id, self.run.pk)
        lines = [
            copy_line(*key, row, self.buckets, tag_ids)
            for row, tag_ids in zip(staged, ids, strict=True)
        ]
        if self.has_numbers:
            self._heed_numbers(staged)
        if self.has_extras:
            self.groups.settle(row.groups for row in staged)
            pairs = zip(lines, staged, strict=True)
            lines = [with_extra(line, row) for line, row in pairs]
        return lines

    def _keep(self, refused: list[tuple[Record, RowRefused]]) -> None:
        width = len(self.columns)
        ImportRefusal.objects.bulk_create(
            ImportRefusal(
                audience_id=self.run.audience_id,
                import_run=self.run,
                line=record.line,
                reason=refusal.code,
                column=self._title(refusal),
                value=refusal.value[:200],
                row=[cell[:MAX_KEPT_CELL] for cell in record.cells[:width]],
            )
            for record, refusal in refused
        )

    def _title(self, refusal: RowRefused) -> str:
        if refusal.index < len(self.columns) and refusal.value:
            return self.columns[refusal.index].title[:100]
        return ""
