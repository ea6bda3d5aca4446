"""Two files of the same people, imported at once: for each person one comes first."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from audiences import jobs
from audiences.models import Audience, Job
from contacts.causes import Cause
from contacts.imports import lanes, running, staging
from contacts.recounting import differences
from events.models import Event, EventTotal
from tests.contacts.importing import everything, take
from tests.factories import AudienceFactory, ContactFactory

# Who is here already, by the number of the address.
HERE = ["subscribed", "nonsubscribed", "pending", "unsubscribed", "cleaned"]
OLD = range(40, 110)
# Both bring the same people, but in different order, and each some of its own.
JOINING = ("subscribed", [(n, f"Joined {n}", "joined") for n in range(150)])
LEAVING = (
    "unsubscribed",
    [(n, "" if n % 3 else f"Left {n}", "left") for n in reversed(range(50, 200))],
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BUCKET_ROWS", 10)
    monkeypatch.setattr(staging, "BATCH", 20)
    monkeypatch.setattr(staging, "SECONDS", 0)
    monkeypatch.setattr(lanes, "LANES", 3)


def populated(beside: Audience) -> Audience:
    audience: Audience = AudienceFactory.create(account=beside.account)
    for n in OLD:
        ContactFactory.create(
            audience=audience, email=email(n), status=HERE[n % len(HERE)]
        )
    archived = audience.contacts.filter(email__contains="7@")
    archived.archive(Cause(audience, "staff"))
    return audience


def email(n: int) -> str:
    return f"p{n}@example.com"


def begin(audience: Audience, status: str, people: list[tuple[int, str, str]]) -> Job:
    rows = "".join(f"{email(n)},{name},{tag}\n" for n, name, tag in people)
    return running.start(
        take(audience, f"email,first name,tags\n{rows}", status=status)
    )


def in_turn(audience: Audience, *files: Any) -> dict[str, Any]:
    for file in files:
        assert jobs.run(begin(audience, *file)).state == "finished"
    return by_person(audience)


def at_once(audience: Audience, *files: Any) -> list[Job]:
    """Each on a connection of its own, besides those of their lanes."""
    begun = [begin(audience, *file) for file in files]
    ready = threading.Barrier(len(begun), timeout=20)

    def run(job: Job) -> Job:
        try:
            ready.wait()
            return jobs.run(job)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(begun)) as pool:
        under_way = [pool.submit(run, job) for job in begun]
        return [each.result(timeout=60) for each in under_way]


def by_person(audience: Audience) -> dict[str, Any]:
    """By address all that is there of one, but for what the log calls new."""
    there = everything(audience)
    told: dict[str, Any] = {
        email: (person, [], []) for email, person in there["people"].items()
    }
    for (email, _is_new, status, _tags), n in there["events"].items():
        told[email][1].append((str(status), n))
    for (email, given), n in there["consents"].items():
        told[email][2].append((given, n))
    return {email: repr((p, sorted(e), sorted(c))) for email, (p, e, c) in told.items()}


def test_each_person_is_as_if_one_file_had_come_after_the_other(
    audience: Audience,
) -> None:
    orders = [
        in_turn(populated(audience), *files)
        for files in ((JOINING, LEAVING), (LEAVING, JOINING))
    ]
    shared = populated(audience)

    ended = at_once(shared, JOINING, LEAVING)

    assert [job.state for job in ended] == ["finished", "finished"]
    for email, told in by_person(shared).items():
        assert told in {order[email] for order in orders}, email
    assert len(by_person(shared)) == 200
    left = shared.contacts.filter(status="subscribed", tag_ids__overlap=[tag(shared)])
    assert not left.exists()


def tag(audience: Audience) -> int:
    return int(audience.tags.get(name="left").pk)


def test_numbers_agree_with_rows_and_no_ordinal_is_given_twice(
    audience: Audience,
) -> None:
    shared = populated(audience)

    ended = at_once(shared, JOINING, LEAVING, JOINING)

    reports = [running.report(job) for job in ended]
    for report in reports:
        rows = report.pop("rows")
        assert sum(report.values()) == rows == 150
    assert sum(report["created"] for report in reports) == 200 - len(OLD)
    ordinals = everything(shared)["ordinals"]
    assert len(ordinals) == len(set(ordinals)) == 200
    assert differences(shared) == []
    assert totals_of_the_log(shared) == kept_totals(shared)


def totals_of_the_log(audience: Audience) -> dict[tuple[int, int], int]:
    totals: dict[tuple[int, int], int] = {}
    events = Event.objects.filter(audience=audience)
    for key in events.values_list("name_id", "contact_id"):
        totals[key] = totals.get(key, 0) + 1
    return totals


def kept_totals(audience: Audience) -> dict[tuple[int, int], int]:
    kept = EventTotal.objects.filter(audience=audience)
    return {
        (n, c): total for n, c, total in kept.values_list("name_id", "contact_id", "n")
    }
