from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audiences.models import Audience, Counter
from contacts import notes
from contacts.activity import feed
from contacts.adding import Person, SuppressedError, add
from contacts.causes import Cause
from contacts.merging import MergeError, merge
from contacts.models import Contact, Field, Suppression
from events import log
from events.models import Event, EventTotal, Listener, Outbox
from events.names import Own
from tests.factories import (
    AudienceFactory,
    ContactFactory,
    GroupCategoryFactory,
    GroupFactory,
    TagFactory,
)

NOW = timezone.now()


@pytest.fixture
def cause(audience: Audience, alice: User) -> Cause:
    return Cause(audience, "staff", actor=alice)


def made(audience: Audience, name: str, **more: Any) -> Contact:
    given = {"email": f"{name}@example.com", "first_name": name.title(), **more}
    return ContactFactory.create(audience=audience, **given)


def joined(kept: Contact, gone: Contact, cause: Cause, **said: str) -> Contact:
    choices = {f"keep-{name}": side for name, side in said.items()}
    return merge(kept.audience, kept.pk, gone.pk, choices, cause)


def recounted(audience: Audience) -> dict[str, int]:
    counts: dict[str, int] = {}
    for contact in audience.contacts.all():
        key = "archived" if contact.archived_at else contact.status
        counts[key] = counts.get(key, 0) + 1
    return counts


def counted(audience: Audience, kind: str) -> dict[str, int]:
    found = Counter.objects.by_key(audience, kind)
    return {key: n for key, n in found.items() if n}


def test_values_stay_unless_they_are_missing_or_the_other_s_are_chosen(
    audience: Audience, cause: Cause
) -> None:
    field = Field.objects.create(
        audience=audience, type="text", label="City", tag="CITY"
    )
    anna = made(audience, "anna", last_name="Berg", country="NO", region="Oslo")
    bo = made(
        audience,
        "bo",
        last_name="Lie",
        phone="+4712345678",
        language="fr",
        country="SE",
        vip=True,
        fields={field.key: "Oslo"},
        created_at=NOW - timedelta(days=9),
    )

    one = joined(anna, bo, cause, last_name="gone", place="nonsense")

    assert one.pk == anna.pk
    assert (one.name, one.email) == ("Anna Lie", "anna@example.com")
    assert (one.phone, one.language, one.vip) == ("+4712345678", "fr", True)
    assert (one.country, one.region) == ("NO", "Oslo")
    assert one.fields == {field.key: "Oslo"}
    assert one.created_at == bo.created_at
    assert not audience.contacts.filter(pk=bo.pk).exists()


def test_the_other_address_can_stay(audience: Audience, cause: Cause) -> None:
    anna = made(audience, "anna", status="nonsubscribed")
    bo = made(audience, "bo", optin_at=NOW)

    one = joined(anna, bo, cause, email="gone")

    assert (one.pk, one.email, one.email_display) == (anna.pk, bo.email, bo.email)
    assert (one.status, one.optin_at) == ("subscribed", NOW)
    assert feed(one).items[1].text.endswith("whose address was anna@example.com")


@pytest.mark.parametrize("email", ["kept", "gone"])
@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ("subscribed", "unsubscribed", "unsubscribed"),
        ("unsubscribed", "subscribed", "unsubscribed"),
        ("subscribed", "cleaned", "cleaned"),
        ("cleaned", "pending", "cleaned"),
        ("cleaned", "unsubscribed", "unsubscribed"),
        ("unsubscribed", "cleaned", "unsubscribed"),
        ("subscribed", "nonsubscribed", None),
        ("pending", "subscribed", None),
    ],
)
def test_an_opt_out_on_either_side_wins_and_is_never_lost(
    audience: Audience,
    cause: Cause,
    mine: str,
    theirs: str,
    expected: str | None,
    email: str,
) -> None:
    anna, bo = made(audience, "anna", status=mine), made(audience, "bo", status=theirs)
    dropped = bo if email == "kept" else anna

    one = joined(anna, bo, cause, email=email)

    by_address = mine if email == "kept" else theirs
    assert one.status == (expected or by_address)
    assert counted(audience, Counter.Kind.STATUS) == recounted(audience)
    must_stay_away = dropped.status in {"unsubscribed", "cleaned"}
    assert Suppression.objects.holds(audience, dropped.email) is must_stay_away
    if must_stay_away:
        with pytest.raises(SuppressedError):
            add(audience, Person(dropped.email), cause)
    changed = one.status not in {mine, "nonsubscribed"}
    assert len(feed(one).items) == 1 + changed


@pytest.mark.parametrize(
    ("mine", "theirs", "stays"),
    [(True, True, True), (True, False, False), (False, True, False)],
)
def test_only_two_archived_ones_are_archived(
    audience: Audience, cause: Cause, mine: bool, theirs: bool, stays: bool
) -> None:
    anna = made(audience, "anna", archived_at=NOW if mine else None)
    bo = made(audience, "bo", archived_at=NOW if theirs else None)

    one = joined(anna, bo, cause)

    assert bool(one.archived_at) is stays
    assert counted(audience, Counter.Kind.STATUS) == recounted(audience)


def test_tags_of_both_stay_and_are_counted_once(
    audience: Audience, cause: Cause
) -> None:
    both, mine, theirs = (
        tag.pk for tag in TagFactory.create_batch(3, audience=audience)
    )
    anna = made(audience, "anna", tag_ids=[both, mine])
    bo = made(audience, "bo", tag_ids=[both, theirs])

    one = joined(anna, bo, cause)

    assert one.tag_ids == sorted([both, mine, theirs])
    assert counted(audience, Counter.Kind.TAG) == {
        str(pk): 1 for pk in (both, mine, theirs)
    }


def test_groups_of_both_stay_unless_only_one_can(
    audience: Audience, cause: Cause
) -> None:
    boxes = GroupCategoryFactory.create(audience=audience)
    radio = GroupCategoryFactory.create(audience=audience, kind="radio")
    first, second = GroupFactory.create_batch(2, audience=audience, category=boxes)
    mine, theirs = GroupFactory.create_batch(2, audience=audience, category=radio)
    anna, bo = made(audience, "anna"), made(audience, "bo")
    for contact, group in ((anna, first), (anna, mine), (bo, second), (bo, theirs)):
        audience.contacts.filter(pk=contact.pk).join(group, cause)

    one = joined(anna, bo, cause)

    assert one.group_ids == sorted([first.pk, second.pk, mine.pk])
    assert counted(audience, Counter.Kind.GROUP) == {
        str(group.pk): 1 for group in (first, second, mine)
    }


def test_the_log_its_totals_notes_and_consents_move(
    audience: Audience, cause: Cause, alice: User
) -> None:
    anna, bo = made(audience, "anna"), made(audience, "bo")
    third = made(audience, "third")
    Listener.objects.create(audience=audience, name_id=int(Own.TAG_ADDED))
    for contact in (anna, bo, bo, third):
        log.record(audience.pk, Own.TAG_ADDED, [contact.pk], {"tag": 1})
    log.record(audience.pk, Own.CONTACT_ADDED, [bo.pk])
    audience.contacts.filter(pk=bo.pk).unsubscribe(cause)
    notes.rewrite(notes.write(bo, "First words", cause), "Likes tea")

    one = joined(anna, bo, cause)

    assert not Event.objects.filter(audience=audience, contact_id=bo.pk).exists()
    assert not EventTotal.objects.filter(audience=audience, contact_id=bo.pk).exists()
    outbox = Outbox.objects.filter(audience=audience).order_by("pk")
    assert [row.contact_id for row in outbox] == [one.pk] * 3 + [third.pk]
    totals = EventTotal.objects.filter(audience=audience, contact_id=one.pk)
    logged = Event.objects.filter(audience=audience, contact_id=one.pk)
    for total in totals:
        moments = [
            event.occurred_at for event in logged if event.name_id == total.name_id
        ]
        assert (total.n, total.first_at, total.last_at) == (
            len(moments),
            min(moments),
            max(moments),
        )
    assert {total.name_id: total.n for total in totals}[int(Own.TAG_ADDED)] == 3
    assert [note.text for note in notes.page_of(one).notes] == ["Likes tea"]
    assert one.notes.get().versions.count() == 1
    assert [consent.given for consent in one.consents.all()] == [False]


def test_a_refused_merge_leaves_everything_as_it_was(
    audience: Audience, cause: Cause
) -> None:
    anna = made(audience, "anna")
    stranger = made(AudienceFactory.create(), "stranger")
    gone = made(audience, "gone")
    audience.contacts.filter(pk=gone.pk).delete()

    for other, reason in (
        (anna, "A contact cannot be merged with itself."),
        (stranger, "One of the two is not here any more."),
        (gone, "One of the two is not here any more."),
    ):
        with pytest.raises(MergeError, match=reason):
            joined(anna, other, cause)

    assert feed(anna).items == []
    assert Contact.objects.filter(audience=stranger.audience_id).count() == 1


def test_sms_opt_outs_win_too(audience: Audience, cause: Cause) -> None:
    anna = made(audience, "anna", sms_phone="+4711111111", sms_status="subscribed")
    bo = made(audience, "bo", sms_phone="+4722222222", sms_status="unsubscribed")

    one = joined(anna, bo, cause)

    assert (one.sms_phone, one.sms_status) == ("+4711111111", "unsubscribed")


@pytest.mark.parametrize("n", [1, 3])
def test_a_merge_asks_as_often_for_much_as_for_little(
    audience: Audience,
    cause: Cause,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    tags = TagFactory.create_batch(n, audience=audience)
    anna = made(audience, "anna")
    bo = made(audience, "bo", tag_ids=[tag.pk for tag in tags])
    for number in range(n):
        log.record(audience.pk, Own.TAG_ADDED, [bo.pk])
        notes.write(bo, str(number), cause)

    with django_assert_num_queries(43):
        joined(anna, bo, cause)
