import json
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audiences import jobs
from audiences.models import Audience, Job
from audiences.plans import PlanLimit
from contacts import uploading
from contacts.imports import preparing
from contacts.imports.reading import FileRefused
from contacts.ingest.reports import NAME
from contacts.models import PastImport
from contacts.past import columns, intake, reasons, running
from contacts.past.columns import EVENT, Column

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Imports what people did in the past from a CSV, TSV or XLSX file, whole, "
        "in this process. What is there already is not written again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--audience", required=True, help="its number or its public id"
        )
        parser.add_argument("--sheet", default="", help="of a workbook")
        parser.add_argument(
            "--name", default="", help="of the events, where no column says it"
        )
        parser.add_argument(
            "--add-unknown",
            action="store_true",
            help="add people who are not here as nonsubscribed",
        )
        parser.add_argument("--dry-run", action="store_true", help="write nothing")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            audience = Audience.objects.named(options["audience"])
        except Audience.DoesNotExist:
            raise CommandError(f"There is no audience {options['audience']}.") from None
        try:
            run = self._take(audience, options)
            job = self._run(run, options)
        except (FileRefused, PlanLimit, jobs.JobError) as refused:
            raise CommandError(str(refused)) from None
        except OSError as error:
            why = error.strerror or str(error)
            raise CommandError(f"{options['file']}: {why}.") from None
        if job.state != Job.State.FINISHED:
            raise CommandError(job.error or f"The import ended as {job.state}.")
        self._report(run, job, as_json=options["json"])
        if options["dry_run"]:
            uploading.discard(run)

    def _take(self, audience: Audience, options: dict[str, Any]) -> PastImport:
        # A name may hold bytes that are no text.
        filename = os.fsencode(options["file"].name).decode(errors="replace")
        with options["file"].open("rb") as file:
            part = options["sheet"]
            run = intake.take(audience, file, filename, owner=None, part=part)
        try:
            preparing.finish(run)
            self._settle(run, options)
        except FileRefused:
            uploading.discard(run)
            raise
        return run

    def _settle(self, run: PastImport, options: dict[str, Any]) -> None:
        if options["name"]:
            for column in run.columns:
                if column["target"] == EVENT:
                    column["target"] = columns.PROPERTY
            run.name = options["name"]
        settled = [Column(**column) for column in run.columns]
        if problem := next(columns.problems_of(settled), ""):
            raise FileRefused(problem)
        says_name = any(column.target == EVENT for column in settled)
        if not says_name and not NAME.fullmatch(run.name):
            raise FileRefused(f"--name: {reasons.sentence('event_name')}")
        if options["add_unknown"]:
            run.unknown = PastImport.Unknown.ADD
        run.save()

    def _run(self, run: PastImport, options: dict[str, Any]) -> Job:
        try:
            if options["dry_run"]:
                return jobs.run(running.begin_check(run))
            return running.run_here(run)
        except (PlanLimit, jobs.JobError):
            uploading.discard(run)
            raise

    def _report(self, run: PastImport, job: Job, *, as_json: bool) -> None:
        report = running.report(job)
        if as_json:
            self.stdout.write(json.dumps(report))
            return
        for name, n in report.items():
            self.stdout.write(f"{name:>10} {n:>9,}")
        refused = run.audience.pastrefusals.filter(past=run).order_by("line")
        for row in refused[:SHOWN]:
            where = ", ".join(filter(None, [f"line {row.line}", row.column]))
            self.stdout.write(f"{where}: {reasons.sentence(row.reason)} {row.value}")
