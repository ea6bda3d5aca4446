import json
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audiences.models import Audience, Job
from audiences.plans import PlanLimit
from contacts import uploading
from contacts.imports import (
    arrivals,
    launching,
    lists,
    mapping,
    preparing,
    reasons,
    rows,
    running,
)
from contacts.imports.reading import FileRefused
from contacts.imports.tags import TagBook
from contacts.models import Import

STATUSES = ["subscribed", "unsubscribed", "nonsubscribed", "cleaned"]


class Command(BaseCommand):
    help = (
        "Imports contacts from a CSV, TSV or XLSX file, or from the export archive of "
        "another service, whole, in this process."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--audience", required=True, help="its number or its public id"
        )
        parser.add_argument(
            "--sheet", default="", help="of a workbook, or one list of an archive"
        )
        parser.add_argument(
            "--status",
            default="subscribed",
            help=f"of rows that say none: {', '.join(STATUSES)}",
        )
        parser.add_argument("--tags", default="", help="for everyone, comma-separated")
        parser.add_argument(
            "--update", action="store_true", help="update people who are here already"
        )
        parser.add_argument("--dry-run", action="store_true", help="write nothing")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["status"] not in STATUSES:
            raise CommandError(f"The status is one of {', '.join(STATUSES)}.")
        try:
            audience = Audience.objects.named(options["audience"])
        except Audience.DoesNotExist:
            raise CommandError(f"There is no audience {options['audience']}.") from None
        try:
            run = self._take(audience, options)
            job = self._run(run)
        except (FileRefused, PlanLimit) as refused:
            raise CommandError(str(refused)) from None
        except OSError as error:
            why = error.strerror or str(error)
            raise CommandError(f"{options['file']}: {why}.") from None
        if job.state != Job.State.FINISHED:
            raise CommandError(job.error or f"The import ended as {job.state}.")
        self._report(run, job, as_json=options["json"])

    def _take(self, audience: Audience, options: dict[str, Any]) -> Import:
        names = [name.strip() for name in options["tags"].split(",") if name.strip()]
        if any(len(name) > rows.MAX_TAG for name in names):
            raise FileRefused(reasons.sentence("tag_long"))
        if len(names) > rows.MAX_TAGS:
            raise FileRefused(reasons.sentence("tags_many"))
        # A name may hold bytes that are no text.
        filename = os.fsencode(options["file"].name).decode(errors="replace")
        with options["file"].open("rb") as file:
            part = options["sheet"]
            run = arrivals.receive(audience, file, filename, owner=None, part=part)
        try:
            preparing.finish(run)
            self._settle(run, names, options)
        except FileRefused:
            uploading.discard(run)
            raise
        return run

    def _run(self, run: Import) -> Job:
        try:
            return launching.run_here(run)
        except PlanLimit:
            uploading.discard(run)
            raise

    def _settle(self, run: Import, tags: list[str], options: dict[str, Any]) -> None:
        mapping.check(run.mapping, run.audience.fields.present())
        for part in run.lists:
            part["is_taken"] = options["sheet"] in ("", part["name"])
        run.status = options["status"]
        run.update_existing = options["update"]
        run.dry_run = options["dry_run"]
        if run.dry_run:
            book = TagBook(run.audience, (), create=False)
            run.tag_ids = list(book.ids_of([tuple(tags)])[0])
        else:
            run.new_tags = tags
        for column in run.mapping:
            if column["target"] == mapping.NEW:
                column["type"] = "text"
        run.save()

    def _report(self, run: Import, job: Job, *, as_json: bool) -> None:
        report = running.report(job)
        if as_json:
            self.stdout.write(json.dumps(report))
            return
        for name, n in report.items():
            self.stdout.write(f"{name:>10} {n:>9,}")
        for note in running.notes(run):
            self.stdout.write(note)
        refused = run.audience.importrefusals.filter(import_run=run).order_by("line")
        parts = lists.of(run)
        for row in refused[:20]:
            part, line = lists.place_of(parts, row.line)
            where = ", ".join(filter(None, [part, f"line {line}", row.column]))
            self.stdout.write(f"{where}: {reasons.sentence(row.reason)} {row.value}")
