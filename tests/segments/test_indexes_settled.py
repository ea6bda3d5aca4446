"""Indexes of fields, made and dropped beside everybody's work."""

from __future__ import annotations

import pytest
from django.db import connection, connections, transaction
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from accounts.models import User
from audiences import jobs, lifecycle
from audiences.models import Audience
from contacts import sweeping
from contacts.indexes import settling, wanting
from segments import following
from tests.segments.indexes import field_of, kept, named, there

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_second_time_nothing_is_left_to_do(readers: Audience) -> None:
    field = field_of(readers)
    kept(field)

    assert settling.settle() == (1, 0)
    assert settling.settle() == (0, 0)
    assert there() == named(field)


def test_what_a_killed_process_left_is_made_anew(readers: Audience) -> None:
    field = field_of(readers)
    kept(field)
    (one,) = wanting.wanted(())
    leave_unfinished(one.name)
    assert settling._there() == {one.name: False}

    assert settling.settle() == (1, 1)
    assert settling._there() == {one.name: True}


def test_what_a_killed_process_left_is_dropped_where_nobody_asks_any_more(
    readers: Audience,
) -> None:
    leave_unfinished(f"contacts_own_{readers.pk}_7_text")

    assert settling.settle() == (0, 1)
    assert there() == []


def leave_unfinished(name: str) -> None:
    """An index as a process leaves it that ends on the way: it is there, not valid."""
    with connection.cursor() as cursor, pytest.raises(Exception, match="duplicated"):
        cursor.execute(
            f"CREATE UNIQUE INDEX CONCURRENTLY {name} ON contacts_contact (audience_id)"
        )


def test_one_that_takes_too_long_is_given_up_and_made_the_next_time(
    readers: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(field_of(readers))
    other = connections.create_connection("default")
    monkeypatch.setattr(settling, "SECONDS", 1)
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("UPDATE contacts_contact SET first_name = 'Bo'")
            with pytest.raises(Exception, match="statement timeout"):
                settling.settle()
    finally:
        other.rollback()
        other.close()

    assert list(settling._there().values()) == [False]
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)
    assert settling.settle() == (1, 1)


def test_two_never_make_indexes_at_once(readers: Audience) -> None:
    kept(field_of(readers))
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute(settling.HOLD)
            assert settling.settle() == (0, 0)
            cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        other.close()

    assert settling.settle() == (1, 0)


def test_what_is_asked_for_while_one_is_made_is_not_forgotten(
    readers: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    city, work = field_of(readers, label="CITY"), field_of(readers, label="WORK")
    kept(city)
    make = settling._make

    def make_while_another_is_kept(one: wanting.Wanted) -> None:
        if not readers.segments.filter(tree__icontains=work.key).exists():
            kept(work)
        make(one)

    monkeypatch.setattr(settling, "_make", make_while_another_is_kept)

    assert settling.settle() == (2, 0)
    assert there() == named(city, work)


def test_none_is_made_inside_of_a_transaction(readers: Audience) -> None:
    with transaction.atomic(), pytest.raises(transaction.TransactionManagementError):
        settling.settle()


def queued() -> int:
    tasks = [SignedPackage.loads(row.payload) for row in OrmQ.objects.all()]
    return sum(task["func"] == settling.TASK for task in tasks)


def test_the_index_of_a_deleted_field_is_dropped(
    readers: Audience, alice: User
) -> None:
    field = field_of(readers)
    kept(field)
    settling.settle()

    sweeping.delete_field(field, actor=alice)

    assert queued() == 1
    assert settling.settle() == (0, 1)


def test_a_field_of_another_type_has_another_index(readers: Audience) -> None:
    field = field_of(readers, "zip")
    kept(field)
    settling.settle()

    field.type = "text"
    field.save()

    assert settling.settle() == (1, 1)
    assert there() == named(field)


def test_the_indexes_of_an_archived_segment_and_audience_are_dropped(
    readers: Audience,
) -> None:
    city, work = field_of(readers, label="CITY"), field_of(readers, label="WORK")
    segment = kept(city)
    kept(work)
    settling.settle()

    segment.archive()
    assert settling.settle() == (0, 1)
    lifecycle.archive(readers)
    assert settling.settle() == (0, 1)


@pytest.mark.parametrize("keep", [True, False])
def test_the_indexes_of_a_deleted_audience_are_dropped(
    readers: Audience, alice: User, keep: bool
) -> None:
    kept(field_of(readers))
    settling.settle()

    job = lifecycle.delete_later(readers, alice, keep)
    jobs.work(job, None)

    assert queued() == 1
    assert settling.settle() == (0, 1)


@pytest.mark.parametrize("small", [2, 3])
def test_who_follows_a_segment_of_many_has_indexes_looked_over(
    readers: Audience, alice: User, monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    monkeypatch.setattr(wanting, "SMALL", small)
    segment = kept(field_of(readers))

    following.follow(segment, None, actor=alice)

    assert queued() == (small == 2)
