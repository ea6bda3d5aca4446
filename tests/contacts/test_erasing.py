"""Erasing people: nothing is left of them but a hash."""

from __future__ import annotations

from collections import Counter as Counts

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_q.models import Failure

from accounts.models import AuditEntry, User
from audiences import actions, jobs, querysets
from audiences.models import Audience, Counter
from audiences.people import Persons
from audiences.traces import blotted
from contacts import bulk, deleting, notes, traces
from contacts.adding import Person, SuppressedError, add, sign_up
from contacts.bulk import Selection
from contacts.causes import Cause
from contacts.editing import edit
from contacts.filters import Filter
from contacts.imports import running
from contacts.models import Contact, ImportRefusal, PastRefusal, Suppression
from tests.contacts.bulk_work import counted, do, people
from tests.contacts.bygone import bring as bring_past
from tests.contacts.importing import bring, take
from tests.factories import (
    AudienceFactory,
    ContactFactory,
    TagFactory,
)


@pytest.fixture
def cause(audience: Audience, alice: User) -> Cause:
    return Cause(audience, "staff", actor=alice, ip="192.0.2.7")


def test_whoever_is_erased_stays_out_whatever_their_status(
    audience: Audience, alice: User, cause: Cause
) -> None:
    rows = people(audience, "subscribed", "nonsubscribed", "unsubscribed", "cleaned")
    kept = ContactFactory.create(audience=audience)

    job = do(audience, "erase", alice, chosen(rows), people=4)

    assert bulk.result(job) == "4 contacts erased"
    assert list(audience.contacts.all()) == [kept]
    assert counted(audience) == {"subscribed": 1}
    for contact in rows:
        assert Suppression.objects.holds(audience, contact.email)
        with pytest.raises(SuppressedError):
            add(audience, Person(contact.email), cause)
    lines = "\n".join(contact.email for contact in rows)
    assert bring(audience, f"email\n{lines}\n")["refused"] == 4
    other = AudienceFactory.create(account=audience.account)
    assert Suppression.objects.holds(other, rows[3].email)  # the address is dead
    assert not Suppression.objects.holds(other, rows[0].email)
    entry = AuditEntry.objects.get(verb="contacts.erased")
    assert (entry.actor, entry.details["contacts"]) == (alice, 4)
    assert not audience.actions.exists()


def test_who_was_erased_may_sign_up_again(audience: Audience, cause: Cause) -> None:
    ann = ContactFactory.create(audience=audience)
    deleting.erase(audience.contacts.filter(pk=ann.pk), cause)

    back = sign_up(audience, Person(ann.email), Cause(audience, "form", wording="Yes"))

    assert (back.is_new, back.contact.status) == (True, "subscribed")


def test_erasing_twice_is_erasing_once(audience: Audience, alice: User) -> None:
    rows = people(audience, "subscribed")
    first = do(audience, "erase", alice, chosen(rows), people=1)
    again = jobs.run(first)

    assert again.counts == {"changed": 1}
    assert Suppression.objects.count() == 1
    assert AuditEntry.objects.filter(verb="contacts.erased").count() == 1


def test_an_address_that_was_erased_is_taken_by_no_other_contact(
    audience: Audience, cause: Cause
) -> None:
    ann, bo = people(audience, "subscribed", "unsubscribed")
    deleting.erase(audience.contacts.filter(pk=ann.pk), cause)
    bo.audience = audience

    with pytest.raises(SuppressedError):
        edit(bo, {"email": ann.email, "email_display": ann.email}, {}, cause)


def test_rows_of_an_import_under_way_do_not_bring_somebody_back(
    audience: Audience, cause: Cause, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = ContactFactory.create(audience=audience, email="ann@x.com")
    job = running.start(take(audience, "email\nann@x.com\nbo@x.com\n"))
    job.audience = audience
    assert running.step(job)  # the rows are staged, and not written yet
    job.save()

    deleting.erase(audience.contacts.filter(pk=ann.pk), cause)
    job = jobs.run(job)

    assert job.state == "finished", job.error
    assert audience.contacts.get().email == "bo@x.com"


def test_what_a_failed_task_said_of_somebody_goes_with_them(
    audience: Audience, cause: Cause
) -> None:
    ann = ContactFactory.create(audience=audience, email="ann@x.com")
    now = {"func": "x.y", "started": cause.at, "stopped": cause.at, "success": False}
    for who in ("ann@x.com", "bo@x.com"):
        said = f"Key (audience_id, email)=(1, {who}) already exists."
        Failure.objects.create(id=who, name=who, result=said, **now)

    deleting.erase(audience.contacts.filter(pk=ann.pk), cause)

    assert Failure.objects.get().name == "bo@x.com"


def test_what_others_had_before_stays_to_be_given_back(
    audience: Audience, alice: User, cause: Cause
) -> None:
    ann, bo = people(audience, "subscribed", "nonsubscribed")
    do(audience, "unsubscribe", alice)

    deleting.erase(audience.contacts.filter(pk=ann.pk), cause)

    (chunk,) = audience.actionchunks.all()
    assert chunk.before == {str(bo.pk): "nonsubscribed"}
    job = actions.undo(audience.actions.get(), actor=alice)
    assert job
    jobs.run(job)
    bo.refresh_from_db()
    assert bo.status == "nonsubscribed"


def test_people_of_other_audiences_with_the_address_are_left_alone(
    audience: Audience, alice: User, cause: Cause
) -> None:
    other = AudienceFactory.create(account=audience.account)
    ann = ContactFactory.create(audience=audience, email="ann@x.com")
    twin = ContactFactory.create(audience=other, email="ann@x.com")
    notes.write(twin, "Likes tea", Cause(other, "staff", actor=alice))
    jobs.start(other, "x", "About ann@x.com", owner=alice)

    deleting.erase(audience.contacts.filter(pk=ann.pk), cause)

    assert twin.notes.count() == 1
    assert other.jobs.get().label == "About ann@x.com"


@pytest.mark.parametrize("n", [3, 60])
def test_erasing_asks_as_often_for_many_as_for_few(
    audience: Audience, cause: Cause, n: int
) -> None:
    tag = TagFactory.create(audience=audience)
    for _time in range(n):
        ContactFactory.create(audience=audience, tag_ids=[tag.pk])
    audience.contacts.unsubscribe(cause)

    with CaptureQueriesContext(connection) as queries:
        deleting.erase(audience.contacts.all(), cause)

    assert len(queries) == 48
    assert not audience.contacts.exists()


@pytest.mark.parametrize("n", [1, 30])
def test_refused_rows_of_files_go_by_one_statement_a_kind(
    audience: Audience, n: int
) -> None:
    ann = ContactFactory.create(audience=audience, email="ann@x.com")
    other = AudienceFactory.create(account=audience.account)
    named = n * '"ann@x.com, and another",2026-01-01\n'
    for each in (audience, other):
        bring(each, f'email,fname\n{named}"bo@x.com, and another",Bo\n')
        bring_past(each, f'email,time\n{named}"bo@x.com, and another",2026-01-01\n')
    persons = Persons(audience, [ann.pk], [ann.email])

    with CaptureQueriesContext(connection) as queries:
        gone = traces.forget_refused(persons), traces.forget_past_refused(persons)

    assert len(queries) == 2
    assert gone == (n, n)
    for model in (ImportRefusal, PastRefusal):
        left = Counts(model.objects.values_list("audience", flat=True))
        assert left == {audience.pk: 1, other.pk: n + 1}


def test_erasing_goes_slice_by_slice(
    audience: Audience, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(querysets, "FIRST_CHUNK", 1)
    monkeypatch.setattr(querysets, "CHUNK", 2)
    people(audience, *["subscribed"] * 5)

    job = do(audience, "erase", alice, people=5)

    assert (job.done, job.counts) == (5, {"changed": 5})
    assert Suppression.objects.count() == 5
    assert Counter.objects.by_key(audience, "status")["subscribed"] == 0


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("q=ann%40x.com&select=matching", "q=%E2%80%A6&select=matching"),
        ('{"q": "Ann@X.com", "n": 1}', '{"q": "…", "n": 1}'),
        ("Key (email)=(1, ann@x.com) exists", "Key (email)=(1, …) exists"),
        ("joann@x.com and ann@x.com.au", "joann@x.com and ann@x.com.au"),
    ],
)
def test_an_address_is_blotted_out_where_it_stands_alone(text: str, left: str) -> None:
    assert blotted(text, frozenset({"ann@x.com"})) == left


def test_the_page_asks_for_the_address_and_names_other_audiences(
    as_alice: Client, audience: Audience
) -> None:
    other = AudienceFactory.create(account=audience.account, name="Press")
    ann = ContactFactory.create(audience=audience, email="ann@x.com")
    twin = ContactFactory.create(audience=other, email="ann@x.com")
    url = reverse("contacts:contact_erase", args=[audience.pk, ann.pk])

    page = as_alice.get(url).text
    wrong = as_alice.post(url, {"address": "bo@x.com"})
    empty = as_alice.post(url, {})
    done = as_alice.post(url, {"address": "Ann@x.com"}, follow=True)

    assert f'href="{twin.get_absolute_url()}">Press<' in page
    assert (wrong.status_code, empty.status_code) == (422, 422)
    assert "1 contact erased" in done.text
    assert not audience.contacts.exists()
    assert other.contacts.exists()


def test_only_who_governs_sees_the_way_there(
    client: Client, audience: Audience, alice: User, bob: User
) -> None:
    ann = ContactFactory.create(audience=audience)
    settings = reverse("contacts:contact_settings", args=[audience.pk, ann.pk])
    url = reverse("contacts:contact_erase", args=[audience.pk, ann.pk])

    for user, sees in ((alice, True), (bob, False)):
        client.force_login(user)
        assert (url in client.get(settings).text) == sees


def chosen(rows: list[Contact]) -> Selection:
    return Selection(Filter(), tuple(row.pk for row in rows))
