"""Deleting many for good."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import AuditEntry, User
from audiences import jobs, querysets
from audiences.models import Audience, Counter
from contacts import bulk
from contacts.bulk import Selection
from contacts.causes import Cause
from contacts.filters import Filter
from contacts.models import Contact, Suppression
from events.models import Event, EventTotal
from tests.contacts.bulk_work import (
    counted,
    do,
    people,
)
from tests.factories import ContactFactory, TagFactory


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(querysets, "FIRST_CHUNK", 1)
    monkeypatch.setattr(querysets, "CHUNK", 2)


def test_deleting_takes_everything_but_the_opt_outs(
    audience: Audience, alice: User
) -> None:
    tag = TagFactory.create(audience=audience)
    kept = ContactFactory.create(audience=audience, tag_ids=[tag.pk])
    elsewhere = ContactFactory.create()
    rows = people(audience, "subscribed", "unsubscribed", "cleaned", tag_ids=[tag.pk])
    rows += people(audience, "pending", archived_at=timezone.now())
    for contact in (kept, *rows):
        own = audience.contacts.filter(pk=contact.pk)
        own.unsubscribe(Cause(audience, "staff"))
    chosen = Selection(Filter(), tuple(row.pk for row in rows))

    job = do(audience, "delete", alice, chosen, people=4)

    assert bulk.result(job) == "4 contacts deleted"
    assert list(audience.contacts.all()) == [kept]
    assert Contact.objects.filter(pk=elsewhere.pk).exists()
    assert counted(audience) == {"unsubscribed": 1}
    assert Counter.objects.by_key(audience, "tag") == {str(tag.pk): 1}
    held = Suppression.objects.holds
    assert [held(audience, row.email) for row in rows] == [True] * 4
    assert not held(audience, kept.email)
    for log in (Event, EventTotal):
        about = log.objects.filter(audience=audience)
        assert set(about.values_list("contact_id", flat=True)) == {kept.pk}
    assert not audience.actions.exists()
    entry = AuditEntry.objects.get(verb="contacts.deleted")
    assert (entry.actor, entry.details["contacts"]) == (alice, 4)


def test_who_never_opted_out_leaves_nothing_behind(
    audience: Audience, alice: User
) -> None:
    people(audience, "subscribed", "pending", "nonsubscribed")

    do(audience, "delete", alice, people=3)

    assert not Suppression.objects.exists()


def test_deleting_others_than_were_agreed_on_starts_nothing(
    audience: Audience, alice: User
) -> None:
    people(audience, "subscribed", "subscribed")

    with pytest.raises(jobs.JobError, match="has changed meanwhile"):
        do(audience, "delete", alice, people=1)

    assert audience.contacts.count() == 2
    assert not audience.jobs.exists()
