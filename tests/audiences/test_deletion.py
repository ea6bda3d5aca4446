from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import AuditEntry, User
from audiences import actions, deletion, jobs, lifecycle
from audiences.models import Audience, Counter, Job
from audiences.models.jobs import private_storage
from contacts import suppression
from contacts.models import Consent, Contact, Import, ImportRefusal, Suppression
from events import log
from events.names import Own
from tests.factories import AudienceFactory, ContactFactory, TagFactory

KEPT_ROWS = "SELECT count(*) FROM {} WHERE audience_id = %s"


def fill(audience: Audience, contacts: int = 3) -> Import:
    """Give the audience rows in its tables; return its import, which has a file."""
    tag = TagFactory.create(audience=audience)
    for number in range(contacts):
        ContactFactory.create(
            audience=audience,
            email=f"person{number}@example.com",
            tag_ids=[tag.pk],
            status=["subscribed", "unsubscribed", "cleaned"][number % 3],
        )
    ids = list(audience.contacts.values_list("pk", flat=True))
    yes: dict[str, Any] = {"purpose": "email", "given": True, "at": timezone.now()}
    for pk in ids:
        Consent.objects.create(audience=audience, contact_id=pk, **yes)
    log.record(audience.pk, Own.CONTACT_ADDED, ids)
    actions.add(actions.begin(audience, "tag", "Tagged", actor=None), ids)
    run = Import.objects.create(
        audience=audience,
        filename="people.csv",
        file=ContentFile(b"email\n", name="people.csv"),
        job=jobs.start(audience, "contacts.import", "people.csv", owner=None),
    )
    ImportRefusal.objects.create(audience=audience, import_run=run, line=2, reason="x")
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO contacts_importline
            VALUES (%s, %s, 0, 1, 'a@b.c', 'a@b.c', '', '', '', '', '', '{}', '{}')
            """,
            [audience.pk, run.pk],
        )
    return run


def rows(audience: Audience) -> dict[str, int]:
    names = [*(table.name for table in deletion.tables()), "audiences_job"]
    counted = {}
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(KEPT_ROWS.format(name), [audience.pk])
            counted[name] = cursor.fetchone()[0]
    return {name: n for name, n in counted.items() if n}


def delete(audience: Audience, actor: User, **how: Any) -> None:
    jobs.work(lifecycle.delete_later(audience, actor, **how), None)


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deletion, "SLICE", 2)


def test_every_table_of_an_audience_is_emptied_children_first() -> None:
    names = [table.name for table in deletion.tables()]

    assert set(names) >= {"contacts_importline", "events_event", "contacts_contact"}
    for child, parent in [
        ("contacts_consent", "contacts_contact"),
        ("contacts_contact", "contacts_source"),
        ("contacts_importrefusal", "contacts_import"),
        ("audiences_actionchunk", "audiences_action"),
    ]:
        assert names.index(child) < names.index(parent)


def test_an_index_leads_through_every_table(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT i.indrelid::regclass::text, i.indisunique,
                array_agg(a.attname ORDER BY k.place)
            FROM pg_index i
            CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(number, place)
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
            GROUP BY i.indexrelid, i.indrelid, i.indisunique
            """
        )
        indexes = cursor.fetchall()

    for table in deletion.tables():
        wanted = ["audience_id", *table.columns]
        # Of what an audience has one of, nothing is to be led through.
        assert any(
            name == table.name
            and (columns[: len(wanted)] == wanted or (unique and columns == wanted[:1]))
            for name, unique, columns in indexes
        ), table


def test_deleting_leaves_nothing_and_nobody_else_is_touched(
    audience: Audience, alice: User
) -> None:
    other = AudienceFactory.create(account=audience.account)
    fill(audience)
    fill(other)
    before = rows(other)

    delete(audience, alice)

    assert rows(audience) == {}
    assert not Audience.objects.filter(pk=audience.pk).exists()
    assert rows(other) == before


def test_the_audit_log_keeps_what_was_deleted(audience: Audience, alice: User) -> None:
    fill(audience, contacts=5)

    delete(audience, alice, ip="192.0.2.1")

    entry = AuditEntry.objects.get(verb="audience.deleted")
    assert (entry.account, entry.label, entry.actor, entry.ip) == (
        audience.account,
        "Newsletter readers",
        alice,
        "192.0.2.1",
    )
    assert entry.details["rows"]["contacts_contact"] == 5
    assert entry.details["rows"]["events_event"] == 5
    assert entry.details["suppressions_kept"] is True


def test_files_go_with_it(own_files: Path, audience: Audience, alice: User) -> None:
    run = fill(audience)
    assert private_storage().exists(str(run.file))

    delete(audience, alice)

    assert not private_storage().exists(str(run.file))


def test_those_who_opted_out_are_remembered_for_the_account(
    audience: Audience, alice: User
) -> None:
    other = AudienceFactory.create(account=audience.account)
    fill(audience)

    delete(audience, alice)

    holds = Suppression.objects.holds
    assert [holds(other, f"person{n}@example.com") for n in range(3)] == [
        False,
        True,
        True,
    ]


def test_very_many_are_remembered_slice_by_slice(
    audience: Audience, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suppression, "SLICE", 2)
    emails = [f"left{n}@example.com" for n in range(7)]
    for email in emails:
        ContactFactory.create(audience=audience, email=email, status="unsubscribed")
    ContactFactory.create(audience=audience, email="stays@example.com")
    job = lifecycle.delete_later(audience, alice)
    jobs.work(job, 0)
    first = Suppression.objects.count()
    jobs.work(job, 0)
    with transaction.atomic():  # lost with its worker
        jobs.work(job, 0)
        transaction.set_rollback(True)

    jobs.work(job, None)

    assert first == 2
    kept = Suppression.objects.filter(account=audience.account, audience_id=None)
    assert kept.count() == Suppression.objects.count() == 7
    other = AudienceFactory.create(account=audience.account)
    assert Suppression.objects.among(other, [*emails, "stays@example.com"]) == {*emails}


def test_nobody_is_remembered_when_that_is_asked(
    audience: Audience, alice: User
) -> None:
    fill(audience)
    Suppression.objects.keep_opted_out(audience)
    dead = Suppression.objects.get(kind="cleaned")

    delete(audience, alice, keep_suppressions=False)

    # A dead address binds the account, whatever becomes of the audience.
    assert list(Suppression.objects.all()) == [dead]


def test_rows_written_meanwhile_go_too(audience: Audience, alice: User) -> None:
    fill(audience)
    job = lifecycle.delete_later(audience, alice)
    while Contact.objects.filter(audience=audience).exists():
        jobs.work(job, 0)

    Counter.objects.add(audience, Counter.Kind.STATUS, {"subscribed": 1})
    late = ContactFactory.create(audience=audience)
    log.record(audience.pk, Own.CONTACT_ADDED, [late.pk])
    jobs.work(job, None)

    assert rows(audience) == {}


def test_a_slice_that_fails_is_done_again(
    audience: Audience, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(audience, contacts=5)
    job = lifecycle.delete_later(audience, alice)
    done = deletion._delete_rows
    calls = []

    def fail_every_third(*args: Any) -> None:
        done(*args)
        calls.append(args)
        if len(calls) % 3 == 0:
            raise OSError("pulled the plug")

    monkeypatch.setattr(deletion, "_delete_rows", fail_every_third)
    monkeypatch.setattr(deletion, "_finish", lambda job: None)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    jobs.work(job, None)

    assert rows(audience) == {"audiences_job": 2}
    job.refresh_from_db()
    assert job.counts["contacts_contact"] == 5


def test_a_deletion_that_gave_up_is_taken_up_again(
    audience: Audience, alice: User
) -> None:
    job = lifecycle.delete_later(audience, alice)
    Job.objects.filter(audience=audience).update(state="failed", error="No")

    first, second = deletion.resume_failed(), deletion.resume_failed()

    assert (first, second) == (1, 0)
    jobs.work(job, None)
    assert not Audience.objects.filter(pk=audience.pk).exists()


def test_doing_it_twice_has_one_effect(audience: Audience, alice: User) -> None:
    fill(audience)
    job = lifecycle.delete_later(audience, alice)

    jobs.work(job, None)
    jobs.work(job, None)

    assert AuditEntry.objects.filter(verb="audience.deleted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_killed_deletion_goes_on_from_where_it_was() -> None:
    audience, other = AudienceFactory.create_batch(2)
    fill(audience, contacts=30)
    fill(other)
    before = rows(other)
    job = lifecycle.delete_later(audience, None)
    database = str(connection.settings_dict["NAME"])

    command = [sys.executable, "-m", "tests.audiences.deleter", database]
    process = subprocess.Popen([*command, str(audience.pk), str(job.pk)])
    while not job.counts.get("events_event", 0) > 5 and process.poll() is None:
        time.sleep(0.01)
        job.refresh_from_db()
    process.kill()
    process.wait()

    assert Job.objects.filter(audience=audience, pk=job.pk, state="running").exists()
    # The server keeps the lock of the dead for a moment.
    until = time.monotonic() + 10
    while rows(audience) and time.monotonic() < until:
        jobs.work(job, None)
        time.sleep(0.05)
    assert (rows(audience), rows(other)) == ({}, before)
    entry = AuditEntry.objects.get(verb="audience.deleted")
    assert entry.details["rows"]["events_event"] == 30
