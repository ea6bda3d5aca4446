"""Ten events for each contact, and fields and groups: what segments ask for."""

from __future__ import annotations

from typing import Any

from bench.building import indexed_afterwards
from bench.datasets import Data
from bench.statements import execute
from contacts.models import Group
from events.models import EventName
from events.partitions import ensure_partitions

NAMES = ("viewed", "added_to_cart", "signed_in", "bought", "reviewed", "downloaded")
PLANS = ("free", "free", "basic", "basic", "pro")
# Few do much: the number of a person grows with a power of chance. Hashes of the number
# of the event stand for chance.
EVENTS = """
INSERT INTO events_event
    (kind, audience_id, contact_id, name_id, occurred_at, received_at, properties)
SELECT 'custom', %(audience)s,
    %(first)s + floor(%(size)s * power(get_byte(h, 0) / 256.0 + get_byte(h, 1) / 65536.0
        + get_byte(h, 2) / 16777216.0, 2.5))::bigint,
    (%(names)s::int[])[
        1 + (ARRAY[0,0,0,0,0,0,0,0,0,0,0,0,1,1,2,2,2,3,4,5])[1 + get_byte(h, 3) %% 20]],
    now() - interval '540 days' * power(get_byte(h, 4) / 256.0
        + get_byte(h, 5) / 65536.0 + get_byte(h, 6) / 16777216.0, 1.6),
    now(),
    jsonb_build_object(
        'category', (ARRAY['shoes','shoes','shirts','shirts','shirts','bags','hats',
                           'toys','books','garden'])[1 + get_byte(h, 7) %% 10],
        'amount', get_byte(h, 8), 'currency', 'EUR')
FROM (
    SELECT decode(md5('event ' || i), 'hex') AS h
    FROM generate_series(1, %(size)s * 10) AS i
) AS hash
"""
TOTALS = """
INSERT INTO events_eventtotal (audience_id, name_id, contact_id, n, first_at, last_at)
SELECT audience_id, name_id, contact_id, count(*), min(occurred_at), max(occurred_at)
FROM events_event WHERE audience_id = %(audience)s AND kind = 'custom'
GROUP BY 1, 2, 3
"""
VALUES = """
UPDATE contacts_contact SET
    fields = jsonb_build_object(
        %(plan)s::text, (%(plans)s::text[])[1 + get_byte(h, 0) %% 5],
        %(score)s::text, get_byte(h, 1) %% 101,
        %(joined)s::text, (current_date - get_byte(h, 2) * 4)::text),
    group_ids = CASE WHEN get_byte(h, 3) < 60
        THEN ARRAY[(%(groups)s::int[])[1 + get_byte(h, 3) %% 6]] ELSE '{}' END
FROM (
    SELECT id AS contact_id, decode(md5('values ' || ordinal), 'hex') AS h
    FROM contacts_contact WHERE audience_id = %(audience)s
) AS hash
WHERE audience_id = %(audience)s AND id = contact_id
"""


def remember(data: Data) -> dict[str, Any]:
    """Fill the large audience; return the ids of its fields, groups and event names."""
    audience = data.audience
    ensure_partitions()
    plan, score, joined = (
        audience.fields.create(type=type, label=label, tag=label.upper())
        for type, label in (
            ("dropdown", "Plan"),
            ("number", "Score"),
            ("date", "Joined"),
        )
    )
    plan.choices = sorted(set(PLANS))
    plan.save()
    category = audience.group_categories.create(title="Interests")
    groups = [
        Group.objects.create(audience=audience, category=category, name=f"Group {n}").pk
        for n in range(6)
    ]
    names = {name: EventName.objects.create(name=name).pk for name in NAMES}
    first = audience.contacts.order_by("pk").values_list("pk", flat=True)[0]
    own = {"audience": audience.pk, "size": data.size, "first": first}
    with indexed_afterwards("events_event"):
        execute(EVENTS, own | {"names": list(names.values())})
    execute(TOTALS, own)
    with indexed_afterwards("contacts_contact"):
        execute(
            VALUES,
            {
                "audience": audience.pk,
                "groups": groups,
                "plans": list(PLANS),
                "plan": plan.key,
                "score": score.key,
                "joined": joined.key,
            },
        )
    for table in ("contacts_contact", "events_event", "events_eventtotal"):
        execute(f"VACUUM (ANALYZE) {table}")
    return {
        "groups": groups,
        "category": category.pk,
        "plan": plan.key,
        "score": score.key,
        "joined": joined.key,
        "names": names,
    }
