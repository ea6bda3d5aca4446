"""Past events of a file: checked, written once, and counted."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEntry, Plan
from audiences import jobs
from audiences.models import Audience
from audiences.plans import PlanLimit
from contacts import uploading
from contacts.ingest import writing
from contacts.ingest.reports import Reader
from contacts.models import PastImport, Suppression
from contacts.past import refusals as kept
from contacts.past import running
from events import dictionary
from events.models import CustomEvent, Event, Listener, Outbox
from tests.contacts.bygone import (
    bring,
    check,
    day,
    go,
    logged,
    numbers,
    refusals,
    take,
)
from tests.contacts.reporting import assert_agreed
from tests.factories import AudienceFactory, ContactFactory

ADD = PastImport.Unknown.ADD


@pytest.fixture(autouse=True)
def anna(audience: Audience) -> None:
    ContactFactory.create(audience=audience, email="anna@x.com")


def test_each_row_becomes_an_event_with_its_total_and_its_day(
    audience: Audience,
) -> None:
    data = (
        f"email,event,time,amount\nAnna@X.com,bought,{day(40)},7\n"
        f"anna@x.com,left,{day(2)},\nanna@x.com,bought,{day(3)},8\n"
    )
    run = take(audience, data)

    assert check(run) == numbers(3, 3, 0, 0, 0)
    assert logged(audience) == []
    job = go(run)

    assert running.report(job) == numbers(3, 3, 0, 0, 0)
    assert logged(audience) == [
        ("bought", {"amount": 7}),
        ("bought", {"amount": 8}),
        ("left", {}),
    ]
    assert_agreed(audience, ZoneInfo(audience.time_zone))
    log = Event.objects.filter(audience=audience)
    assert set(log.values_list("is_syncing", "received_at")) == {(True, job.created_at)}
    entry = AuditEntry.objects.get(verb="events.imported")
    assert entry.details["new"] == 3
    assert not audience.pastkeys.exists()


def test_the_same_file_twice_writes_nothing_twice(audience: Audience) -> None:
    row = f"anna@x.com,{day(2)},1.0"
    data = f"email,time,n\n{row}\n{row}\nANNA@x.com,{day(2)},1\nanna@x.com,{day(3)},1\n"
    first = bring(audience, data, name="bought")
    audience.receipts.all().delete()

    again = take(audience, data, name="bought")

    assert first == numbers(4, 2, 2, 0, 0)
    assert check(again) == numbers(4, 0, 4, 0, 0)
    assert running.report(go(again)) == numbers(4, 0, 4, 0, 0)
    assert len(logged(audience)) == 2
    assert_agreed(audience, ZoneInfo(audience.time_zone))


def test_an_id_tells_rows_apart_and_finds_them_again(audience: Audience) -> None:
    at = day(2)
    data = f"email,time,id,n\nanna@x.com,{at},1,5\nanna@x.com,{at},2,5\n"
    corrected = f"email,time,id,n\nanna@x.com,{at},1,6\nanna@x.com,{at},3,5\n"

    assert bring(audience, data, name="bought") == numbers(2, 2, 0, 0, 0)
    run = take(audience, corrected, name="bought")
    assert check(run) == numbers(2, 1, 1, 0, 0)
    go(run)

    said = [said["id"] for _name, said in logged(audience)]
    assert said == ["1", "2", "3"]


def test_what_was_reported_already_is_not_written_again(audience: Audience) -> None:
    at = day(2)
    anna = audience.contacts.get()
    other = AudienceFactory.create(account=audience.account)
    ContactFactory.create(audience=other, email="anna@x.com")
    report = {"name": "bought", "occurred_at": at, "properties": {"n": 5.0}}
    writing.write(audience, [Reader.of(audience).read(anna.pk, report)])
    data = f"email,time,n\nanna@x.com,{at},5\n"

    assert bring(audience, data, name="bought") == numbers(1, 0, 1, 0, 0)
    assert bring(audience, data, name="sold") == numbers(1, 1, 0, 0, 0)
    assert bring(other, data, name="bought") == numbers(1, 1, 0, 0, 0)


def test_a_batch_done_once_more_goes_on_where_it_stood(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 2)
    rows = "".join(f"anna@x.com,{day(n + 2)}\n" for n in range(7))
    run = take(audience, f"email,time\n{rows}", name="bought")
    check(run)
    run, _new = running.begin(audience, run.pk)
    assert run.job
    jobs.work(run.job, 0)
    jobs.work(run.job, 0)
    run.job.refresh_from_db()
    stood = run.job.cursor

    audience.jobs.filter(pk=run.job.pk).update(cursor={})
    job = jobs.run(run.job)

    assert stood["offset"] > 0
    assert len(logged(audience)) == 7
    assert job.counts["rows"] >= 7
    assert_agreed(audience, ZoneInfo(audience.time_zone))


def test_strangers_are_refused_or_added_but_never_subscribed(
    audience: Audience,
) -> None:
    Suppression.objects.keep(audience, "out@x.com", "unsubscribed")
    data = "email,time\n" + "".join(
        f"{name}@x.com,{day(2)}\n" for name in ("new", "new", "out", "anna")
    )

    assert bring(audience, data, name="bought") == numbers(4, 1, 0, 3, 0)
    run = take(audience, data, name="sold", unknown=ADD)
    assert check(run) == numbers(4, 2, 1, 1, 1)
    assert running.report(go(run)) == numbers(4, 2, 1, 1, 1)

    new = audience.contacts.get(email="new@x.com")
    assert (new.status, str(new.source)) == ("nonsubscribed", "bought.csv")
    assert not audience.consents.filter(contact=new).exists()
    assert (4, "suppressed") in refusals(audience)


def test_the_plan_holds(audience: Audience) -> None:
    plan = Plan.objects.create(name="One", position=9, max_contacts=2)
    audience.account.plan = plan
    audience.account.save()
    data = f"email,time\nb@x.com,{day(2)}\nc@x.com,{day(2)}\nanna@x.com,{day(2)}\n"
    run = take(audience, data, name="bought", unknown=ADD)

    with pytest.raises(PlanLimit):
        running.run_here(run)

    assert running.lacks_room(audience.pastimports.get())
    assert (audience.contacts.count(), logged(audience)) == (1, [])


def test_past_events_go_back_as_far_as_the_plan_keeps_them(audience: Audience) -> None:
    audience.account.plan = Plan.objects.create(name="M", position=9, event_days=30)
    audience.account.save()
    data = f"email,time\nanna@x.com,{day(29)}\nanna@x.com,{day(31)}\n"

    bring(audience, data, name="bought")

    assert refusals(audience) == [(3, "old")]
    assert len(logged(audience)) == 1


def test_who_listens_hears_of_it_as_of_the_past(audience: Audience) -> None:
    names = dictionary.ensure(audience.pk, {"bought"})
    Listener.objects.get_or_create(audience=audience, name_id=names["bought"])

    bring(audience, f"email,time\nanna@x.com,{day(2)}\n", name="bought")

    (heard,) = Outbox.objects.filter(audience=audience)
    assert heard.is_syncing


def test_names_too_many_are_refused(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dictionary, "MOST", 2)
    rows = "".join(f"anna@x.com,{day(2)},name{n}\n" for n in range(3))
    run = take(audience, f"email,time,event\n{rows}")

    assert check(run) == numbers(3, 2, 0, 1, 0)
    assert running.report(go(run)) == numbers(3, 2, 0, 1, 0)
    assert CustomEvent.objects.filter(audience=audience).count() == 2
    assert refusals(audience) == [(4, "names_full")]


def test_a_batch_asks_as_often_for_many_rows_as_for_few(audience: Audience) -> None:
    counts = []
    for n in (3, 60):
        rows = "".join(f"anna@x.com,{day(2 + k)},{n}\n" for k in range(n))
        run = take(audience, f"email,time,n\n{rows}nobody,,\n", name="bought")
        check(run)
        run, _new = running.begin(audience, run.pk)
        assert run.job
        run.job.audience = audience
        dictionary.ensure(audience.pk, {"bought"})
        with CaptureQueriesContext(connection) as log:
            running.step(run.job)
        counts.append(len(log))

    assert counts[0] == counts[1]


def test_refused_rows_are_told_as_csv_that_no_sheet_takes_for_formulas(
    audience: Audience,
) -> None:
    rows = f"=2+3,{day(2)},1\nanna@x.com,{day(2)},1\n"
    run = take(audience, f"email,time,n\n{rows}", name="bought")
    go(run)

    table = "".join(kept.csv_of(run))

    assert "2,An email address needs an @ in the middle.,'=2+3," in table


def test_only_so_many_refused_rows_are_kept_and_all_are_counted(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_KEPT", 2)
    rows = "".join(f"nobody,{day(2)}\n" for _n in range(5))

    job = go(take(audience, f"email,time\n{rows}anna@x.com,x\n", name="bought"))

    assert len(refusals(audience)) == 2
    assert [n for _why, n in kept.by_reason(job)] == [5, 1]


def test_files_and_refused_rows_go_in_time(audience: Audience) -> None:
    data = f"email,time\nanna@x.com,{day(2)}\nnobody,\n"
    waiting, done = take(audience, data), take(audience, data, name="bought")
    go(done)
    old = timezone.now() - timedelta(days=900)
    audience.pastimports.filter(pk=waiting.pk).update(created_at=old)
    audience.jobs.all().update(finished_at=old)

    assert uploading.expire(PastImport) == 2
    assert kept.forget() == 1

    (left,) = audience.pastimports.all()
    assert (left, left.file.name, refusals(audience)) == (done, "", [])


def test_a_run_that_is_stopped_keeps_what_it_wrote(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 1)
    rows = "".join(f"anna@x.com,{day(n + 2)}\n" for n in range(4))
    run = take(audience, f"email,time\n{rows}", name="bought")
    check(run)
    run, _new = running.begin(audience, run.pk)
    assert run.job
    jobs.work(run.job, 0)
    jobs.work(run.job, 0)

    jobs.cancel(run.job)
    job = jobs.run(run.job)

    assert job.state == "canceled"
    assert len(logged(audience)) == job.counts["new"] == 1
    assert AuditEntry.objects.get(verb="events.imported").details["new"] == 1
