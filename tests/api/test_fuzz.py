"""Whatever is sent, the answer is a document or a problem, and no fault of ours."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.urls import api as service
from audiences.models import Audience
from tests.api.conftest import ApiClient
from tests.api.test_access import operations, path_of

SCHEMAS = service.get_openapi_schema(path_prefix="/")["components"]["schemas"]
NAMES = sorted({n for schema in SCHEMAS.values() for n in schema.get("properties", ())})
WORDS = sorted({word for schema in SCHEMAS.values() for word in schema.get("enum", ())})

texts = st.one_of(
    st.text(max_size=300),
    st.sampled_from([*WORDS, "", "EMAIL", "FNAME", "NO", "en", "a@example.com", "\0"]),
)
numbers = st.one_of(
    st.integers(), st.floats(allow_nan=False), st.sampled_from([0, 1, 2**31, 2**63])
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, texts),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    ),
    max_leaves=20,
)
bodies = st.one_of(
    values, st.dictionaries(st.sampled_from(NAMES), values, min_size=1, max_size=12)
)
queries = st.dictionaries(
    st.sampled_from(
        [
            *("fields", "exclude_fields", "count", "offset", "email", "type"),
            *("required", "sort_field", "sort_dir", "since_date_created"),
            *("before_date_created", "include_total_contacts", "name"),
        ]
    ),
    st.one_of(texts, numbers.map(str)),
    max_size=4,
)
each_operation = pytest.mark.parametrize(
    ("method", "path"), [pytest.param(*o, id=" ".join(o)) for o in operations()]
)


@each_operation
def test_nothing_that_is_sent_breaks_anything(
    api: ApiClient, audience: Audience, method: str, path: str
) -> None:
    here = path_of(path, audience)

    @settings(max_examples=30, suppress_health_check=list(HealthCheck), deadline=None)
    @given(bodies, queries)
    def ask(body: Any, query: dict[str, str]) -> None:
        with transaction.atomic():
            response = api.send_with(method, here, query, json.dumps(body))
            transaction.set_rollback(True)
        assert response.status_code < 500
        if response.status_code >= 400:
            said = response.headers["Content-Type"]
            assert said == "application/problem+json; charset=utf-8"
            assert json.loads(response.content)["detail"]

    ask()


@each_operation
def test_no_id_breaks_anything(
    api: ApiClient, audience: Audience, method: str, path: str
) -> None:
    steps = path_of(path, audience).split("/")

    @settings(max_examples=20, suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.integers(0, len(steps) - 1), st.text(min_size=1, max_size=40))
    def ask(place: int, text: str) -> None:
        changed = "/".join([*steps[:place], text, *steps[place + 1 :]])
        with transaction.atomic():
            response = api.send_with(method, changed, {}, "{}")
            transaction.set_rollback(True)
        assert response.status_code < 500

    ask()
