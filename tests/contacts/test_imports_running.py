from __future__ import annotations

import time
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation
from django_q.models import OrmQ

from accounts.models import User
from audiences import jobs
from audiences.models import Audience, Job
from audiences.models.jobs import private_storage
from contacts import checking, uploading
from contacts.imports import intake, launching, running, staging
from contacts.imports.reading import Dialect, FileRefused
from contacts.models import Contact, Import
from tests.contacts.importing import REPORT, bring, everything, numbers, refusals, take
from tests.factories import AudienceFactory

PEOPLE = "email,first name,city,tags\n" + "".join(
    f"{'nobody' if n % 9 == 4 else f'p{n % 16}@example.com'},N{n},Oslo,t{n % 3}\n"
    for n in range(20)
)


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BUCKET_ROWS", 4)
    monkeypatch.setattr(staging, "BATCH", 5)
    monkeypatch.setattr(staging, "SECONDS", 0)


@pytest.fixture
def twin(audience: Audience) -> Audience:
    """An audience into which the file is imported without any disturbance."""
    twin = AudienceFactory.create(account=audience.account)
    bring(twin, PEOPLE)
    return twin


def staged() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM contacts_importline")
        (n,) = cursor.fetchone()
    return int(n)


def lose_staged() -> None:
    """What a crash of the database does to the unlogged table."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE contacts_importline")


def slices_of(job: Job) -> int:
    n = 1
    while jobs.work(job, 0):
        n += 1
    return n


def test_a_crash_after_any_slice_comes_to_the_same_end(
    audience: Audience, twin: Audience
) -> None:
    slices = slices_of(running.start(take(audience, PEOPLE)))
    assert slices > 8

    for crash in range(1, slices, 2):
        other = AudienceFactory.create(account=audience.account)
        job = running.start(take(other, PEOPLE))
        for _slice in range(crash):
            jobs.work(job, 0)
        lose_staged()
        job = jobs.run(job)

        assert running.report(job) == running.report(Job.objects.get(audience=twin))
        assert everything(other) == everything(twin)
        assert refusals(other) == refusals(twin)


def test_a_slice_that_fails_is_done_again(
    audience: Audience, twin: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    step, calls = jobs._steps[running.KIND], []

    def fail_every_other(job: Job) -> bool:
        calls.append(step(job))
        if len(calls) % 2:
            raise OSError("pulled the plug")
        return calls[-1]

    monkeypatch.setitem(jobs._steps, running.KIND, fail_every_other)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)

    bring(audience, PEOPLE)

    assert everything(audience) == everything(twin)
    assert refusals(audience) == refusals(twin)


def test_running_it_twice_has_one_effect(audience: Audience, twin: Audience) -> None:
    job = running.start(take(audience, PEOPLE))

    jobs.run(job)
    jobs.run(job)

    assert everything(audience) == everything(twin)


def test_nothing_is_left_in_the_staging_table(audience: Audience) -> None:
    bring(audience, PEOPLE)
    bring(audience, PEOPLE, dry_run=True)

    assert staged() == 0


def test_progress_never_goes_back(audience: Audience) -> None:
    job = running.start(take(audience, PEOPLE))
    seen = []

    while jobs.work(job, 0):
        job.refresh_from_db()
        seen.append((job.done, job.percent))
        if len(seen) == 8:
            lose_staged()

    job.refresh_from_db()
    assert seen == sorted(seen)
    assert (job.done, job.percent) == (job.total, 100)


def test_a_canceled_import_keeps_what_it_wrote_and_drops_what_it_staged(
    audience: Audience,
) -> None:
    job = running.start(take(audience, PEOPLE))
    while not job.counts.get("created"):
        jobs.work(job, 0)
        job.refresh_from_db()

    jobs.cancel(job)
    job = jobs.run(job)

    assert job.state == "canceled"
    assert audience.contacts.count() == job.counts["created"]
    assert staged() == 0


def test_an_import_of_bad_rows_only_says_so(audience: Audience) -> None:
    data = "email,name\nnobody,Ann\n,Bo\nx@,Cy\n"

    assert bring(audience, data) == numbers(3, 0, 0, 0, 3, 0)
    assert not audience.contacts.exists()


def test_one_bad_row_of_every_kind_stops_nothing(audience: Audience) -> None:
    rows = [
        *("email,name,phone", "good@example.com,Ann,+32470123456", "bad@,Bo,"),
        *('open@example.com,"Cy,', "nul@example.com,D\0,", "many@example.com,a,1,b,c"),
        *("long@example.com," + "x" * (1 << 20), "tel@example.com,E,none", ""),
        *("odd@example.com" + ",x" * 300, "also.good@example.com,Flo,"),
    ]

    assert bring(audience, "\n".join(rows)) == numbers(9, 2, 0, 0, 7, 0)
    assert refusals(audience) == [
        *((3, "email_no_domain"), (4, "quote"), (5, "nul"), (6, "ragged")),
        *((7, "long"), (8, "phone"), (10, "columns")),
    ]


def test_a_refused_row_says_column_and_value(audience: Audience) -> None:
    bring(audience, "email,Phone\na@example.com,call me\nb@example.com,1,2\n")

    rows = audience.importrefusals.order_by("line")
    assert list(rows.values_list("line", "column", "value", "row")) == [
        (2, "Phone", "call me", ["a@example.com", "call me"]),
        (3, "", "", ["b@example.com", "1"]),
    ]


def test_numbers_always_add_up(audience: Audience) -> None:
    bring(audience, "email,city\np1@example.com,Oslo\np2@example.com,\n")

    report = bring(audience, PEOPLE)

    assert set(report) == set(REPORT)
    assert report.pop("rows") == sum(report.values()) == 20
    assert (report["refused"], report["updated"]) == (2, 2)


def test_a_refused_file_leaves_nothing_behind(
    audience: Audience, own_files: Path
) -> None:
    for data in (b"", b"\x89PNG\r\n\x1a\n....", b"email,name\n", b"\0" * 5000):
        with pytest.raises(FileRefused):
            take(audience, data)

    assert not audience.imports.exists()
    assert not [path for path in own_files.rglob("*") if path.is_file()]


def test_what_was_begun_meanwhile_is_not_read_anew(audience: Audience) -> None:
    run = take(audience, PEOPLE)
    begun = Import.objects.get(audience=audience, pk=run.pk)
    running.start(begun)

    uploading.read_anew(run, Dialect("utf-8", ";", has_header=True))

    run.refresh_from_db()
    assert (run.job, run.delimiter) == (begun.job, ",")


def test_a_file_is_read_anew_in_another_way(audience: Audience) -> None:
    run = take(audience, "email;name\na@example.com;Zoé, Ann\n".encode("cp1252"))
    assert (run.encoding, run.delimiter, run.has_header) == ("cp1252", ";", True)

    uploading.read_anew(run, Dialect("cp1250", ",", has_header=False))

    run.refresh_from_db()
    assert (run.encoding, run.delimiter, run.has_header) == ("cp1250", ",", False)
    assert [column["title"] for column in run.mapping] == ["Column 1", "Column 2"]


def test_a_discarded_import_takes_its_file_along(audience: Audience) -> None:
    run = take(audience, PEOPLE)
    name = str(run.file)
    assert private_storage().exists(name)

    uploading.discard(run)

    assert not private_storage().exists(name)
    assert not Import.objects.filter(audience=audience).exists()


@pytest.mark.parametrize(
    ("rows", "about"), [(1, 1), (1234, 1234), (60_000, 60_000), (123_456, 120_000)]
)
def test_the_number_of_rows_is_about_right(
    audience: Audience, rows: int, about: int
) -> None:
    lines = "".join(f"someone-or-other-{n:06}@example.com\n" for n in range(rows))

    assert intake.rows_about(take(audience, "email\n\n" + lines)) == about


def test_an_import_is_launched_once(audience: Audience, alice: User) -> None:
    run = take(audience, PEOPLE, owner=alice)
    launching.launch(audience, run.pk)
    assert not audience.jobs.exists()  # it was not checked

    checking.check(run, lambda run: None, launching.begin_check)
    for _twice in range(2):
        launching.launch(audience, run.pk)

    _checked, job = audience.jobs.order_by("pk")
    assert (job.owner, job.kind) == (alice, "contacts.import")
    (queued,) = OrmQ.objects.all()
    assert (queued.task["func"], queued.task["args"]) == (
        *("audiences.tasks.run_job", (audience.pk, job.pk)),
    )


def test_people_remember_the_import_they_came_by(
    audience: Audience, alice: User
) -> None:
    run = take(audience, PEOPLE, owner=alice, permission="customers")

    jobs.run(running.start(run))

    consent = audience.consents.select_related("source").first()
    assert consent
    assert consent.wording == "They are customers who agreed to hear from us"
    assert (consent.actor, consent.source.label) == (alice, "people.csv")
    source = (
        Contact.objects.filter(audience=audience).select_related("source")[0].source
    )
    assert (source.kind, source.object_id) == ("import", run.pk)


def test_reasons_and_notes_speak_the_language_of_the_reader(audience: Audience) -> None:
    with translation.override("en"):
        run = take(audience, "email,City,City\na@example.com,x,y\n")
        jobs.run(running.start(run))

        assert running.notes(run) == [
            "Column “City” became a new field.",
            "Column “City” was left out: “City” fills the same already.",
        ]


def test_a_file_whose_rows_are_all_known_makes_no_field(audience: Audience) -> None:
    before = audience.fields.count()

    bring(audience, "E-mail,Prénom,Nom\na@example.com,Ann,Doe\n")

    assert audience.fields.count() == before
