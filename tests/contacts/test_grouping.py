from __future__ import annotations

import threading
from collections import Counter as Tally
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audiences import jobs
from audiences.models import Audience, Counter
from contacts import categories, deleting, merging
from contacts.causes import Cause
from contacts.models import Contact, Group, GroupCategory
from events.models import Event
from events.names import Own
from tests.factories import (
    AudienceFactory,
    ContactFactory,
    GroupCategoryFactory,
    GroupFactory,
)


@pytest.fixture
def cause(audience: Audience) -> Cause:
    return Cause(audience, "staff")


def category_of(audience: Audience, kind: str, n: int = 3) -> list[Group]:
    category = GroupCategoryFactory.create(audience=audience, kind=kind)
    return GroupFactory.create_batch(n, audience=audience, category=category)


def counted(audience: Audience) -> dict[str, int]:
    kept = Counter.objects.by_key(audience, Counter.Kind.GROUP)
    return {key: n for key, n in kept.items() if n}


def members(audience: Audience) -> dict[str, int]:
    held = audience.contacts.values_list("group_ids", flat=True)
    return dict(Tally(str(pk) for group_ids in held for pk in group_ids))


def events(audience: Audience, name: Own) -> list[tuple[int, int]]:
    found = Event.objects.filter(audience=audience, name_id=name).order_by("id")
    return [(event.contact_id, event.properties["group"]) for event in found]


def test_those_who_are_not_in_the_group_join_it(
    audience: Audience, cause: Cause
) -> None:
    one, two, _three = category_of(audience, "checkboxes")
    anna = ContactFactory.create(audience=audience, group_ids=[one.pk])
    bo = ContactFactory.create(audience=audience, group_ids=[two.pk])
    stranger = ContactFactory.create(audience=AudienceFactory.create())

    joined = audience.contacts.join(one, cause)

    assert joined == [bo.pk]
    assert events(audience, Own.GROUP_JOINED) == [(bo.pk, one.pk)]
    assert events(audience, Own.GROUP_LEFT) == []
    assert counted(audience) == members(audience) == {str(one.pk): 2, str(two.pk): 1}
    anna.refresh_from_db()
    stranger.refresh_from_db()
    assert (anna.group_ids, stranger.group_ids) == ([one.pk], [])
    assert audience.contacts.join(one, cause) == []


@pytest.mark.parametrize("kind", ["radio", "dropdown"])
def test_joining_a_group_leaves_the_others_where_there_is_one_at_most(
    audience: Audience, cause: Cause, kind: str
) -> None:
    one, two, three = category_of(audience, kind)
    (elsewhere,) = category_of(audience, kind, 1)
    anna = ContactFactory.create(audience=audience, group_ids=[two.pk, elsewhere.pk])
    bo = ContactFactory.create(audience=audience, group_ids=[three.pk])

    assert audience.contacts.join(one, cause) == [anna.pk, bo.pk]

    anna.refresh_from_db()
    assert set(anna.group_ids) == {one.pk, elsewhere.pk}
    left = [(anna.pk, two.pk), (bo.pk, three.pk)]
    assert events(audience, Own.GROUP_LEFT) == left
    assert counted(audience) == members(audience)


@pytest.mark.parametrize("n", [1, 3])
def test_a_verb_asks_as_often_for_one_as_for_three(
    audience: Audience,
    cause: Cause,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    one, two, _three = category_of(audience, "radio")
    ContactFactory.create_batch(n, audience=audience, group_ids=[two.pk])

    with django_assert_num_queries(10):
        audience.contacts.join(one, cause)
    with django_assert_num_queries(5):
        audience.contacts.leave(one, cause)


def test_nobody_joins_a_deleted_group(
    audience: Audience, cause: Cause, alice: User
) -> None:
    one, *_others = category_of(audience, "radio")
    ContactFactory.create(audience=audience)
    categories.delete_group(one, actor=alice)

    assert audience.contacts.join(one, cause) == []
    assert members(audience) == {}


def test_a_deleted_group_is_swept_out_with_events_and_counters(
    audience: Audience, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contacts.sweeping.SLICE", 2)
    one, two, _three = category_of(audience, "checkboxes")
    ContactFactory.create_batch(5, audience=audience, group_ids=[one.pk, two.pk])

    job = categories.delete_category(one.category, actor=alice)
    assert job is not None
    jobs.run(job)

    assert (job.total, members(audience), counted(audience)) == (10, {}, {})
    assert len(events(audience, Own.GROUP_LEFT)) == 10
    assert not audience.groups.present().exists()
    assert categories.delete_category(one.category, actor=alice) is None
    assert jobs.run(job).done == 10


def test_a_category_of_one_at_most_leaves_each_their_first_group(
    audience: Audience, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contacts.categories.SLICE", 2)
    one, two, three = category_of(audience, "checkboxes")
    category = one.category
    (elsewhere,) = category_of(audience, "checkboxes", 1)
    both = [three.pk, two.pk, elsewhere.pk]
    several = ContactFactory.create_batch(3, audience=audience, group_ids=both)
    alone = ContactFactory.create(audience=audience, group_ids=[three.pk])
    audience.group_categories.filter(pk=category.pk).update(kind="radio")

    job = categories.narrow_later(category, actor=alice)
    jobs.run(job)

    assert job.total == 3
    for contact in (*several, alone):
        contact.refresh_from_db()
    assert {frozenset(c.group_ids) for c in several} == {
        frozenset({two.pk, elsewhere.pk})
    }
    assert alone.group_ids == [three.pk]
    left = [(contact.pk, three.pk) for contact in several]
    assert events(audience, Own.GROUP_LEFT) == left
    assert counted(audience) == members(audience)
    assert jobs.run(job).done == 3


type Step = tuple[str, int, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["join", "leave", "delete", "kind"]),
        st.integers(0, 4),
        st.integers(0, 3),
    ),
    max_size=12,
)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(STEPS)
def test_whatever_is_done_counters_arrays_and_log_agree(
    alice: User, steps: list[Step]
) -> None:
    audience = AudienceFactory.create(account=alice.accounts.get())
    cause = Cause(audience, "staff")
    groups = [*category_of(audience, "radio"), *category_of(audience, "checkboxes", 2)]
    people = ContactFactory.create_batch(3, audience=audience)

    for verb, place, who in steps:
        group = groups[place]
        row = audience.contacts.filter(pk__in=[p.pk for p in people[: who + 1]])
        if verb in {"join", "leave"}:
            getattr(row, verb)(group, cause)
        elif verb == "delete":
            job = categories.delete_group(group, actor=alice)
            if job:
                jobs.run(job)
        else:
            kind = ("radio", "checkboxes")[who % 2]
            audience.group_categories.filter(pk=group.category_id).update(kind=kind)
            jobs.run(categories.narrow_later(group.category, actor=alice))

    assert counted(audience) == members(audience)
    for category in audience.group_categories.filter(kind="radio"):
        assert not categories.in_several(category).exists()
    balance = Tally(str(g) for _c, g in events(audience, Own.GROUP_JOINED))
    balance.subtract(str(g) for _c, g in events(audience, Own.GROUP_LEFT))
    assert +balance == Tally(members(audience))


@pytest.mark.django_db(transaction=True)
def test_two_who_join_at_once_are_in_one_group(audience: Audience) -> None:
    groups = category_of(audience, "radio", 4)
    ContactFactory.create_batch(5, audience=audience)
    ready = threading.Barrier(len(groups))

    def work(group: Group) -> None:
        try:
            ready.wait()
            for _ in range(5):
                audience.contacts.all().join(group, Cause(audience, "staff"))
        finally:
            connection.close()

    with ThreadPoolExecutor(len(groups)) as pool:
        list(pool.map(work, groups))  # and tell if any of them failed

    held = [len(c.group_ids) for c in Contact.objects.filter(audience=audience)]
    assert held == [1] * 5
    assert counted(audience) == members(audience)
    assert GroupCategory.objects.filter(audience=audience).count() == 1


def test_who_is_deleted_is_counted_no_more(audience: Audience, cause: Cause) -> None:
    one, two, _three = category_of(audience, "checkboxes")
    gone = ContactFactory.create(audience=audience, group_ids=[one.pk, two.pk])
    ContactFactory.create(audience=audience, group_ids=[one.pk])

    deleting.delete(audience.contacts.filter(pk=gone.pk), cause)

    assert counted(audience) == members(audience) == {str(one.pk): 1}


def test_one_contact_of_two_is_in_one_group_where_there_is_one_at_most(
    audience: Audience, cause: Cause
) -> None:
    one, two, _three = category_of(audience, "radio")
    shared, more, _last = category_of(audience, "checkboxes")
    kept = ContactFactory.create(audience=audience, group_ids=[one.pk, shared.pk])
    gone = ContactFactory.create(
        audience=audience, group_ids=[two.pk, shared.pk, more.pk]
    )

    merging.merge(audience, kept.pk, gone.pk, {}, cause)

    kept.refresh_from_db()
    assert set(kept.group_ids) == {one.pk, shared.pk, more.pk}
    assert counted(audience) == members(audience)
