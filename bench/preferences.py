"""Giving a preference to everyone in a segment, against one statement by hand."""

from __future__ import annotations

from collections.abc import Callable

from audiences import jobs
from bench.building import tag_ids
from bench.datasets import Data
from bench.measuring import Seconds, at_least, bench, in_turns
from bench.statements import execute, fetch
from contacts import bulk
from contacts.bulk import Selection
from contacts.filters import Filter
from events.names import Own
from preferences.bulk import params_of
from preferences.models import Preference
from segments.models import Segment

ROUNDS = 3

# Half of all are in it.
MARK = """
UPDATE contacts_contact SET tag_ids = CASE
    WHEN ordinal %% 2 = 0 THEN tag_ids | %(mark)s::int ELSE tag_ids - %(mark)s::int END
WHERE audience_id = %(audience)s
"""
# All that giving it means: the choices, when people were changed, events and totals,
# and how many there are.
BY_HAND = """
WITH meant AS MATERIALIZED (
    SELECT id FROM contacts_contact
    WHERE audience_id = %(audience)s AND archived_at IS NULL
      AND tag_ids @> ARRAY[%(mark)s::int]
    ORDER BY id FOR NO KEY UPDATE
), chosen AS (
    INSERT INTO preferences_choice (
        audience_id, contact_id, preference_id, state, was, at, how, wording, language
    )
    SELECT %(audience)s, id, %(preference)s, 'subscribed', '', now(), 'staff', '', ''
    FROM meant ORDER BY id
    ON CONFLICT (audience_id, contact_id, preference_id) DO NOTHING
    RETURNING contact_id
), touched AS (
    UPDATE contacts_contact c SET changed_at = now() FROM chosen
    WHERE c.audience_id = %(audience)s AND c.id = chosen.contact_id
), logged AS (
    INSERT INTO events_event (
        kind, audience_id, contact_id, name_id, occurred_at, received_at, properties,
        is_syncing
    )
    SELECT 'own', %(audience)s, contact_id, %(name)s, now(), now(),
        jsonb_build_object('preference', %(preference)s, 'how', 'staff'), false
    FROM chosen
    RETURNING contact_id, occurred_at
), totals AS (
    INSERT INTO events_eventtotal AS t
        (audience_id, name_id, contact_id, n, first_at, last_at)
    SELECT %(audience)s, %(name)s, contact_id, 1, occurred_at, occurred_at
    FROM logged ORDER BY contact_id
    ON CONFLICT (audience_id, name_id, contact_id) DO UPDATE SET
        n = t.n + 1, last_at = excluded.last_at
), counted AS (
    INSERT INTO audiences_counter AS c (audience_id, kind, key, n)
    SELECT %(audience)s, 'preference', %(preference)s::text, count(*) FROM chosen
    ON CONFLICT (audience_id, kind, key) DO UPDATE SET n = c.n + excluded.n
)
SELECT count(*) FROM chosen
"""


@bench(
    "preferences",
    at_least("give a preference to half by segment / by hand", 0.6, of="hand"),
)
def give_to_half(data: Data) -> Seconds:
    """As the centre does it: a job in slices that can be undone."""
    audience, mark = data.audience, tag_ids(data.audience)[0]
    execute(MARK, {"audience": audience.pk, "mark": mark})
    execute("VACUUM (ANALYZE) contacts_contact")
    marked = {"field": "tag", "op": "has", "value": mark}
    tree = {"v": 1, "match": "all", "of": [marked]}
    segment = Segment.objects.create(audience=audience, name="Marked", tree=tree)

    def new(name: str) -> Preference:
        return Preference.objects.create(audience=audience, name=name)

    def ours(number: int) -> Callable[[], object]:
        preference = new(f"Ours {number}")
        selection = Selection(Filter(facts=(("segment", str(segment.pk)),)))
        verb, params = bulk.verbs["prefer"], params_of(preference)

        def give() -> None:
            job = bulk.start(audience, selection, verb, params, owner=data.owner)
            check(jobs.run(job).counts["changed"], data)

        return give

    def hand(number: int) -> Callable[[], object]:
        params = {"audience": audience.pk, "mark": mark}
        params |= {"preference": new(f"By hand {number}").pk}
        params |= {"name": int(Own.PREFERENCE_GAINED)}
        return lambda: check(fetch(BY_HAND, params)[0][0], data)

    return in_turns(ROUNDS, ours=ours, hand=hand)


def check(given: int, data: Data) -> None:
    if given < data.size // 2 - 1:
        raise RuntimeError(f"Not everybody was given it: {given}")
