"""Bodies that are no object, wherever one is needed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from api.urls import api as service
from audiences.models import Audience
from contacts.models import Contact, Note
from tests.api.conftest import ApiClient
from tests.api.members import path_of
from tests.api.test_access import ids_of
from tests.api.test_bad_input import EMAIL, NO_JSON, OBJECT, invalid, said
from tests.factories import ContactFactory, TagFactory


@pytest.fixture
def anna(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, email=EMAIL)


def taking_bodies() -> Iterator[tuple[str, str]]:
    """Method and path of each operation that needs an object."""
    for path, methods in service.get_openapi_schema(path_prefix="/")["paths"].items():
        for method, operation in methods.items():
            if "requestBody" in operation:
                yield method.upper(), path


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"null", invalid("", OBJECT.format("NULL"))),
        (b"", invalid("", OBJECT.format("NULL"))),
        (b"[]", invalid("", OBJECT.format("array"))),
        (b'"text"', invalid("", OBJECT.format("string"))),
        (b"{", NO_JSON),
        (b"{} {}", NO_JSON),
        (b"[NaN]", NO_JSON),
    ],
)
def test_no_operation_takes_a_body_that_is_no_object(
    api: ApiClient, audience: Audience, anna: Contact, body: Any, problem: Any
) -> None:
    note = Note.objects.create(
        audience=audience, contact=anna, text="Called", created_at=timezone.now()
    )
    tag = TagFactory.create(audience=audience)
    ids = ids_of(audience) | {"name": EMAIL, "note_id": note.pk, "segment_id": tag.pk}

    for method, path in taking_bodies():
        met = said(api.refused(method, path.format(**ids), body))
        assert met == problem, (method, path)


def test_an_action_takes_any_body(api: ApiClient, audience: Audience) -> None:
    """Clients send nothing, an empty object, or the four letters of null."""
    for number, body in enumerate((b"", b"{}", b"null")):
        email = f"p{number}@example.com"
        ContactFactory.create(audience=audience, email=email)
        path = path_of(audience, email, "/actions/delete-permanent")
        assert api.send("POST", path, body).status_code == 204
