"""Past events that are taken back, and everything that counted them."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import User
from audiences import jobs, kinds
from audiences.models import Audience
from contacts.causes import Cause
from contacts.merging import merge
from contacts.models import Contact
from contacts.past import running, undoing
from events import dictionary
from events.models import Event, EventDay, EventTotal, Listener, Outbox
from tests.contacts.bygone import bring, day, go, logged, numbers, take, take_back
from tests.contacts.reporting import assert_agreed, happen
from tests.factories import ContactFactory


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, email="anna@x.com")


def data_of(*days: float, email: str = "anna@x.com") -> str:
    return "email,time\n" + "".join(f"{email},{day(ago)}\n" for ago in days)


def test_events_leave_the_log_with_their_totals_and_days(
    audience: Audience, alice: User, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undoing, "SLICE", 3)
    happen(anna, "bought", 10)
    happen(anna, "bought", 4)
    run = take(audience, data_of(*range(2, 12)), name="bought")
    go(run)
    happen(anna, "bought", 3)
    go(take(audience, data_of(1, 20), name="bought"))
    mine = EventTotal.objects.filter(audience=audience, contact_id=anna.pk)
    assert mine.get().n == 15

    take_back(run, alice)

    assert run.undone == 10
    undo = audience.jobs.get(kind="audiences.undo")
    assert kinds.kind_of(undo).outcome(undo) == "10 events were taken out of the log."
    assert len(logged(audience)) == 5
    assert_agreed(audience, ZoneInfo(audience.time_zone))


def test_nothing_is_left_where_nothing_was_before(
    audience: Audience, alice: User, anna: Contact
) -> None:
    run = take(audience, data_of(2, 3), name="bought")
    go(run)

    take_back(run, alice)

    assert logged(audience) == []
    for model in (EventTotal, EventDay):
        assert not model._default_manager.filter(audience=audience).exists()
    assert undoing.undo(audience, run.pk, actor=alice) is None
    assert bring(audience, data_of(2), name="bought") == numbers(1, 1, 0, 0, 0)


def test_events_of_who_became_another_are_taken_back_from_them(
    audience: Audience, alice: User, anna: Contact
) -> None:
    run = take(audience, data_of(2, 30), name="bought")
    go(run)
    kept = ContactFactory.create(audience=audience)
    happen(kept, "bought", 5)
    merge(audience, kept.pk, anna.pk, {}, Cause(audience, "staff"))

    take_back(run, alice)

    assert Event.objects.filter(audience=audience, kind="custom").count() == 1
    total = EventTotal.objects.get(audience=audience, name__name="bought")
    assert (total.contact_id, total.n, total.first_at) == (kept.pk, 1, total.last_at)


def test_totals_keep_what_has_left_the_log_long_ago(
    audience: Audience, alice: User, anna: Contact
) -> None:
    happen(anna, "bought", 50)
    Event.objects.filter(audience=audience, kind="custom").delete()
    run = take(audience, data_of(2), name="bought")
    go(run)

    take_back(run, alice)

    total = EventTotal.objects.get(audience=audience, name__name="bought")
    assert total.n == 1
    assert total.first_at < timezone.now() - timedelta(days=49)


def test_who_listens_looks_again(
    audience: Audience, alice: User, anna: Contact
) -> None:
    names = dictionary.ensure(audience.pk, {"bought"})
    Listener.objects.get_or_create(audience=audience, name_id=names["bought"])
    run = take(audience, data_of(2, 3, 4), name="bought")
    go(run)
    Outbox.objects.filter(audience=audience).delete()

    take_back(run, alice)

    (heard,) = Outbox.objects.filter(audience=audience)
    assert (heard.contact_id, heard.is_syncing) == (anna.pk, True)


def test_people_that_were_added_stay(audience: Audience, alice: User) -> None:
    run = take(audience, data_of(2, email="new@x.com"), name="b1", unknown="add")
    go(run)

    take_back(run, alice)

    assert audience.contacts.get().email == "new@x.com"


def test_it_is_too_late_after_a_month(
    audience: Audience, alice: User, anna: Contact
) -> None:
    run = take(audience, data_of(2), name="bought")
    job = go(run)
    old = timezone.now() - timedelta(days=31)
    audience.jobs.filter(pk=job.pk).update(created_at=old)

    assert undoing.undo(audience, run.pk, actor=alice) is None
    assert len(logged(audience)) == 1


def test_nothing_is_imported_while_events_are_taken_back(
    audience: Audience, alice: User, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "run_for_now", lambda job: job)
    mended = take(audience, data_of(2, 3), name="bought")
    checked = take(audience, data_of(2, 3), name="bought")
    jobs.run(running.begin_check(checked))
    run = take(audience, data_of(2, 3), name="bought")
    go(run)
    undo = undoing.undo(audience, run.pk, actor=alice)
    assert undo

    for again in (
        lambda: running.begin_check(mended),
        lambda: running.launch(audience, checked.pk),
    ):
        with pytest.raises(jobs.JobError, match="just being taken back"):
            again()
    jobs.run(undo)

    go(mended)
    assert len(logged(audience)) == 2


def test_nothing_is_taken_back_while_a_file_is_imported(
    audience: Audience, alice: User, anna: Contact
) -> None:
    run = take(audience, data_of(2, 3), name="bought")
    go(run)
    other = take(audience, data_of(4), name="bought")
    jobs.run(running.begin_check(other))
    running.begin(audience, other.pk)

    with pytest.raises(jobs.JobError, match="just being imported"):
        undoing.undo(audience, run.pk, actor=alice)

    run.refresh_from_db()
    assert run.undone_at is None
