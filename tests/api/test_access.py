"""Walks over every operation: no key, a strange key, a key of a low role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from api.urls import api as service
from audiences.models import Audience
from tests.api.conftest import ApiClient, client_of
from tests.factories import GroupCategoryFactory, GroupFactory

WRITING = {"POST", "PUT", "PATCH", "DELETE"}


def operations() -> Iterator[tuple[str, str]]:
    """Method and path of each, as the description has them."""
    for path, methods in service.get_openapi_schema(path_prefix="/")["paths"].items():
        for method in methods:
            yield method.upper(), path


def ids_of(audience: Audience) -> dict[str, Any]:
    category = GroupCategoryFactory.create(audience=audience)
    group = GroupFactory.create(audience=audience, category=category)
    return {
        "list_id": audience.public_id,
        "merge_id": 1,
        "interest_category_id": category.public_id,
        "interest_id": group.public_id,
    }


def path_of(path: str, audience: Audience) -> str:
    ids = ids_of(audience)
    return re.sub(r"\{(\w+)\}", lambda found: str(ids.get(found[1], "1")), path)


each_operation = pytest.mark.parametrize(
    ("method", "path"), [pytest.param(*o, id=" ".join(o)) for o in operations()]
)
each_inside = pytest.mark.parametrize(
    ("method", "path"),
    [pytest.param(*o, id=" ".join(o)) for o in operations() if "{list_id}" in o[1]],
)
each_writing = pytest.mark.parametrize(
    ("method", "path"),
    [pytest.param(*o, id=" ".join(o)) for o in operations() if o[0] in WRITING],
)


@each_operation
def test_nobody_gets_in_without_a_key(
    client: Client, audience: Audience, method: str, path: str
) -> None:
    response = client.generic(method, f"/3.0{path_of(path, audience)}")

    assert response.status_code == 401


@each_inside
def test_a_strange_key_finds_nothing(
    stranger: ApiClient, audience: Audience, method: str, path: str
) -> None:
    response = stranger.send(method, path_of(path, audience), b"{}")

    # What is lacking in a body may be told first: it says nothing of the list.
    assert response.status_code in {400, 404}
    if response.status_code == 400:
        assert b"Required fields were not provided" in response.content


@each_writing
def test_a_key_that_reads_changes_nothing(
    audience: Audience, method: str, path: str
) -> None:
    viewer = client_of(audience.account, Role.VIEWER)

    response = viewer.send(method, path_of(path, audience), b"{}")

    assert response.status_code in {400, 403}
    if response.status_code == 400:
        assert b"Required fields were not provided" in response.content
