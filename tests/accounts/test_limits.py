"""Buckets: who takes too much waits until there is some again."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.db.models import F

from accounts import limits, tasks
from accounts.limits import Rate
from accounts.models import Bucket


def test_a_bucket_gives_what_it_holds_and_no_more(db: None) -> None:
    taken = [limits.take("x", Rate(3, 3600)) for _ in range(4)]

    assert taken == [True, True, True, False]


def test_it_fills_again_as_time_passes(db: None) -> None:
    rate = Rate(2, 60)
    assert limits.take("x", rate)
    assert limits.take("x", rate)

    Bucket.objects.update(at=F("at") - timedelta(seconds=31))

    assert limits.take("x", rate)
    assert not limits.take("x", rate)


def test_what_follows_is_as_durable_as_ever(transactional_db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        assert limits.take("x", Rate(1, 3600))
        assert not limits.take("x", Rate(1, 3600))

        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",)
        cursor.execute("RESET synchronous_commit")


def test_it_holds_no_more_than_it_can(db: None) -> None:
    rate = Rate(2, 60)
    assert limits.take("x", rate)
    Bucket.objects.update(at=F("at") - timedelta(days=9))

    taken = [limits.take("x", rate) for _ in range(3)]

    assert taken == [True, True, False]


def test_names_share_nothing(db: None) -> None:
    assert limits.take("x", Rate(1, 3600))
    assert limits.take("y", Rate(1, 3600))


def test_what_nobody_used_for_long_is_forgotten_and_the_rest_is_not(db: None) -> None:
    for name in ("old", "new"):
        limits.take(name, Rate(1, 3600))
    Bucket.objects.filter(name="old").update(at=F("at") - timedelta(hours=25))

    assert [tasks.forget_buckets(), tasks.forget_buckets()] == [1, 0]

    assert limits.take("old", Rate(1, 3600))
    assert not limits.take("new", Rate(1, 3600))


def test_some_are_taken_of_several_at_once_and_no_more_than_there_are(
    db: None,
) -> None:
    asked = {"a": (Rate(5, 3600), 3), "b": (Rate(2, 3600), 9)}

    assert limits.take_some(asked) == {"a": 3, "b": 2}
    assert limits.take_some(asked) == {"a": 2, "b": 0}


def test_what_is_given_back_can_be_taken_and_a_bucket_never_overflows(
    db: None,
) -> None:
    rate = Rate(5, 3600)
    limits.take_some({"a": (rate, 4)})

    limits.give_back("a", rate.most, 2)
    assert int(limits.filled("a", rate)) == 3
    limits.give_back("a", rate.most, 90)

    assert limits.take_some({"a": (rate, 9)}) == {"a": 5}
