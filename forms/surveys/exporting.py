"""Submissions as a file, as a job: read by id, slice by slice, put together last.

It makes the files of exports of contacts: nothing that somebody typed is a formula.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import AuditEntry
from audiences import jobs
from audiences.models.jobs import private_storage
from contacts.exports import archives, books, expiring, writing
from contacts.exports.archives import Member
from contacts.exports.orders import Format
from contacts.exports.running import SHEET_ROWS, new_name
from forms.models import Submission, Survey
from forms.surveys.design import EMAIL, Design, Question
from forms.surveys.wording import told_of

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience, Job

KIND = "forms.submissions"
SLICE = 1_000
TABLE = "submissions"
FORMATS = (Format.CSV, Format.XLSX)


@transaction.atomic
def launch(survey: Survey, format: Format, *, owner: User, ip: str) -> Job:
    last = survey.submissions.order_by("-pk").values_list("pk", flat=True).first() or 0
    job = jobs.start(
        survey.audience,
        KIND,
        _("Export of answers: %s") % survey.name,
        owner=owner,
        total=survey.submissions.filter(pk__lte=last).count(),
        survey=survey.pk,
        format=format.value,
        up_to=last,
        name=survey.name,
    )
    record(job, "ordered", actor=owner, ip=ip)
    return job


def record(job: Job, verb: str, *, actor: User, ip: str) -> None:
    AuditEntry.objects.record(
        job.audience.account,
        f"survey_export.{verb}",
        job.params["name"],
        actor=actor,
        ip=ip,
        audience=job.audience_id,
        job=job.pk,
        survey=job.params["survey"],
        format=job.params["format"],
    )


def filename(job: Job) -> str:
    name = slugify(job.params["name"]) or "survey"
    day = timezone.localtime(job.finished_at).date()
    return f"{name}-{day:%Y-%m-%d}.{job.params['format']}"


expiring.KINDS.append(KIND)


@jobs.step_of(KIND)
def step(job: Job) -> bool:
    survey = _survey(job)
    start = {"after": 0, "position": 0, "rows": 0, "crc": 0, "raw": 0, "packed": 0}
    cursor = job.cursor or start
    rows = survey.submissions.filter(pk__lte=job.params["up_to"])
    following = rows.filter(pk__gt=cursor["after"]).select_related("contact")
    some = list(following.order_by("pk")[:SLICE])
    if some or not cursor["rows"]:
        _write(job, survey, cursor, some)
        cursor["after"] = some[-1].pk if some else job.params["up_to"]
        job.done += len(some)
        job.counts = {"rows": job.done}
        job.cursor = cursor
        if cursor["rows"] >= SHEET_ROWS and job.params["format"] == Format.XLSX:
            raise jobs.JobError(_("There are too many for a workbook. Choose CSV."))
        return True
    _finish(job, cursor)
    return False


@jobs.sweep_of(KIND)
def sweep(job: Job) -> None:
    parts = job.audience.exportparts.filter(job=job)
    names = list(parts.values_list("file", flat=True))
    parts.delete()
    transaction.on_commit(lambda: _delete_files(names))


def _delete_files(names: Sequence[str]) -> None:
    for name in names:
        private_storage().delete(name)


def _survey(job: Job) -> Survey:
    surveys = job.audience.surveys.filter(pk=job.params["survey"])
    survey: Survey | None = surveys.first()
    if survey is None:
        raise jobs.JobError(_("The survey is not here any more."))
    survey.audience = job.audience
    return survey


def _questions(survey: Survey) -> list[Question]:
    design = Design.of(survey.design)
    return [one for one in design.questions if one.kind != EMAIL]


def _titles(survey: Survey, languages: tuple[str, ...]) -> list[str]:
    return [
        *(_("When"), _("Email address"), _("Name"), _("By whom"), _("Language")),
        *(question.title(languages) for question in _questions(survey)),
    ]


def _write(
    job: Job, survey: Survey, cursor: dict[str, Any], some: Sequence[Submission]
) -> None:
    languages = (job.audience.language,)
    rows = _rows(survey, some, languages)
    is_book = job.params["format"] == Format.XLSX
    head = b""
    if not cursor["rows"]:
        titles = _titles(survey, languages)
        head = writing.csv_head(titles, bom=True)
        if is_book:
            head = books.SHEET_HEAD + writing.xlsx_head(titles)
        cursor["rows"] = 1
    first = cursor["rows"] + 1
    data = writing.xlsx_rows(rows, first) if is_book else writing.csv_rows(rows)
    cursor["rows"] += len(rows)
    _store(job, cursor, head + data)


def _rows(
    survey: Survey, some: Sequence[Submission], languages: tuple[str, ...]
) -> list[list[Any]]:
    said: dict[int, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    answers = survey.answers.filter(submission_id__in=[row.pk for row in some])
    for answer in answers.in_order():
        said[answer.submission_id][answer.question].append(answer)
    zone = ZoneInfo(survey.audience.time_zone)
    questions = _questions(survey)
    return [
        [
            row.at.astimezone(zone).replace(microsecond=0),
            row.contact.email_display if row.contact else row.email,
            row.contact.name if row.contact else "",
            str(Submission.Standing(row.standing).label),
            row.language,
            *(told_of(one, said[row.pk][one.id], languages) for one in questions),
        ]
        for row in some
    ]


def _store(job: Job, cursor: dict[str, Any], data: bytes) -> None:
    is_book = job.params["format"] == Format.XLSX
    packed = archives.compress(data) if is_book else data
    cursor["crc"] = zlib.crc32(data, cursor["crc"])
    cursor["raw"] += len(data)
    cursor["packed"] += len(packed)
    file = private_storage().save(new_name("part"), ContentFile(packed))
    job.audience.exportparts.create(
        job=job, table=TABLE, position=cursor["position"], file=file
    )
    cursor["position"] += 1


def _finish(job: Job, cursor: dict[str, Any]) -> None:
    whole = _pieces(job.audience, job)
    if job.params["format"] == Format.XLSX:
        whole = archives.archive(_members(job, cursor), timezone.localtime())
    file = File(archives.reader(whole))
    job.result = private_storage().save(new_name(job.params["format"]), file)
    job.counts = {"rows": job.done, "size": job.result.size}
    sweep(job)


def _members(job: Job, cursor: dict[str, Any]) -> Iterator[Member]:
    for name, content in books.frame([_("Answers")]):
        yield Member.of(name, content)
    tail = archives.compress(books.SHEET_TAIL)
    yield Member(
        books.sheet_name(1),
        zlib.crc32(books.SHEET_TAIL, cursor["crc"]),
        cursor["raw"] + len(books.SHEET_TAIL),
        cursor["packed"] + len(tail),
        chain(_pieces(job.audience, job), [tail]),
    )


def _pieces(audience: Audience, job: Job) -> Iterator[bytes]:
    parts = audience.exportparts.filter(job=job).order_by("position")
    for name in list(parts.values_list("file", flat=True)):
        with private_storage().open(name) as file:
            yield file.read()
