from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audiences.models import Audience
from contacts.models import Tag
from events.models import Event
from tests.api.conftest import ApiClient
from tests.api.members import counts, hash_of, names_of, the
from tests.factories import ContactFactory, SegmentFactory, TagFactory


def path_of(audience: Audience, pk: int | None = None, more: str = "") -> str:
    path = f"/lists/{audience.public_id}/segments"
    return path if pk is None else f"{path}/{pk}{more}"


def people(audience: Audience, *names: str, **more: Any) -> list[str]:
    emails = [f"{name}@example.com" for name in names]
    for email in emails:
        ContactFactory.create(audience=audience, email=email, **more)
    return emails


def names_in(said: Any) -> list[str]:
    return [each["email_address"].partition("@")[0] for each in said["members"]]


def test_a_tag_is_a_static_segment(api: ApiClient, audience: Audience) -> None:
    emails = people(audience, "anna", "bo")

    said = api.post(
        path_of(audience),
        {"name": " Fair ", "static_segment": [*emails, "nobody@x.com", "x"]},
    )

    tag = audience.tags.get()
    assert (said["id"], said["name"], said["type"]) == (tag.pk, "Fair", "static")
    assert said["member_count"] == 2
    assert said["options"] == {"match": "any", "conditions": []}
    assert said["list_id"] == audience.public_id
    assert counts(audience, "tag") == {str(tag.pk): 2}
    assert names_of(the(audience)) == ["tag.added"]


def test_no_addresses_make_an_empty_tag(api: ApiClient, audience: Audience) -> None:
    said = api.post(path_of(audience), {"name": "Empty", "static_segment": []})

    assert api.get(path_of(audience, said["id"]))["member_count"] == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"null", ""),
        ({}, ""),
        ({"name": "X"}, ""),
        ({"name": "", "static_segment": []}, "name"),
        ({"name": "x" * 101, "static_segment": []}, "name"),
        ({"name": None, "static_segment": []}, "name"),
        ({"name": "FAIR", "static_segment": []}, "name"),
        ({"name": "X", "static_segment": ["a@b.cc", 5]}, "static_segment.1"),
        ({"name": "X", "static_segment": "a@b.cc"}, "static_segment"),
        ({"name": "X", "static_segment": ["a@b.cc"] * 10_001}, "static_segment"),
        ({"name": "X", "options": {"match": "any", "conditions": []}}, "options"),
        ({"name": "X", "static_segment": [], "options": {}}, "options"),
    ],
)
def test_what_cannot_be_made_is_a_problem(
    api: ApiClient, audience: Audience, body: Any, field: str
) -> None:
    TagFactory.create(audience=audience, name="Fair")

    problem = api.refused("POST", path_of(audience), body)

    assert problem["errors"][0]["field"] == field
    assert audience.tags.count() == 1


@pytest.fixture
def tag(audience: Audience) -> Tag:
    """A tag that somebody of each status has, and one who is archived."""
    tag = TagFactory.create(audience=audience, name="Fair")
    for status in ("subscribed", "unsubscribed", "cleaned", "nonsubscribed", "pending"):
        people(audience, status, status=status, tag_ids=[tag.pk])
    people(audience, "archived", archived_at=timezone.now(), tag_ids=[tag.pk])
    people(audience, "other")
    return tag


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["subscribed"]),
        ("include_unsubscribed=true", ["subscribed", "unsubscribed"]),
        ("include_cleaned=true", ["subscribed", "cleaned"]),
        ("include_transactional=true", ["subscribed", "nonsubscribed"]),
        (
            "include_cleaned=1&include_transactional=1&include_unsubscribed=1",
            ["subscribed", "unsubscribed", "cleaned", "nonsubscribed"],
        ),
    ],
)
@pytest.mark.parametrize("kind", ["static", "saved"])
def test_the_subscribed_are_members_and_others_where_they_are_included(
    *, api: ApiClient, audience: Audience, tag: Tag, query: str, names: Any, kind: str
) -> None:
    pk = tag.pk
    if kind == "saved":
        node = {"field": "tag", "op": "has", "value": tag.pk}
        tree = {"v": 1, "match": "any", "of": [node]}
        pk = SegmentFactory.create(audience=audience, tree=tree).pk

    said = api.get(path_of(audience, pk, f"/members?{query}"))

    assert names_in(said) == names
    assert said["total_items"] == len(names)
    one = api.get(path_of(audience, pk, f"?{query}"))
    assert (one["member_count"], one["type"]) == (len(names), kind)
    listed = api.get(f"{path_of(audience)}?type={kind}&{query}")["segments"]
    assert [each["member_count"] for each in listed] == [len(names)]


def test_tags_and_segments_are_listed_together(
    api: ApiClient, audience: Audience
) -> None:
    first = TagFactory.create(audience=audience)
    saved = SegmentFactory.create(audience=audience)
    last = TagFactory.create(audience=audience)
    TagFactory.create()
    SegmentFactory.create()
    SegmentFactory.create(audience=audience, archived_at=timezone.now())
    TagFactory.create(audience=audience, deleted_at=timezone.now())

    def ids(query: str = "") -> tuple[list[int], int]:
        said = api.get(f"{path_of(audience)}?{query}")
        return [each["id"] for each in said["segments"]], said["total_items"]

    assert ids() == ([first.pk, saved.pk, last.pk], 3)
    assert ids("count=1&offset=1") == ([saved.pk], 3)
    assert ids("type=static") == ([first.pk, last.pk], 2)
    assert ids("type=saved") == ([saved.pk], 1)
    assert ids("type=fuzzy") == ([], 0)


def test_segments_are_narrowed_by_moments(api: ApiClient, audience: Audience) -> None:
    old = SegmentFactory.create(audience=audience)
    new = TagFactory.create(audience=audience)
    yesterday = timezone.now() - timedelta(days=1)
    ago = {"created_at": yesterday - timedelta(days=9), "changed_at": yesterday}
    audience.segments.filter(pk=old.pk).update(**ago)
    since = quote((yesterday - timedelta(hours=1)).isoformat())

    def ids(query: str) -> list[int]:
        said = api.get(f"{path_of(audience)}?{query}={since}")
        return [each["id"] for each in said["segments"]]

    assert ids("since_created_at") == [new.pk]
    assert ids("before_created_at") == [old.pk]
    assert ids("since_updated_at") == [old.pk, new.pk]
    assert ids("before_updated_at") == []
    assert api.refused("GET", f"{path_of(audience)}?since_created_at=x")


@pytest.mark.parametrize("n", [1, 100])
def test_a_page_of_tags_asks_as_much_however_many_there_are(
    *,
    api: ApiClient,
    audience: Audience,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    n: int,
) -> None:
    tags = TagFactory.create_batch(n, audience=audience)
    people(audience, "anna", tag_ids=[tag.pk for tag in tags])

    with django_assert_max_num_queries(14):
        said = api.get(f"{path_of(audience)}?count=1000")

    assert [each["member_count"] for each in said["segments"]] == [1] * n


def test_a_tag_is_renamed_and_filled_anew(
    api: ApiClient, audience: Audience, tag: Tag
) -> None:
    said = api.patch(
        path_of(audience, tag.pk),
        {"name": "Market", "static_segment": ["OTHER@example.com", "x@y.zz"]},
    )

    assert (said["name"], said["member_count"]) == ("Market", 1)
    tagged = audience.contacts.tagged(tag.pk)
    assert [each.email for each in tagged] == ["other@example.com"]
    assert counts(audience, "tag") == {str(tag.pk): 1}
    api.patch(path_of(audience, tag.pk), {"static_segment": []})
    assert not audience.contacts.tagged(tag.pk).exists()


def test_from_many_a_tag_is_taken_by_a_job(
    api: ApiClient,
    audience: Audience,
    tag: Tag,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("contacts.untagging.AT_ONCE", 2)
    sent = {"static_segment": ["other@example.com", "subscribed@example.com"]}

    said = api.patch(path_of(audience, tag.pk), sent)

    assert said["member_count"] == 2
    tagged = audience.contacts.tagged(tag.pk).order_by("pk")
    assert [each.email for each in tagged] == list(reversed(sent["static_segment"]))
    job = audience.jobs.get()
    assert (job.state, job.done, job.total) == (job.State.FINISHED, 5, 5)
    lost = the(audience, "unsubscribed@example.com")
    assert names_of(lost) == ["tag.removed"]
    (event,) = Event.objects.filter(audience=audience.pk, contact_id=lost.pk)
    assert event.properties["how"] == "api"


def test_a_saved_segment_is_renamed_and_nothing_else(
    api: ApiClient, audience: Audience
) -> None:
    segment = SegmentFactory.create(audience=audience)
    path = path_of(audience, segment.pk)

    assert api.patch(path, {"name": "Regulars"})["name"] == "Regulars"
    bodies: list[dict[str, Any]] = [{"static_segment": []}, {"options": {}}]
    for body in bodies:
        assert api.refused("PATCH", path, body)["status"] == 400
    for method, more, sent in (
        ("POST", "", {"members_to_add": []}),
        ("POST", "/members", {"email_address": "a@b.cc"}),
        ("DELETE", f"/members/{hash_of('a@b.cc')}", None),
    ):
        assert api.refused(method, f"{path}{more}", sent)["status"] == 400


def test_a_name_that_another_one_has_is_refused(
    api: ApiClient, audience: Audience, tag: Tag
) -> None:
    other = TagFactory.create(audience=audience, name="Other")

    problem = api.refused("PATCH", path_of(audience, other.pk), {"name": "FAIR"})

    assert problem["errors"][0]["field"] == "name"


def test_a_deleted_tag_is_taken_from_everybody(
    api: ApiClient, audience: Audience, tag: Tag
) -> None:
    api.delete(path_of(audience, tag.pk))

    assert api.refused("GET", path_of(audience, tag.pk))["status"] == 404
    assert not audience.contacts.tagged(tag.pk).exists()


def test_a_deleted_segment_is_put_away(api: ApiClient, audience: Audience) -> None:
    segment = SegmentFactory.create(audience=audience)

    api.delete(path_of(audience, segment.pk))

    assert audience.segments.archived().get() == segment
    assert api.refused("GET", path_of(audience, segment.pk))["status"] == 404


@pytest.mark.parametrize("pk", ["0", "x", "9" * 30, "-1"])
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_what_is_no_segment_is_not_found(
    api: ApiClient, audience: Audience, pk: str, method: str
) -> None:
    problem = api.refused(method, f"{path_of(audience)}/{pk}")

    assert problem["status"] == 404
