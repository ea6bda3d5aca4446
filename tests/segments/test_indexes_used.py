"""That the index of a field answers what it was made for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection

from audiences.models import Audience
from contacts.conditions.fields import of_field
from contacts.conditions.ways import Way
from contacts.indexes import settling
from contacts.models import Field
from segments.binding import bound_in, who
from tests.conditions.said import asking, of
from tests.segments.indexes import field_of, kept, named, there

pytestmark = pytest.mark.django_db(transaction=True)


PEOPLE, KNOWN = 4_000, 400
FILL = """
INSERT INTO contacts_contact (
    audience_id, public_id, ordinal, email, email_display, status, status_at,
    first_name, last_name, phone, sms_phone, sms_status, language, time_zone,
    country, region, email_client, rating, vip, created_at, changed_at,
    tag_ids, group_ids, fields
)
SELECT %(audience)s, gen_random_uuid(), 10 + n, 'p' || n, 'p', 'subscribed', now(),
    '', '', '', '', 'nonsubscribed', '', '', 'NO', '', '', 0, false, now(), now(),
    '{}', '{}', CASE WHEN n > %(known)s THEN '{}' ELSE jsonb_build_object(
        %(text)s::text, 'Word ' || n, %(phone)s::text, '+47' || n,
        %(zip)s::text, 'Z' || n,
        %(url)s::text, 'https://x/' || n, %(imageurl)s::text, 'https://i/' || n,
        %(radio)s::text, 'Choice ' || n %% 400,
        %(dropdown)s::text, 'Choice ' || n %% 400,
        %(number)s::text, n - 200,
        %(date)s::text, (date '2026-11-28' + (n - 200))::text,
        %(birthday)s::text, to_char(date '2000-01-01' + n %% 366, 'MM-DD'),
        %(address)s::text, jsonb_build_object('line1', 'Street ' || n)
    ) END
FROM generate_series(1, %(people)s) AS n
"""
DAYS = {"first": "2026-11-20", "last": "2026-11-25"}
# Of every way to ask, a value by which few are found; those that none find by an index
# are asked as well.
VALUES: dict[str, Any] = {
    "is": "word 7",
    "is_not": "word 7",
    "contains": "word 7",
    "ends": "d 7",
    "contains_not": "word 7",
    "starts": "word 77",
    "filled": None,
    "blank": None,
    "on": "2026-11-28",
    "before": "2026-05-20",
    "after": "2027-06-10",
    "between": DAYS,
    "last": 3,
    "last_not": 3,
    "next": 3,
    "next_not": 3,
    "more": 190,
    "at_least": 190,
    "less": -190,
    "at_most": -190,
    "today": None,
    "this_month": None,
    "month": 5,
}
BY_TYPE: dict[str, dict[str, Any]] = {
    "radio": {"is": ["Choice 7", "Choice 8"], "is_not": ["Choice 7"]},
    "dropdown": {"is": ["Choice 7"], "is_not": ["Choice 7"]},
    "number": {"is": 7, "is_not": 7},
    "birthday": {"on": {"day": 3, "month": 5}, "on_not": {"day": 3, "month": 5}},
}


def test_every_way_that_says_so_is_answered_by_the_index_and_no_other(
    readers: Audience,
) -> None:
    types = Field.Type.values
    fields = {type: field_of(readers, type, f"OWN{type[:7]}") for type in types}
    keys = {type: field.key for type, field in fields.items()}
    with connection.cursor() as cursor:
        cursor.execute(
            FILL, {**keys, "audience": readers.pk, "people": PEOPLE, "known": KNOWN}
        )
    for type, field in fields.items():
        for way in ways(field):
            if way.by_index:
                value = BY_TYPE.get(type, {}).get(way.key, VALUES[way.key])
                kept(field, tree=of(asking(field.key, way.key, value)))

    settling.settle()

    indexed = [field for type, field in fields.items() if type != "address"]
    assert there() == named(*indexed)
    for type, field in fields.items():
        name = f"contacts_own_{readers.pk}_{field.pk}_{type}"
        used = {way.key for way in ways(field) if name in plan_of(field, way)}
        said = {way.key for way in ways(field) if way.by_index and type != "address"}
        assert (type, used) == (type, said)


def ways(field: Field) -> list[Way]:
    return [way for way in of_field(field).operators if isinstance(way, Way)]


def plan_of(field: Field, way: Way) -> str:
    value = BY_TYPE.get(field.type, {}).get(way.key, VALUES.get(way.key))
    bound = bound_in(field.audience, of(asking(field.key, way.key, value)))
    assert bound.problems == ()
    people = field.audience.contacts.present().filter(who(field.audience, bound))
    return json.dumps(people.explain(format="json"))
