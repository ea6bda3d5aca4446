from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.db.models.expressions import RawSQL
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from api import narrowing, slow
from audiences.models import Audience, Counter
from contacts.models import Contact
from tests.api.conftest import ApiClient
from tests.api.members import path_of
from tests.factories import (
    ContactFactory,
    GroupCategoryFactory,
    GroupFactory,
    TagFactory,
)

LONG_AGO = timezone.now() - timedelta(days=400)


def emails(api: ApiClient, audience: Audience, query: str = "") -> list[str]:
    """The first parts of the addresses on the page, with a check of its total."""
    said = api.get(f"{path_of(audience)}?count=100&{query}")
    assert said["total_items"] == len(said["members"])
    return [each["email_address"].partition("@")[0] for each in said["members"]]


@pytest.mark.parametrize("n", [1, 100, 1_000])
def test_a_page_asks_as_much_however_many_there_are(
    *,
    api: ApiClient,
    audience: Audience,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    n: int,
) -> None:
    tag, group = (
        TagFactory.create(audience=audience),
        GroupFactory.create(audience=audience),
    )
    first = Counter.objects.take_ordinals(audience, n)
    now = timezone.now()
    Contact.objects.bulk_create(
        Contact(
            audience=audience,
            email=f"{ordinal}@example.com",
            email_display=f"{ordinal}@example.com",
            ordinal=ordinal,
            status="subscribed",
            tag_ids=[tag.pk],
            group_ids=[group.pk],
            status_at=now,
            created_at=now,
            changed_at=now,
        )
        for ordinal in range(first, first + n)
    )
    Counter.objects.add(audience, "status", {"subscribed": n})

    with django_assert_max_num_queries(18):
        said = api.get(f"{path_of(audience)}?count=1000&vip_only=false")

    assert (len(said["members"]), said["total_items"]) == (n, n)


def test_pages_follow_each_other_in_one_order(
    api: ApiClient, audience: Audience
) -> None:
    ContactFactory.create_batch(5, audience=audience)

    pages = [
        api.get(f"{path_of(audience)}?count=2&offset={offset}")
        for offset in (0, 2, 4, 6)
    ]

    ids = [each["web_id"] for page in pages for each in page["members"]]
    assert ids == list(audience.contacts.order_by("pk").values_list("pk", flat=True))
    assert {page["total_items"] for page in pages} == {5}


STATUSES = {
    "subscribed": ["subscribed"],
    "unsubscribed": ["unsubscribed"],
    "cleaned": ["cleaned"],
    "pending": ["pending"],
    "transactional": ["nonsubscribed"],
    "archived": ["archived"],
    "": [*Contact.Status.values, "archived"],
}


@pytest.mark.parametrize("status", STATUSES)
def test_a_list_is_narrowed_by_status(
    api: ApiClient, audience: Audience, status: str
) -> None:
    for each in Contact.Status.values:
        ContactFactory.create(audience=audience, email=f"{each}@x.com", status=each)
    ContactFactory.create(
        audience=audience, email="archived@x.com", archived_at=timezone.now()
    )
    ContactFactory.create(email="elsewhere@x.com")

    assert emails(api, audience, f"status={status}") == STATUSES[status]
    # Counted, where the counters do not say it.
    assert emails(api, audience, f"status={status}&email_type=html") == STATUSES[status]


def test_a_list_is_narrowed_by_what_is_known(
    api: ApiClient, audience: Audience
) -> None:
    ContactFactory.create(audience=audience, email="vip@x.com", vip=True)
    ContactFactory.create(audience=audience, email="plain@x.com")

    assert emails(api, audience, "vip_only=true") == ["vip"]
    assert emails(api, audience, "email_type=text") == []
    assert emails(api, audience, "since_last_campaign=true") == ["vip", "plain"]
    assert emails(api, audience, "unheard_of=1&sort=x") == ["vip", "plain"]


def test_a_list_is_narrowed_by_moments(api: ApiClient, audience: Audience) -> None:
    now = timezone.now()
    old: dict[str, Any] = {"changed_at": LONG_AGO, "status_at": LONG_AGO}
    ContactFactory.create(audience=audience, email="old@x.com", **old)
    ContactFactory.create(audience=audience, email="new@x.com", optin_at=now)
    ContactFactory.create(audience=audience, email="out@x.com", status="unsubscribed")
    ContactFactory.create(
        audience=audience, email="was@x.com", status="unsubscribed", **old
    )
    since = quote((now - timedelta(days=1)).isoformat())

    for name, kept, others in (
        ("last_changed", ["new", "out"], ["old", "was"]),
        ("timestamp_opt", ["new"], ["old"]),
    ):
        assert emails(api, audience, f"since_{name}={since}") == kept
        assert emails(api, audience, f"before_{name}={since}") == others
    assert emails(api, audience, f"unsubscribed_since={since}") == ["out"]
    day = (now - timedelta(days=1)).strftime("%Y-%m-%d %H:%M:%S")
    assert emails(api, audience, f"since_last_changed={day}") == ["new", "out"]


@pytest.mark.parametrize(
    "query",
    [
        "status=active",
        "since_last_changed=yesterday",
        "before_timestamp_opt=2026-02-30",
        "sort_field=name",
        "sort_dir=UP",
        "vip_only=perhaps",
        "interest_category_id=x",
        "interest_ids=x&interest_match=any",
        "interest_category_id=x&interest_ids=x&interest_match=some",
        "status=subscribed&unsubscribed_since=2026-01-01",
        "count=1001",
        "count=-1",
        "offset=x",
    ],
)
def test_what_a_query_cannot_say_is_a_problem(
    api: ApiClient, audience: Audience, query: str
) -> None:
    problem = api.refused("GET", f"{path_of(audience)}?{query}")

    assert (problem["status"], problem["title"]) == (400, "Invalid Resource")


def test_what_takes_too_long_ends_with_a_problem(
    api: ApiClient, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    ContactFactory.create(audience=audience)
    monkeypatch.setattr(slow, "SECONDS", 0.05)
    sleeping = RawSQL("(SELECT now() FROM pg_sleep(30))", [])
    monkeypatch.setitem(narrowing.MOMENTS, "last_changed", sleeping)

    problem = api.refused("GET", f"{path_of(audience)}?sort_field=last_changed")

    assert (problem["status"], problem["title"]) == (400, "Request Too Slow")


def test_a_list_is_sorted_by_moments_with_those_without_any_at_the_end(
    api: ApiClient, audience: Audience
) -> None:
    now = timezone.now()
    for days, name in enumerate(("b", "c", "a")):
        at = now - timedelta(days=days)
        moments = {"changed_at": at, "signup_at": at, "optin_at": at}
        ContactFactory.create(audience=audience, email=f"{name}@x.com", **moments)
    ContactFactory.create(
        audience=audience, email="z@x.com", status="nonsubscribed", changed_at=LONG_AGO
    )

    for name in ("timestamp_opt", "timestamp_signup"):
        found = emails(api, audience, f"sort_field={name}&sort_dir=DESC")
        assert found == ["b", "c", "a", "z"]
        assert emails(api, audience, f"sort_field={name}") == ["a", "c", "b", "z"]
    assert emails(api, audience, "sort_field=last_changed") == ["z", "a", "c", "b"]


def test_a_list_is_narrowed_by_interests(api: ApiClient, audience: Audience) -> None:
    category = GroupCategoryFactory.create(audience=audience)
    one, two = GroupFactory.create_batch(2, audience=audience, category=category)
    for name, groups in {"none": [], "one": [one], "both": [one, two]}.items():
        ContactFactory.create(
            audience=audience,
            email=f"{name}@x.com",
            group_ids=[group.pk for group in groups],
        )
    asked = f"interest_category_id={category.public_id}&interest_match="
    both = f"&interest_ids={one.public_id},{two.public_id}"

    assert emails(api, audience, f"{asked}any{both}") == ["one", "both"]
    assert emails(api, audience, f"{asked}all{both}") == ["both"]
    assert emails(api, audience, f"{asked}none{both}") == ["none"]
    assert emails(api, audience, f"{asked}all&interest_ids={one.public_id},zz") == []
    assert emails(api, audience, f"{asked}any&interest_ids=zz") == []
    elsewhere = f"interest_category_id=zz&interest_match=any{both}"
    assert emails(api, audience, elsewhere) == []
