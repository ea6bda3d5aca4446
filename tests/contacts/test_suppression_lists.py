"""Lists of suppressed addresses brought from elsewhere."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEntry, User
from audiences import jobs
from audiences.models import Audience, Counter, Job
from contacts import uploading
from contacts.imports.reading import FileRefused
from contacts.models import Suppression, SuppressionList
from contacts.suppressions import intake, kinds, refusals, running
from events.models import Event
from tests.contacts.bulk_work import consents, counted
from tests.factories import AudienceFactory, ContactFactory


def taken(
    audience: Audience, alice: User, data: bytes | str, **settings: Any
) -> SuppressionList:
    raw = data.encode() if isinstance(data, str) else data
    listed = intake.take(audience, io.BytesIO(raw), "out.csv", owner=alice)
    for name, value in settings.items():
        setattr(listed, name, value)
    listed.save()
    return listed


def run(audience: Audience, listed: SuppressionList) -> Job:
    listed, _new = running.launch(audience, listed.pk, ip="192.0.2.7")
    assert listed.job
    job = jobs.run(listed.job)
    assert job.state == "finished", job.error
    return job


def suppressed(audience: Audience, *emails: str) -> list[bool]:
    return [Suppression.objects.holds(audience, email) for email in emails]


def test_people_on_the_list_become_unsubscribed_and_others_are_remembered(
    audience: Audience, alice: User
) -> None:
    here = [
        ContactFactory.create(audience=audience, email=f"{status}@x.com", status=status)
        for status in ("subscribed", "pending", "cleaned", "unsubscribed")
    ]
    elsewhere = ContactFactory.create(email="subscribed@x.com")
    rows = "\n".join([*(contact.email for contact in here), "Gone@X.com", "no address"])

    job = run(audience, taken(audience, alice, f"Email\n{rows}\n"))

    statuses = audience.contacts.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["unsubscribed"] * 2 + ["cleaned", "unsubscribed"]
    assert counted(audience) == {"unsubscribed": 3, "cleaned": 1}
    assert consents(here[0]) == [False]
    line = audience.consents.filter(contact=here[0]).get()
    assert (line.how, line.actor, line.ip) == ("suppression", alice, "192.0.2.7")
    events = Event.objects.filter(audience=audience)
    assert set(events.values_list("name__name", flat=True)) == {"contact.unsubscribed"}
    assert all(suppressed(audience, *(c.email for c in here), "gone@x.com"))
    elsewhere.refresh_from_db()
    assert elsewhere.status == "subscribed"
    assert running.report(job) == {
        "rows": 6,
        "added": 5,
        "known": 0,
        "unsubscribed": 2,
        "cleaned": 0,
        "refused": 1,
    }


def test_dead_addresses_are_marked_so_and_bind_the_account(
    audience: Audience, alice: User
) -> None:
    other = AudienceFactory.create(account=audience.account)
    ContactFactory.create(audience=audience, email="dead@x.com")

    run(audience, taken(audience, alice, "email\ndead@x.com\n", kind="cleaned"))

    assert audience.contacts.get().status == "cleaned"
    assert suppressed(other, "dead@x.com") == [True]


def test_an_export_of_another_service_says_why_row_by_row(
    audience: Audience, alice: User
) -> None:
    names = ("bounced", "spammer", "left", "unknown")
    for name in names:
        ContactFactory.create(audience=audience, email=f"{name}@x.com")
    data = (
        "created;email address;reason\n"
        "2026-01-01;bounced@x.com;Hard bounce\n"
        "2026-01-01;spammer@x.com;Spam Complaint\n"
        "2026-01-01;left@x.com;unsubscribe\n"
        "2026-01-01;unknown@x.com;\n"
    )

    listed = taken(audience, alice, data)
    run(audience, listed)

    assert (listed.address_column, listed.reason_column) == (1, 2)
    people = audience.contacts.order_by("pk").values_list("status", flat=True)
    assert list(people) == ["cleaned", "unsubscribed", "unsubscribed", "unsubscribed"]
    found = Suppression.objects.values_list("kind", flat=True).order_by("kind")
    assert list(found) == ["cleaned", "complaint", "unsubscribed", "unsubscribed"]


def test_who_may_be_written_to_by_the_file_itself_is_not_suppressed(
    audience: Audience, alice: User
) -> None:
    """A list of everybody with their statuses is taken for one of those who left."""
    names = ("active", "Soft bounce", "pending", "unsubscribed")
    for name in names:
        email = f"{name.split()[0]}@x.com"
        ContactFactory.create(audience=audience, email=email, status="subscribed")
    rows = "\n".join(f"{name.split()[0]}@x.com,{name}" for name in names)

    listed = taken(audience, alice, f"email,status\n{rows}\n")
    job = run(audience, listed)

    people = audience.contacts.order_by("pk").values_list("status", flat=True)
    assert list(people) == ["subscribed"] * 3 + ["unsubscribed"]
    assert Suppression.objects.count() == 1
    assert (running.report(job)["added"], running.report(job)["refused"]) == (1, 3)
    assert {why for _row, why in refusals.first_of(listed)} == {
        "It says that the person may be written to."
    }


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Hard Bounce", "cleaned"),
        ("spam-report", "complaint"),
        ("Plainte", "complaint"),
        ("désabonné", "unsubscribed"),
        ("subscribed", ""),
        ("", ""),
    ],
)
def test_words_of_other_services_are_known(word: str, kind: str) -> None:
    assert kinds.of_word(word) == kind


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_encoding_and_delimiter_is_read(
    audience: Audience, alice: User, encoding: str, delimiter: str
) -> None:
    text = f"name{delimiter}mail\nZoë{delimiter}zoe@x.com\nJosé{delimiter}jose@x.com\n"

    job = run(audience, taken(audience, alice, text.encode(encoding)))

    assert running.report(job)["added"] == 2
    assert all(suppressed(audience, "zoe@x.com", "jose@x.com"))


def test_a_list_without_titles_is_read_from_its_first_row(
    audience: Audience, alice: User
) -> None:
    job = run(audience, taken(audience, alice, "a@x.com\nb@x.com\n"))

    assert running.report(job)["added"] == 2


def test_pasted_addresses_are_read_wherever_they_stand(
    audience: Audience, alice: User
) -> None:
    text = 'Ann <a@x.com>, b@x.com; mailto:c@x.com\n"d"\nd@x,com'

    listed = intake.take_pasted(audience, text, owner=alice)
    job = run(audience, listed)

    assert running.report(job)["added"] == 3
    assert running.report(job)["refused"] == 2
    assert all(suppressed(audience, "a@x.com", "b@x.com", "c@x.com"))


@pytest.mark.parametrize("data", [b"", b"name\nAnn\n", b"\x89PNG\r\n"])
def test_a_file_without_addresses_is_refused(
    audience: Audience, alice: User, data: bytes
) -> None:
    with pytest.raises(FileRefused):
        taken(audience, alice, data)

    assert not audience.suppressionlists.exists()


def test_bringing_a_list_twice_changes_nothing_the_second_time(
    audience: Audience, alice: User
) -> None:
    ContactFactory.create(audience=audience, email="a@x.com")
    data = "email\na@x.com\nb@x.com\nA@X.com\n"
    first = run(audience, taken(audience, alice, data))
    before = (Suppression.objects.count(), audience.consents.count())

    again = run(audience, taken(audience, alice, data))

    assert running.report(first)["known"] == 1
    assert running.report(again)["added"] == running.report(again)["unsubscribed"] == 0
    assert (Suppression.objects.count(), audience.consents.count()) == before
    assert Counter.objects.by_key(audience, "status")["unsubscribed"] == 1


def test_starting_a_list_twice_starts_it_once(audience: Audience, alice: User) -> None:
    listed = taken(audience, alice, "email\na@x.com\n")

    first = running.launch(audience, listed.pk, ip="192.0.2.7")
    second = running.launch(audience, listed.pk, ip="192.0.2.7")

    assert (first[1], second[1]) == (True, False)
    assert first[0].job == second[0].job


def test_it_is_written_down_who_brought_it_and_the_file_goes(
    audience: Audience, alice: User, own_files: Path
) -> None:
    listed = taken(audience, alice, "email\na@x.com\n")
    assert [path for path in own_files.rglob("*") if path.is_file()]

    run(audience, listed)

    entry = AuditEntry.objects.get(verb="suppressions.imported")
    assert (entry.actor, entry.details["added"]) == (alice, 1)
    listed.refresh_from_db()
    assert not listed.file


def test_a_batch_asks_as_often_for_many_rows_as_for_few(
    audience: Audience, alice: User
) -> None:
    counts = []
    for n in (3, 300):
        for place in range(n):
            ContactFactory.create(audience=audience, email=f"p{n}-{place}@x.com")
        rows = "\n".join(f"p{n}-{place}@x.com" for place in range(n))
        listed = taken(audience, alice, f"email\n{rows}\nnobody\n")
        listed, _new = running.launch(audience, listed.pk, ip="192.0.2.7")
        assert listed.job
        listed.job.audience = audience
        with CaptureQueriesContext(connection) as log:
            running.step(listed.job)
        counts.append(len(log))

    assert counts[0] == counts[1]


def test_what_was_never_started_goes_in_time(audience: Audience, alice: User) -> None:
    listed = taken(audience, alice, "email\na@x.com\n")
    fresh = taken(audience, alice, "email\na@x.com\n")
    old = timezone.now() - timedelta(days=60)
    audience.suppressionlists.filter(pk=listed.pk).update(created_at=old)

    assert uploading.expire(SuppressionList) == 1

    assert list(audience.suppressionlists.all()) == [fresh]


def test_refused_lines_go_in_time(audience: Audience, alice: User) -> None:
    job = run(audience, taken(audience, alice, "email\na@x.com\nnobody\n"))
    assert refusals.forget() == 0
    old = timezone.now() - timedelta(days=400)
    audience.jobs.filter(pk=job.pk).update(finished_at=old)

    assert refusals.forget() == 1
    assert audience.suppressionlists.exists()
