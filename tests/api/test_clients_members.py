"""The official client of the API, with members and what hangs on them."""

from __future__ import annotations

from typing import Any

import pytest

from audiences.models import Audience
from tests.api.members import anna, hash_of
from tests.api.test_clients import refusal

EMAIL = "anna@example.com"
ANNA = hash_of(EMAIL)


@pytest.fixture
def lists(official: Any) -> Any:
    return official.lists


def test_the_python_client_keeps_a_member(lists: Any, audience: Audience) -> None:
    here = audience.public_id

    lists.add_list_member(here, anna(merge_fields={"FNAME": "Anna"}, tags=["Fair"]))
    problem = refusal(lists.add_list_member, here, anna())
    assert problem["title"] == "Member Exists"
    upsert = {"email_address": "anna@example.com", "status_if_new": "subscribed"}
    lists.set_list_member(here, ANNA, upsert | {"merge_fields": {"LNAME": "Berg"}})
    said = lists.update_list_member(here, ANNA, {"vip": True})
    assert (said["full_name"], said["vip"]) == ("Anna Berg", True)
    assert lists.get_list_member(here, "anna@example.com") == said
    found = lists.get_list_members_info(here, count=1000, status="subscribed")
    assert (found["total_items"], found["members"]) == (1, [said])

    assert lists.delete_list_member(here, ANNA).status_code == 204
    assert lists.get_list_member(here, ANNA)["status"] == "archived"
    assert lists.delete_list_member_permanent(here, ANNA).status_code == 204
    problem = refusal(lists.add_list_member, here, anna())
    assert problem["title"] == "Forgotten Email Not Subscribed"


def test_the_python_client_tags_notes_and_counts(
    lists: Any, audience: Audience
) -> None:
    here = audience.public_id
    rows = [anna(), anna(email_address="bo@example.com"), {"email_address": "x"}]
    said = lists.batch_list_members(here, {"members": rows, "update_existing": True})
    assert (said["total_created"], said["error_count"]) == (2, 1)

    change = {"tags": [{"name": "Fair", "status": "active"}]}
    assert lists.update_list_member_tags(here, ANNA, change).status_code == 204
    (tag,) = lists.get_list_member_tags(here, ANNA)["tags"]
    assert lists.tag_search(here, name="fa")["tags"][0]["id"] == tag["id"]
    emails = {"members_to_add": ["bo@example.com"], "members_to_remove": []}
    done = lists.batch_segment_members(emails, here, tag["id"])
    assert done["total_added"] == 1
    assert lists.get_segment(here, tag["id"])["member_count"] == 2
    members = lists.get_segment_members_list(here, tag["id"], count=1)
    assert members["total_items"] == 2
    added = lists.create_segment_member(here, tag["id"], {"email_address": EMAIL})
    assert added["id"] == ANNA
    renamed = lists.update_segment(here, tag["id"], {"name": "Fair 2026"})
    assert renamed["name"] == "Fair 2026"
    gone = lists.remove_segment_member(here, tag["id"], ANNA)
    assert gone.status_code == 204
    assert lists.delete_segment(here, tag["id"]).status_code == 204
    made = lists.create_segment(here, {"name": "New", "static_segment": []})
    assert lists.list_segments(here)["segments"] == [made]

    note = lists.create_list_member_note(here, ANNA, {"note": "Called"})
    assert lists.get_list_member_notes(here, ANNA)["notes"] == [note]
    lists.update_list_member_note(here, ANNA, note["id"], {"note": "Called back"})
    note = lists.get_list_member_note(here, ANNA, note["id"])
    assert note["note"] == "Called back"
    feed = lists.get_list_member_activity_feed(here, ANNA, activity_filters=["note"])
    assert [each["note_text"] for each in feed["activity"]] == ["Called back"]
    gone = lists.delete_list_member_note(here, ANNA, note["id"])
    assert gone.status_code == 204


def test_the_python_client_reports_what_a_member_did(
    official: Any, lists: Any, audience: Audience
) -> None:
    here = audience.public_id
    lists.add_list_member(here, anna(merge_fields={"FNAME": "Anna"}))
    event = {"name": "order_placed", "properties": {"coffee": "Kiambu AA"}}

    assert lists.create_list_member_event(here, ANNA, event).status_code == 204

    (told,) = lists.get_list_member_events(here, ANNA)["events"]
    assert (told["name"], told["properties"]) == ("order_placed", event["properties"])
    feed = lists.get_list_member_activity_feed(here, ANNA, activity_filters=["event"])
    assert [each["event_name"] for each in feed["activity"]] == ["order_placed"]
    assert lists.get_list_member_activity(here, ANNA)["activity"] == []
    found = official.searchMembers.search("anna", list_id=here)["full_search"]
    assert [each["id"] for each in found["members"]] == [ANNA]
