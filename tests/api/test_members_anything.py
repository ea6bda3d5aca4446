"""Whatever is sent: an answer or a problem, and the counters say what there is."""

from __future__ import annotations

import json
from collections import Counter as Tally
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audiences.models import Audience
from tests.api.conftest import ApiClient
from tests.api.members import counts, path_of

TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", "\0", "\ud800", "x" * 2000, "2026-01-01", "192.0.2.1", "no"]),
)
LEAVES = st.one_of(
    *(st.none(), st.booleans(), TEXTS, st.floats(), st.integers()),
    st.integers(min_value=2**60, max_value=2**70),
)
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner)
)
STATUSES = ["subscribed", "unsubscribed", "cleaned", "pending", "transactional"]
EMAILS = ["anna@example.com", "ANNA@example.com", "bo@example.com"]
FIELDS = st.dictionaries(
    st.sampled_from(["FNAME", "ADDRESS", "PHONE", "BIRTHDAY", "X"]), ANYTHING
)
BODY = st.fixed_dictionaries(
    {},
    optional={
        "email_address": st.one_of(st.sampled_from(EMAILS), ANYTHING),
        "status": st.one_of(st.sampled_from(STATUSES), ANYTHING),
        "status_if_new": st.sampled_from(STATUSES),
        "merge_fields": st.one_of(FIELDS, ANYTHING),
        "interests": ANYTHING,
        "language": ANYTHING,
        "vip": ANYTHING,
        "location": ANYTHING,
        "ip_opt": ANYTHING,
        "timestamp_opt": ANYTHING,
        "tags": st.one_of(st.lists(TEXTS, max_size=3), ANYTHING),
        "members": ANYTHING,
        "note": ANYTHING,
        "name": ANYTHING,
        "static_segment": ANYTHING,
    },
)
PLACES = st.sampled_from(
    [
        ("POST", "/members"),
        ("PUT", "/members/anna@example.com"),
        ("PATCH", "/members/anna@example.com"),
        ("POST", ""),
        ("POST", "/members/anna@example.com/tags"),
        ("POST", "/members/anna@example.com/notes"),
        ("POST", "/segments"),
    ]
)


@settings(
    max_examples=150,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(place=PLACES, body=st.one_of(BODY, BODY, BODY, ANYTHING))
def test_whatever_is_sent_is_answered(
    api: ApiClient, audience: Audience, place: tuple[str, str], body: Any
) -> None:
    method, more = place
    text = json.dumps(body)

    response = api.send(method, f"/lists/{audience.public_id}{more}", text)

    assert response.status_code < 500, response.content
    assert response.status_code in {200, 204, 400, 404}
    held = Tally(audience.contacts.values_list("status", flat=True))
    assert counts(audience) == dict(held)
    assert api.get(path_of(audience))["total_items"] == sum(held.values())
