"""The official clients, unmodified but for the host they ask."""

from __future__ import annotations

import json
from typing import Any

import pytest
from mailchimp_marketing.api_client import ApiClientError

from audiences.models import Audience
from tests.api.conftest import ApiClient
from tests.api.test_lists_changing import NEW


def refusal(call: Any, *args: Any) -> dict[str, Any]:
    """The problem that a call meets, as programs read it."""
    with pytest.raises(ApiClientError) as error:
        call(*args)
    problem: dict[str, Any] = json.loads(error.value.text)
    assert problem["status"] == error.value.status_code
    return problem


def test_the_python_client_keeps_house(official: Any, audience: Audience) -> None:
    assert official.ping.get()["health_status"]
    assert official.root.get_root()["account_name"] == "Fjord Coffee"

    made = official.lists.create_list(NEW)
    assert official.lists.get_list(made["id"]) == made
    changed = official.lists.update_list(made["id"], {"name": "Friends"})
    assert changed["name"] == "Friends"
    listed = official.lists.get_all_lists(
        fields=["lists.id", "total_items"], count=1000
    )
    assert listed["total_items"] == 2
    assert {"id": audience.public_id} in listed["lists"]

    assert official.lists.delete_list(made["id"]).status_code == 204
    problem = refusal(official.lists.get_list, made["id"])
    assert problem["title"] == "Resource Not Found"


def test_the_python_client_sets_up_fields_and_interests(
    official: Any, audience: Audience
) -> None:
    lists, here = official.lists, audience.public_id

    field = lists.add_list_merge_field(here, {"name": "City", "type": "text"})
    assert lists.get_list_merge_field(here, field["merge_id"]) == field
    lists.update_list_merge_field(here, field["merge_id"], {"name": "Town"})
    tags = [f["name"] for f in lists.get_list_merge_fields(here)["merge_fields"]]
    assert "Town" in tags
    assert lists.delete_list_merge_field(here, field["merge_id"]).status_code == 204

    kind = {"title": "Roast", "type": "checkboxes"}
    category = lists.create_list_interest_category(here, kind)
    args = (here, category["id"])
    lists.update_interest_category(*args, {"title": "Roasts", "type": "checkboxes"})
    assert lists.get_interest_category(*args)["title"] == "Roasts"
    light = lists.create_interest_category_interest(*args, {"name": "Light"})
    lists.update_interest_category_interest(*args, light["id"], {"name": "Mild"})
    mild = lists.get_interest_category_interest(*args, light["id"])
    assert mild["name"] == "Mild"
    assert lists.list_interest_category_interests(*args)["interests"] == [mild]
    gone = lists.delete_interest_category_interest(*args, light["id"])
    assert gone.status_code == 204
    assert lists.delete_interest_category(*args).status_code == 204
    assert lists.get_list_interest_categories(here)["categories"] == []


def test_the_python_client_reads_problems(official: Any) -> None:
    problem = refusal(official.lists.create_list, {"name": "Half"})

    assert problem["title"] == "Invalid Resource"
    assert "permission_reminder" in problem["errors"][0]["message"]
    official.set_config({"api_key": f"{'0' * 32}-us1"})
    official.api_client.host = official.api_client.host
    assert refusal(official.ping.get)["title"] == "API Key Invalid"


def test_the_python_client_may_come_with_a_token(official: Any, api: ApiClient) -> None:
    official.set_config({"access_token": api.text, "server": "us1"})

    assert official.ping.get()["health_status"]
