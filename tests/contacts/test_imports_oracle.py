from __future__ import annotations

from collections import Counter as Tally
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Account
from audiences.models import Audience
from contacts.imports import running, staging
from contacts.models import Suppression
from contacts.suppression import hasher
from tests.contacts import oracle
from tests.contacts.importing import bring, everything
from tests.contacts.oracle import Person, Row
from tests.factories import (
    AudienceFactory,
    ContactFactory,
    GroupCategoryFactory,
    GroupFactory,
    TagFactory,
)

STATUSES = ["subscribed", "unsubscribed", "nonsubscribed", "pending", "cleaned"]

EMAILS = st.sampled_from(
    [
        *("a@example.com", "A@example.com", "b@example.com", "c@example.com"),
        *("d@example.com", "gone@example.com", "nobody"),
    ]
)
NAMES = st.sampled_from(["", "Ann", 'O\'Neil; "x"', "\\N", "Zoé"])
CITIES = st.sampled_from(["", "Oslo", '{"a"}'])
TAGS = st.lists(st.sampled_from(["vip", "new", "old"]), max_size=2).map(tuple)
AGES = st.sampled_from(["", "", "", "forty"])
WORDS = st.sampled_from(["", *oracle.WORDS])
REGIONS = st.sampled_from(["", "Oslo", 'a\t"b"'])
GROUPS = st.lists(st.sampled_from(["Tea", "Café", "new"]), max_size=2).map(tuple)
YES_OR_NO = st.sampled_from([None, True, False])
USUAL = (Row, EMAILS, NAMES, CITIES, TAGS, AGES)
PLAIN = st.builds(*USUAL)
MORE = (REGIONS, YES_OR_NO, GROUPS)
ROWS = st.one_of(
    *(
        st.lists(st.builds(*each), min_size=1, max_size=9)
        for each in (
            *(USUAL, (*USUAL, WORDS), (*USUAL, st.just(""), *MORE)),
            (*USUAL, WORDS, *MORE),
        )
    ),
)
PEOPLE = st.dictionaries(
    st.sampled_from(["a@example.com", "b@example.com", "c@example.com"]),
    st.builds(
        Person,
        st.sampled_from(STATUSES),
        st.booleans(),
        NAMES,
        CITIES,
        st.sets(st.sampled_from(["vip", "old"])),
        REGIONS,
        st.booleans(),
        st.sets(st.sampled_from(["Tea", "Café"])),
    ),
)
FILES = st.tuples(
    ROWS,
    st.sampled_from(["subscribed", "nonsubscribed", "unsubscribed", "cleaned"]),
    st.booleans(),
    st.sets(st.sampled_from(["vip", "all"])),
)


GROUP = {"NEW": "new"}  # as the file writes it, who makes it
VIP = {None: "", True: "yes", False: "Non"}


def csv_of(rows: list[Row]) -> str:
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"'

    is_full = any(row.region or row.groups or row.vip is not None for row in rows)
    lines = ["email,first name,city,tags,age,status"]
    if not any(row.status for row in rows):
        lines = [lines[0].removesuffix(",status")]
    has_status = "status" in lines[0]
    if is_full:
        lines[0] += ",region,vip,drinks"
    for row in rows:
        cells = [row.email, row.first_name, row.city, ",".join(row.tags), row.age]
        if has_status:
            cells.append(row.status)
        if is_full:
            cells += [row.region, VIP[row.vip], ", ".join(row.groups).upper()]
        lines.append(",".join(map(quoted, cells)))
    return "\n".join(lines)


def told(audience: Audience) -> dict[str, Any]:
    """What is there, in the words of the oracle."""
    there = everything(audience)
    return {
        "people": {
            email: Person(
                said["status"],
                said["archived"],
                said["first_name"],
                said["fields"].get("city", ""),
                set(said["tags"]),
                said["region"],
                said["vip"],
                {GROUP.get(name, name) for name in said["groups"]},
            )
            for email, said in there["people"].items()
        },
        **{key: there[key] for key in ("events", "consents", "statuses", "tagged")},
        "ordinals": there["ordinals"],
    }


def expected(outcomes: list[oracle.Outcome]) -> dict[str, Any]:
    people = outcomes[-1].people
    return {
        "people": people,
        "events": sum((end.events for end in outcomes), Tally()),
        "consents": sum((end.consents for end in outcomes), Tally()),
        "statuses": Tally(
            "archived" if person.archived else person.status
            for person in people.values()
        ),
        "tagged": Tally(
            tag
            for person in people.values()
            for tag in person.tags
            if not person.archived
        ),
        "ordinals": list(range(len(people))),
    }


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a few rows take many slices and several buckets."""
    monkeypatch.setattr(running, "BUCKET_ROWS", 3)
    monkeypatch.setattr(staging, "BATCH", 2)
    monkeypatch.setattr(staging, "SECONDS", 0)


@given(PEOPLE, st.lists(FILES, min_size=1, max_size=2))
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_imports_come_to_what_a_patient_clerk_would_come_to(
    account: Account,
    people: dict[str, Person],
    files: list[tuple[list[Row], str, bool, set[str]]],
) -> None:
    audience = AudienceFactory.create(account=account)
    tags = {
        name: TagFactory.create(audience=audience, name=name).pk
        for name in ("vip", "new", "old", "all")
    }
    drinks = GroupCategoryFactory.create(audience=audience, title="Drinks")
    groups = {
        name: GroupFactory.create(audience=audience, category=drinks, name=name).pk
        for name in ("Tea", "Café")
    }
    city = audience.fields.create(type="text", tag="CITY", label="city")
    audience.fields.create(type="number", tag="AGE", label="age")
    Suppression.objects.create(
        account=account,
        audience_id=audience.pk,
        kind="erased",
        hash=hasher()("gone@example.com"),
    )
    for email, person in people.items():
        ContactFactory.create(
            audience=audience,
            email=email,
            status=person.status,
            archived_at=timezone.now() if person.archived else None,
            first_name=person.first_name,
            region=person.region,
            vip=person.vip,
            fields={city.key: person.city} if person.city else {},
            tag_ids=sorted(tags[name] for name in person.tags),
            group_ids=sorted(groups[name] for name in person.groups),
        )
    outcomes = []
    for rows, status, update, for_all in files:
        outcome = oracle.imported(
            people,
            rows,
            status=status,
            update=update,
            tags=for_all,
            suppressed={"gone@example.com"},
        )
        outcomes.append(outcome)

        report = bring(
            audience,
            csv_of(rows),
            status=status,
            update_existing=update,
            tag_ids=[tags[name] for name in for_all],
        )

        assert Tally(report) == outcome.report
        assert report["rows"] == sum(report.values()) - report["rows"]

    assert told(audience) == expected(outcomes)
