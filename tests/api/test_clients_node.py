"""The official client for Node: one process tells a story with every verb there is."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from api.urls import api as service
from audiences.models import Audience
from tests.api.conftest import ApiClient
from tests.wall import REPOSITORY

STORY = Path(__file__).with_name("official_client.js")
PYTHON = [
    Path(__file__).with_name(name)
    for name in ("test_clients.py", "test_clients_members.py")
]
OWN = {"create_list_events"}  # which no client for others knows
GONE = (
    *("fieldGone", "interestGone", "categoryGone", "tagged", "untagged"),
    *("segmentGone", "reported", "noteGone", "archived", "erased", "gone"),
)


@pytest.fixture
def said(live_server: LiveServer, api: ApiClient, audience: Audience) -> Any:
    """What the client was answered, by the names that the story gives it."""
    run = subprocess.run(
        ["node", str(STORY), live_server.url, api.text],
        capture_output=True,
        cwd=REPOSITORY,
        timeout=60,
        check=False,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_the_node_client_uses_everything_there_is(said: Any) -> None:
    assert said["ping"] == said["token"] == {"health_status": "Everything is in order."}
    assert [name for name in GONE if said[name] is not None] == []

    assert said["root"]["account_name"] == "Fjord Coffee"
    assert (said["made"]["name"], said["changed"]["name"]) == ("Regulars", "Friends")
    assert said["list"] == said["changed"]
    assert said["listed"]["total_items"] == 2
    assert {"id": said["made"]["id"]} in said["listed"]["lists"]

    assert (said["field"]["tag"], said["town"]["name"]) == ("CITY", "Town")
    assert said["sameField"] == said["town"]
    assert said["town"] in said["fields"]["merge_fields"]
    assert said["category"]["title"] == "Roasts"
    assert said["categories"]["categories"] == [said["sameCategory"]]
    assert said["sameCategory"] == said["category"]
    assert said["interest"]["name"] == "Mild"
    assert said["interests"]["interests"] == [said["sameInterest"]]
    assert said["sameInterest"] == said["interest"]

    assert said["member"]["id"] == said["upserted"]["id"]
    assert (said["upserted"]["vip"], said["upserted"]["status"]) == (True, "subscribed")
    assert said["patched"]["full_name"] == "Anna Berg"
    assert said["byAddress"] == said["patched"]
    assert said["rows"]["total_created"] == 1
    assert said["members"]["total_items"] == 2
    assert said["found"]["full_search"]["members"] == [said["patched"]]

    (tag,) = said["tags"]["tags"]
    assert [each["id"] for each in said["searched"]["tags"]] == [tag["id"]]
    assert said["batch"]["total_added"] == 1
    assert (said["segment"]["name"], said["segment"]["member_count"]) == ("Fair", 2)
    assert said["segmentMember"]["id"] == said["member"]["id"]
    assert said["segmentMembers"]["total_items"] == 2
    names = [each["name"] for each in said["segments"]["segments"]]
    assert names == [said["renamed"]["name"], "Empty"] == ["Market", "Empty"]

    assert [each["name"] for each in said["events"]["events"]] == ["order_placed"]
    assert said["note"]["note"] == "Called back"
    assert said["notes"]["notes"] == [said["sameNote"]] == [said["note"]]
    kinds = [each["activity_type"] for each in said["feed"]["activity"]]
    assert sorted(kinds) == ["event", "note"]
    assert said["activity"]["activity"] == []

    problems = {
        "exists": (400, "Member Exists"),
        "forgotten": (400, "Forgotten Email Not Subscribed"),
        "lacking": (400, "Invalid Resource"),
        "missing": (404, "Resource Not Found"),
        "wrong": (401, "API Key Invalid"),
    }
    met = {name: (said[name]["status"], said[name]["title"]) for name in problems}
    assert met == problems


def test_the_stories_use_everything_there_is() -> None:
    described = service.get_openapi_schema(path_prefix="/")["paths"]
    verbs = {
        operation["operationId"]
        for methods in described.values()
        for operation in methods.values()
    }
    verbs -= {*OWN, "ping"}  # which both call ping.get()
    python = "".join(path.read_text() for path in PYTHON)
    node = STORY.read_text()

    assert "ping.get(" in python
    assert "ping.get(" in node
    assert {verb for verb in verbs if f".{verb}(" not in python} == set()
    assert {verb for verb in verbs if f".{camel(verb)}(" not in node} == set()


def camel(verb: str) -> str:
    first, *others = verb.split("_")
    return first + "".join(map(str.title, others))
