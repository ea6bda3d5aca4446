"""The description for programs, taken at its word: schemathesis sends what it allows,
and what it does not, and every answer has to be one that it describes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.urls import api as service
from audiences.models import Audience
from contacts.models import Note
from tests.api.conftest import ApiClient
from tests.api.members import hash_of, path_of
from tests.api.test_access import each_operation, ids_of
from tests.factories import ContactFactory, TagFactory

EMAIL = "anna@example.com"
SCHEMA = schemathesis.openapi.from_dict(service.get_openapi_schema(path_prefix="/3.0/"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]
WHOLE = [*CHECKS, response_schema_conformance]
PARTIAL = {"fields", "exclude_fields"}


handler = WSGIHandler()


def application(environ: dict[str, Any], start_response: Any) -> Any:
    return handler({"REMOTE_ADDR": "127.0.0.1", **environ}, start_response)


SCHEMA.app = application


@contextmanager
def taken_back() -> Iterator[None]:
    """A request that ends, and the transaction of the test does not end with it."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def ids(api: ApiClient, audience: Audience) -> dict[str, Any]:
    """Of a list that holds one of everything."""
    tag = TagFactory.create(audience=audience)
    known = ids_of(audience)
    anna = ContactFactory.create(audience=audience, email=EMAIL, tag_ids=[tag.pk])
    note = Note.objects.create(
        audience=audience, contact=anna, text="Called", created_at=timezone.now()
    )
    event = {"name": "bought", "properties": {"coffee": "Kiambu"}}
    api.send("POST", path_of(audience, EMAIL, "/events"), event)
    return known | {
        "merge_id": 2,
        "name": hash_of(EMAIL),
        "note_id": note.pk,
        "segment_id": tag.pk,
    }


@each_operation
def test_what_is_answered_is_what_is_described(
    api: ApiClient, ids: dict[str, Any], method: str, path: str
) -> None:
    operation = SCHEMA[f"/3.0{path}"][method]
    names = {one.name for one in operation.path_parameters}
    known = {name: ids[name] for name in names}
    cases = [
        operation.as_strategy(mode, path_parameters=known) for mode in GenerationMode
    ]
    headers = {"Authorization": f"Bearer {api.text}", "Accept-Encoding": "identity"}

    @settings(
        max_examples=8,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(*cases))
    def ask(case: Case[Any]) -> None:
        with taken_back():
            response = case.call(headers=headers)
        is_partial = PARTIAL & set(case.query or ())
        case.validate_response(response, checks=CHECKS if is_partial else WHOLE)

    ask()
