"""One person is added, or moved, while lanes of an import write their buckets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from audiences.models import Audience
from audiences.parts import bucket_of, parts_in, parts_of
from contacts import adding
from contacts.adding import Person
from contacts.causes import Cause
from contacts.editing import edit
from contacts.imports import lanes, running, writing
from contacts.recounting import differences
from tests.contacts.importing import bring, everything
from tests.factories import ContactFactory

pytestmark = pytest.mark.django_db(transaction=True)

BUCKETS = 8
PEOPLE = 60
FILE = "email,first name\n" + "".join(f"p{n}@example.com,N{n}\n" for n in range(PEOPLE))


@pytest.fixture(autouse=True)
def small_buckets(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(running, "BUCKET_ROWS", 8)
    monkeypatch.setattr(lanes, "LANES", 2)
    yield
    lanes.close()


# Which bucket it is that a function of `writing` is called for.
BUCKET: dict[str, Callable[[Any], int]] = {
    "_place": lambda args: int(args[1]),
    "_execute": lambda args: int(args[1]["bucket"]),
}


def meanwhile(
    monkeypatch: pytest.MonkeyPatch, work: Callable[[], Any], *, into: str
) -> list[Any]:
    """Do the work elsewhere before a function goes on with the first of the buckets.

    Returns a list that its answer, or what it raised, will be put into.
    """
    answers: list[Any] = []
    of_writing = getattr(writing, into)

    def patient() -> Any:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '300ms'")
                return work()
        except Exception as error:
            return error
        finally:
            connection.close()

    def first_the_work(*args: Any, **kwargs: Any) -> Any:
        if BUCKET[into](args) == 0:
            with ThreadPoolExecutor(1) as pool:
                answers.append(pool.submit(patient).result(timeout=20))
        return of_writing(*args, **kwargs)

    monkeypatch.setattr(writing, into, first_the_work)
    return answers


def somebody(*, written_first: bool) -> str:
    """A new address of a part that the first two buckets do, or do not, fill."""
    held = parts_in([0, 1], BUCKETS)
    emails = (f"new{n}@example.com" for n in range(1_000))
    return next(e for e in emails if (parts_of(e) <= held) == written_first)


def add(audience: Audience, email: str) -> Callable[[], Any]:
    cause = Cause(audience, "staff")
    return lambda: adding.add(audience, Person(email), cause, permission=True)


def test_who_is_of_another_part_is_added_at_once(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    email = somebody(written_first=False)
    answers = meanwhile(monkeypatch, add(audience, email), into="_execute")

    report = bring(audience, FILE)

    assert [answer.contact.email for answer in answers] == [email]
    assert report["created"] == PEOPLE
    assert differences(audience) == []
    ordinals = everything(audience)["ordinals"]
    assert len(set(ordinals)) == PEOPLE + 1


def test_who_is_of_a_part_that_is_written_waits(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    email = somebody(written_first=True)
    answers = meanwhile(monkeypatch, add(audience, email), into="_execute")

    bring(audience, FILE)

    assert [type(answer) for answer in answers] == [OperationalError]
    assert not audience.contacts.filter(email=email).exists()


def test_who_gets_another_address_after_being_found_leaves_the_old_one_to_the_file(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    emails = (f"p{n}@example.com" for n in range(PEOPLE))
    email = next(email for email in emails if bucket_of(email, BUCKETS) == 0)
    known = ContactFactory.create(audience=audience, email=email)
    known.audience = audience
    moved = {"email": (other := somebody(written_first=False)), "email_display": other}
    cause = Cause(audience, "staff")
    # Found by the old address already, and not yet locked.
    answers = meanwhile(
        monkeypatch, lambda: edit(known, moved, {}, cause), into="_place"
    )

    execute = writing._execute
    tries: list[int] = []

    def counted(sql: str, params: dict[str, Any]) -> Any:
        tries.append(params["bucket"])
        return execute(sql, params)

    monkeypatch.setattr(writing, "_execute", counted)

    report = bring(audience, FILE)

    assert answers == [["email"]]
    assert sorted(tries) == list(range(BUCKETS))
    assert report["created"] == PEOPLE
    everybody = set(audience.contacts.values_list("email", flat=True))
    assert everybody == {other, *(f"p{n}@example.com" for n in range(PEOPLE))}
    assert differences(audience) == []
    ordinals = everything(audience)["ordinals"]
    assert len(set(ordinals)) == PEOPLE + 1
