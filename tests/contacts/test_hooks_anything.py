"""Whatever is sent to a webhook."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from audiences.models import Audience
from contacts.hooks import making
from contacts.hooks.mapping import Mapping
from tests.contacts.hooking import hook_of, post, written

leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=40),
    st.sampled_from(["anna@example.com", "new@example.com", "2026-11-20T10:00:00Z"]),
)
KEYS = ["customer", "email", "event", "id", "at", "order", "total", "tags", "a/b~c", ""]
documents = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    ),
    max_leaves=15,
)
paths = st.lists(st.sampled_from([*KEYS, "0", "1"]), max_size=3).map(
    lambda keys: "".join(f"/{key}" for key in keys)
)
bodies = st.one_of(
    documents.map(lambda said: json.dumps(said).encode()), st.binary(max_size=60)
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(body=bodies, at=paths, role=paths, adds=st.booleans())
def test_whatever_is_sent_is_answered_and_written_whole_or_not_at_all(
    audience: Audience, alice: User, body: bytes, at: str, role: str, adds: bool
) -> None:
    first = audience.fields.get(tag="FNAME")
    mapping = Mapping(
        email="/customer/email",
        name=role,
        at=at,
        id=role,
        takes_all=True,
        fields=((first.pk, role),),
        tags=(at,),
    )
    hook = hook_of(audience, mapping, adds_people=adds)
    people, events = audience.contacts.count(), len(written(audience))

    response = post(hook, body)

    assert response.status_code in {200, 400}
    said = response.json()
    assert said["detail"]
    if said.get("status") != "taken":
        assert audience.contacts.count() == people
        assert len(written(audience)) == events
    making.delete(hook, actor=alice)
