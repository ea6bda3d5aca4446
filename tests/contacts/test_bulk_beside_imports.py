"""Work over everyone while a file of the same people is written, on two connections."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from audiences import jobs, querysets
from audiences.models import Audience, Counter, Job
from contacts import bulk
from contacts.bulk import Selection
from contacts.filters import Filter
from contacts.imports import running
from tests.contacts.importing import take
from tests.factories import AudienceFactory, ContactFactory, TagFactory

PEOPLE = 120


@pytest.fixture
def crowd(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Audience:
    monkeypatch.setattr(querysets, "FIRST_CHUNK", 10)
    monkeypatch.setattr(querysets, "CHUNK", 10)
    audience: Audience = AudienceFactory.create()
    for n in range(PEOPLE):
        email = f"person{n}@example.com"
        ContactFactory.create(audience=audience, email=email, status="subscribed")
    return audience


def on_its_own(job: Job) -> Callable[[], Job]:
    def run() -> Job:
        try:
            return jobs.run(job)
        finally:
            connection.close()

    return run


@pytest.mark.parametrize("verb", ["unsubscribe", "tag", "archive", "delete"])
def test_neither_waits_forever_and_the_numbers_are_right(
    crowd: Audience, verb: str
) -> None:
    tag = TagFactory.create(audience=crowd)
    given: dict[str, dict[str, Any]] = {
        "tag": {"tag": tag.pk, "tag_name": tag.name},
        "delete": {"people": PEOPLE},
    }
    params = given.get(verb, {})
    rows = "".join(f"person{n}@example.com,Ann {n}\n" for n in reversed(range(150)))
    run = running.start(take(crowd, f"Email,First name\n{rows}"))
    everyone = Selection(Filter())
    work = bulk.start(crowd, everyone, bulk.verbs[verb], params, owner=None)

    with ThreadPoolExecutor(2) as pool:
        both: list[Future[Job]] = [pool.submit(on_its_own(job)) for job in (run, work)]
        ended = [future.result(timeout=60) for future in both]

    assert [job.state for job in ended] == ["finished", "finished"]
    assert work.total == PEOPLE
    counts = Counter.objects.by_key(crowd, "status")
    there = crowd.contacts.count_statuses(10_000)
    assert {key: n for key, n in counts.items() if n} == {
        key: n for key, n in (there or {}).items() if n
    }
    tagged = crowd.contacts.tagged(tag.pk).count()
    assert Counter.objects.by_key(crowd, "tag").get(str(tag.pk), 0) == tagged
    if verb == "unsubscribe":
        gone = crowd.contacts.filter(status="unsubscribed").count()
        assert gone == PEOPLE
