"""Every collection asks as often for a hundred of its things as for one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from api.urls import api as service
from audiences.models import Audience
from contacts.models import Contact, Field, GroupCategory, Note, Tag
from events import log
from events.names import Own
from tests.api.conftest import ApiClient
from tests.api.members import path_of
from tests.factories import (
    AudienceFactory,
    ContactFactory,
    GroupCategoryFactory,
    GroupFactory,
    SegmentFactory,
    TagFactory,
)

EMAIL = "anna@example.com"
LIST, MEMBER = "/lists/{list_id}", "/lists/{list_id}/members/{name}"
INTERESTS = f"{LIST}/interest-categories/{{interest_category_id}}/interests"
# Where the things are in the answer, and how many of a hundred are told at most.
COLLECTIONS = {
    "/lists": ("lists", 1000),
    f"{LIST}/merge-fields": ("merge_fields", 1000),
    f"{LIST}/interest-categories": ("categories", 1000),
    INTERESTS: ("interests", 1000),
    f"{LIST}/members": ("members", 1000),
    f"{MEMBER}/activity-feed": ("activity", 1000),
    f"{MEMBER}/activity": ("activity", 50),
    f"{MEMBER}/tags": ("tags", 1000),
    f"{MEMBER}/notes": ("notes", 1000),
    f"{MEMBER}/events": ("events", 1000),
    f"{LIST}/segments": ("segments", 1000),
    f"{LIST}/segments/{{segment_id}}/members": ("members", 1000),
    f"{LIST}/tag-search": ("tags", 1000),
    "/search-members": ("full_search", 30),
}
# What else can be asked of them that looks elsewhere.
QUERIES = {
    "/lists": [f"email={EMAIL}", "include_total_contacts=true&sort_field=date_created"],
    f"{LIST}/members": ["status=subscribed", "sort_field=last_changed&vip_only=false"],
    f"{LIST}/segments": ["type=saved", "include_unsubscribed=true"],
    f"{LIST}/segments/{{segment_id}}/members": ["include_cleaned=true"],
    "/search-members": ["list_id={list_id}"],
}


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, email=EMAIL, first_name="Anna")


def test_all_collections_are_walked() -> None:
    paths = service.get_openapi_schema(path_prefix="/")["paths"]
    paged = {
        path
        for path, methods in paths.items()
        if any(
            one["name"] == "count"
            for one in methods.get("get", {"parameters": []})["parameters"]
        )
    }

    assert paged <= set(COLLECTIONS) <= set(paths)


def test_a_hundred_things_cost_as_many_queries_as_one(
    api: ApiClient, audience: Audience, anna: Contact
) -> None:
    category = GroupCategoryFactory.create(audience=audience)
    tag = TagFactory.create(audience=audience, name="Fair")
    ids = {
        "list_id": audience.public_id,
        "name": EMAIL,
        "interest_category_id": category.public_id,
        "segment_id": tag.pk,
    }

    def asked() -> dict[str, int]:
        found = {}
        for path, (where, most) in COLLECTIONS.items():
            for query in ["", *QUERIES.get(path, [])]:
                audience.segments.update(reachable=None)  # none is counted yet
                url = f"{path}?count=1000&query=Anna&{query}".format(**ids)
                with CaptureQueriesContext(connection) as queries:
                    said = api.get(url)[where]
                told = said["members"] if isinstance(said, dict) else said
                assert len(told) >= min(things, most), url
                found[url] = len(queries)
        return found

    things = 1
    furnish(api, anna, category, tag, 1)
    asked()  # the use of the key is noted once
    of_one = asked()
    things = 100
    furnish(api, anna, category, tag, 99)

    assert asked() == of_one


def furnish(
    api: ApiClient, anna: Contact, category: GroupCategory, tag: Tag, n: int
) -> None:
    """So many of everything more."""
    audience, now = anna.audience, timezone.now()
    for other in AudienceFactory.create_batch(n, account=audience.account):
        more = [each.pk for each in TagFactory.create_batch(2, audience=other)]
        ContactFactory.create(
            audience=other, email=EMAIL, first_name="Anna", tag_ids=more
        )
    start = audience.fields.count()
    Field.objects.bulk_create(
        Field(
            audience=audience,
            label=f"Field {place}",
            tag=f"MORE{place}",
            type="text",
            position=place,
        )
        for place in range(start, start + n)
    )
    GroupCategoryFactory.create_batch(n, audience=audience)
    GroupFactory.create_batch(n, audience=audience, category=category)
    SegmentFactory.create_batch(n, audience=audience)
    ContactFactory.create_batch(
        n, audience=audience, first_name="Anna", tag_ids=[tag.pk]
    )
    tags = [each.pk for each in TagFactory.create_batch(n, audience=audience)]
    audience.contacts.filter(pk=anna.pk).update(
        tag_ids=[*audience.contacts.get(pk=anna.pk).tag_ids, *tags]
    )
    notes = Note.objects.bulk_create(
        Note(audience=audience, contact=anna, text="Called", created_at=now)
        for _ in range(n)
    )
    for note in notes:
        said: dict[str, Any] = {"note": note.pk}
        log.record(audience.pk, Own.NOTE_ADDED, [anna.pk], said)
        log.record(audience.pk, Own.CONTACT_UNSUBSCRIBED, [anna.pk])
    events = [{"member": EMAIL, "name": "looked"} for _ in range(n)]
    path = path_of(audience).removesuffix("/members")
    assert api.post(f"{path}/events", {"events": events})["total_taken"] == n
