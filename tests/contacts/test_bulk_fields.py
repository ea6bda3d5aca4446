"""Setting a field of many contacts, emptying it, and taking that back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audiences import actions, jobs, querysets
from audiences.models import Audience, Job
from contacts import bulk, sweeping
from contacts.activity import feed
from contacts.models import Field
from events.models import Event
from tests.contacts.bulk_work import EVERYONE, do, people, undo, values
from tests.contacts.fields import make, make_color
from tests.factories import ContactFactory

ADDRESS = {"addr1": "Strandgaten 1", "city": "Bergen", "country": "NO"}


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(querysets, "FIRST_CHUNK", 1)
    monkeypatch.setattr(querysets, "CHUNK", 2)


def params(field: Field, value: Any, **more: Any) -> dict[str, Any]:
    return {
        "field": field.pk,
        "field_name": field.label,
        "type": field.type,
        "choices": field.choices,
        "value": value,
        "said": field.in_words(value),
        **more,
    }


def set_to(field: Field, value: Any, owner: User) -> Job:
    return do(field.audience, "field", owner, **params(field, value))


def held(field: Field) -> list[Any]:
    contacts = field.audience.contacts.order_by("pk")
    return [field.value_of(contact) for contact in contacts]


@pytest.mark.parametrize(
    ("type_", "before", "value"),
    [
        ("text", "Oslo", "Bergen"),
        ("number", 12.5, 0),
        ("address", ADDRESS, {"addr1": "Elsewhere"}),
        ("phone", "+4755123456", "+4755123457"),
        ("date", "2026-01-02", "2026-11-25"),
        ("birthday", "01-02", "11-25"),
        ("zip", "5003", "5004"),
        ("url", "https://a.example", "https://b.example"),
        ("imageurl", "https://a.example/a.png", "https://b.example/b.png"),
        ("radio", "Red", "Blue"),
        ("dropdown", "Red", "Blue"),
    ],
)
def test_a_field_of_every_type_is_set_emptied_and_put_back(
    audience: Audience, alice: User, type_: str, before: Any, value: Any
) -> None:
    field = make(audience, type=type_, choices=["Red", "Blue"])
    other = make(audience, tag="OTHER")
    people(audience, "subscribed", fields={field.key: before, other.key: "kept"})
    people(audience, "subscribed")
    people(audience, "subscribed", fields={field.key: value})

    job = set_to(field, value, alice)

    assert held(field) == [value, value, value]
    assert held(other) == ["kept", None, None]
    said = "“City” set for 2 contacts; 1 was so already"
    assert bulk.result(job) == said
    assert undo(audience, alice) == (2, 2)
    assert held(field) == [before, None, value]

    job = set_to(field, None, alice)

    assert held(field) == [None, None, None]
    assert bulk.result(job) == "“City” emptied for 2 contacts; 1 had no value"
    assert undo(audience, alice) == (2, 2)
    assert held(field) == [before, None, value]
    assert held(other) == ["kept", None, None]


@pytest.mark.parametrize("tag", ["FNAME", "LNAME", "PHONE"])
def test_a_field_that_is_a_column_is_set_emptied_and_put_back(
    audience: Audience, alice: User, tag: str
) -> None:
    field = audience.fields.get(tag=tag)
    people(audience, "subscribed", **{field.column: "+4755123456"})
    people(audience, "subscribed")

    set_to(field, "+4755123457", alice)

    assert values(audience, field.column) == ["+4755123457", "+4755123457"]
    assert undo(audience, alice) == (2, 2)
    assert values(audience, field.column) == ["+4755123456", ""]
    set_to(field, None, alice)
    assert values(audience, field.column) == ["", ""]
    assert undo(audience, alice) == (1, 1)
    assert values(audience, field.column) == ["+4755123456", ""]


def test_undo_leaves_a_value_that_changed_since(
    audience: Audience, alice: User
) -> None:
    field = make(audience)
    first, *_others = people(
        audience, "subscribed", "subscribed", fields={field.key: "Oslo"}
    )
    set_to(field, "Bergen", alice)
    audience.contacts.filter(pk=first.pk).update(fields={field.key: "Voss"})

    assert undo(audience, alice) == (2, 1)
    assert held(field) == ["Voss", "Oslo"]


def test_people_of_other_audiences_are_left_alone(
    audience: Audience, alice: User
) -> None:
    field = make(audience)
    people(audience, "subscribed")
    stranger = ContactFactory.create(fields={field.key: "Oslo"})

    set_to(field, "Bergen", alice)

    stranger.refresh_from_db()
    assert stranger.fields == {field.key: "Oslo"}


def test_the_log_says_what_was_and_what_is(audience: Audience, alice: User) -> None:
    field = make(audience)
    contact, other = people(audience, "subscribed", "subscribed")
    audience.contacts.filter(pk=contact.pk).update(fields={field.key: "Oslo"})

    set_to(field, "Bergen", alice)
    undo(audience, alice)

    events = Event.objects.filter(audience=audience).order_by("id")
    assert [(event.contact_id, event.properties["changes"]) for event in events] == [
        (contact.pk, {field.key: ["Oslo", "Bergen"]}),
        (other.pk, {field.key: [None, "Bergen"]}),
        (contact.pk, {field.key: ["Bergen", "Oslo"]}),
        (other.pk, {field.key: ["Bergen", None]}),
    ]
    newest, first = feed(contact).items
    assert first.text == "Changed: City"
    assert first.details == [("City", "Oslo → Bergen")]
    assert newest.details == [("City", "Bergen → Oslo")]


@pytest.mark.parametrize("n", [1, 3])
def test_a_slice_is_as_many_statements_for_any_number_of_people(
    audience: Audience, alice: User, n: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(querysets, "FIRST_CHUNK", 10)
    field = make(audience)
    people(audience, *["subscribed"] * n)
    job = bulk.start(
        audience, EVERYONE, bulk.verbs["field"], params(field, "Voss"), owner=alice
    )

    with CaptureQueriesContext(connection) as queries:
        jobs.work(job, 0)

    writes = [query["sql"] for query in queries if "contacts_contact" in query["sql"]]
    assert len(writes) == 1
    assert held(field) == ["Voss"] * n


def test_a_job_run_twice_has_one_effect(audience: Audience, alice: User) -> None:
    field = make(audience)
    people(audience, "subscribed", "subscribed", "subscribed")
    job = set_to(field, "Voss", alice)

    jobs.run(job)

    assert Event.objects.filter(audience=audience).count() == 3
    assert audience.actions.get().n == 3


def test_a_job_and_its_undo_stop_when_the_field_is_deleted(
    audience: Audience, alice: User
) -> None:
    field = make(audience)
    people(audience, "subscribed", "subscribed")
    set_to(field, "Voss", alice)
    wanted = params(field, "Oslo")
    job = bulk.start(audience, EVERYONE, bulk.verbs["field"], wanted, owner=alice)
    sweeping.delete_field(field, actor=alice)

    job = jobs.run(job)
    back = actions.undo(audience.actions.order_by("pk")[0], actor=alice)

    assert back is not None
    said = "The field “City” was deleted meanwhile."
    assert (job.state, job.error) == ("failed", said)
    assert jobs.run(back).error == said


def test_a_choice_that_was_taken_away_is_neither_set_nor_put_back(
    audience: Audience, alice: User
) -> None:
    field = make_color(audience)
    people(audience, "subscribed", fields={field.key: "Red"})
    people(audience, "subscribed", fields={field.key: "Green"})
    set_to(field, "Blue", alice)
    late = bulk.start(
        audience, EVERYONE, bulk.verbs["field"], params(field, "Red"), owner=alice
    )
    field.choices = ["Green", "Blue"]
    field.save()

    late = jobs.run(late)

    assert late.error == "The field “Color” does not take this value any more."
    first = audience.actions.order_by("pk")[0]
    back = actions.undo(first, actor=alice)
    assert back is not None
    assert jobs.run(back).counts == {"undone": 1}
    assert held(field) == ["Blue", "Green"]


def test_a_field_that_became_required_is_not_emptied(
    audience: Audience, alice: User
) -> None:
    field = make(audience, required=True)
    people(audience, "subscribed", fields={field.key: "Oslo"})

    job = set_to(field, None, alice)

    assert job.state == "failed"
    assert held(field) == ["Oslo"]
