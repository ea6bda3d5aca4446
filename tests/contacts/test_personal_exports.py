"""All that is kept of one person, in a file."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from audiences import jobs
from audiences.models import Audience, Job
from contacts import notes
from contacts.causes import Cause
from contacts.exports import expiring, personal
from contacts.models import Contact, Import
from events import log
from events.models import EventName
from segments.models import SegmentMember
from tests.contacts.bulk_work import do
from tests.contacts.exporting import content, rows_of
from tests.contacts.importing import bring
from tests.factories import (
    ContactFactory,
    GroupCategoryFactory,
    GroupFactory,
    SegmentFactory,
    TagFactory,
)


@pytest.fixture
def ann(audience: Audience, alice: User) -> Contact:
    """Somebody of whom something is kept in every place."""
    cause = Cause(audience, "staff", actor=alice, wording="At the fair")
    field = audience.fields.create(type="text", label="Coffee", tag="COFFEE")
    bring(
        audience,
        "email,fname,Coffee\nann@x.com,Ann,=black\n"
        "bo@x.com,Bo,\nann@x.com and bo@x.com,,\n",
        permission=Import.Permission.CUSTOMERS,
        owner=alice,
    )
    contact = audience.contacts.get(email="ann@x.com")
    row = audience.contacts.filter(pk=contact.pk)
    row.tag(TagFactory.create(audience=audience, name="Guest"), cause)
    category = GroupCategoryFactory.create(audience=audience, title="Topics")
    group = GroupFactory.create(audience=audience, category=category, name="Brewing")
    row.join(group, cause)
    notes.rewrite(notes.write(contact, "Likes tea", cause), "Likes coffee")
    notes.delete(notes.write(contact, "Nonsense", cause))
    bought = EventName.objects.create(name="bought_tea")
    said = {"price": 3, "with": ["milk"]}
    log.write(
        audience.pk,
        "SELECT %(id)s::bigint, %(name)s, %(now)s::timestamptz, %(said)s::jsonb",
        {"id": contact.pk, "name": bought.pk, "said": json.dumps(said)},
        kind="custom",
    )
    segment = SegmentFactory.create(audience=audience, name="VIPs")
    SegmentMember.objects.create(
        audience=audience, segment=segment, contact=contact, entered_at=timezone.now()
    )
    do(audience, "vip", alice)
    assert field.key in audience.contacts.get(pk=contact.pk).fields
    contact.refresh_from_db()
    contact.audience = audience
    return contact


def exported(contact: Contact, alice: User) -> Job:
    job, _new = personal.launch(contact, owner=alice, ip="192.0.2.7")
    job = jobs.run(job)
    assert job.state == "finished", job.error
    return job


def read(job: Job) -> tuple[dict[str, Any], dict[str, list[list[str]]]]:
    with zipfile.ZipFile(io.BytesIO(content(job))) as packed:
        assert packed.testzip() is None
        tables = {
            name.removesuffix(".csv"): rows_of(packed.read(name))
            for name in packed.namelist()
            if name.endswith(".csv")
        }
        return json.loads(packed.read("person.json")), tables


def test_it_tells_everything_that_is_kept(ann: Contact, alice: User) -> None:
    told, tables = read(exported(ann, alice))

    (contact,) = told["contact"]
    assert (contact["email"], contact["first_name"]) == ("ann@x.com", "Ann")
    assert contact["fields"] == {"Coffee": "=black"}
    assert (contact["vip"], contact["source"]) == (True, "people.csv")
    assert told["tags"] == [{"tag": "Guest"}]
    assert told["groups"] == [{"category": "Topics", "group": "Brewing"}]
    (consent,) = told["consents"]
    assert (consent["given"], consent["how"]) == (True, "import")
    assert consent["wording"] == "They are customers who agreed to hear from us"
    assert [(note["text"], note["earlier"]) for note in told["notes"]] == [
        ("Likes coffee", ["Likes tea"]),
        ("Nonsense", []),
    ]
    assert {"contact.imported", "tag.added", "bought_tea"} <= {
        event["name"] for event in told["events"]
    }
    (bought,) = (event for event in told["events"] if event["kind"] == "custom")
    assert bought["properties"] == {"price": 3, "with": ["milk"]}
    assert "bought_tea" in {total["name"] for total in told["event_totals"]}
    assert told["segments"][0]["segment"] == "VIPs"
    assert told["imports"][0]["file"] == "people.csv"
    assert told["refused_rows"][0]["line"] == 4
    assert told["changes_with_others"][0]["before"] is False
    assert told["jobs"][0]["what"] == "Marking as VIP"
    assert set(tables) == {name for name, rows in told.items() if rows}
    for name, rows in tables.items():
        assert len(rows) == 1 + len(told[name])
        assert rows[0] == list(told[name][0])


def test_nothing_in_a_cell_is_a_formula(ann: Contact, alice: User) -> None:
    ann.audience.contacts.filter(pk=ann.pk).update(first_name="=1+1")

    _told, tables = read(exported(ann, alice))

    row = dict(zip(*tables["contact"], strict=True))
    assert row["first_name"] == "'=1+1"


def test_it_says_nothing_of_others(ann: Contact, alice: User) -> None:
    told, _tables = read(exported(ann, alice))

    del told["refused_rows"]  # a cell of the file, in which both stand
    assert "bo@x.com" not in json.dumps(told)


def test_it_is_written_down_who_ordered_and_who_fetched_it(
    as_alice: Client, ann: Contact, alice: User
) -> None:
    audience = ann.audience
    url = reverse("contacts:contact_export", args=[audience.pk, ann.pk])
    page = as_alice.post(url, follow=True)
    (job,) = audience.jobs.filter(kind=personal.KIND)
    fetch = reverse("contacts:export_personal", args=[audience.pk, job.pk])

    response = as_alice.post(fetch)

    assert fetch in page.text
    assert "ann" not in job.label.lower()
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert b"PK" in b"".join(response.streaming_content)  # type: ignore[attr-defined]
    entries = AuditEntry.objects.filter(verb__startswith="person.").order_by("pk")
    assert [(entry.verb, entry.actor) for entry in entries] == [
        ("person.exported", alice),
        ("person.downloaded", alice),
    ]
    assert "ann" not in str([entry.details for entry in entries])


def test_pressed_twice_it_is_one_export(ann: Contact, alice: User) -> None:
    first, is_new = personal.launch(ann, owner=alice, ip="192.0.2.7")
    second, is_another = personal.launch(ann, owner=alice, ip="192.0.2.7")

    assert (first, is_new, is_another) == (second, True, False)


def test_run_twice_it_is_the_same_file(ann: Contact, alice: User) -> None:
    job = exported(ann, alice)

    assert jobs.run(job).result == job.result


def test_the_file_goes_when_its_time_is_over(
    as_alice: Client, ann: Contact, alice: User
) -> None:
    job = exported(ann, alice)
    old = timezone.now() - timedelta(days=settings.EXPORT_DAYS, minutes=1)
    ann.audience.jobs.filter(pk=job.pk).update(finished_at=old)
    url = reverse("contacts:export_personal", args=[ann.audience_id, job.pk])

    gone = as_alice.post(url, follow=True)

    assert "The file is gone" in gone.text
    assert expiring.expire() == 1
    assert not ann.audience.jobs.get(pk=job.pk).result


def test_of_somebody_who_is_gone_there_is_nothing_to_tell(
    audience: Audience, alice: User
) -> None:
    contact = ContactFactory.create(audience=audience)
    job, _new = personal.launch(contact, owner=alice, ip="192.0.2.7")
    audience.contacts.filter(pk=contact.pk).delete()

    job = jobs.run(job)

    assert (job.state, job.error) == ("failed", "The contact is not here any more.")
