"""Giving and taking preferences, over as many contacts as there are.

Who is subscribed, who unsubscribed, and when and how that came about is a `Choice`; who
never chose has none. What is done to many at once leaves alone whoever unsubscribed:
that was their own choice, which is theirs or one by one to change.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from audiences.models import Counter
from audiences.statements import sql_of
from events.log import APPEND, HEARD
from events.names import Own
from events.waking import wake_after_commit
from preferences.models import Choice, Preference, State

if TYPE_CHECKING:
    from contacts.causes import Cause
    from contacts.models import Contact
    from contacts.querysets import ContactQuerySet

NONE = ""  # the state of who has no choice

# Contacts are locked in the order of their ids, as by every verb. A preference that is
# deleted meanwhile is given to nobody.
TARGET = """
WITH target AS MATERIALIZED ({target} FOR NO KEY UPDATE), there AS MATERIALIZED (
    SELECT id FROM preferences_preference
    WHERE audience_id = %(audience)s AND id = ANY (%(preferences)s)
      AND deleted_at IS NULL
    ORDER BY id FOR SHARE
)
"""
CHOSEN = """
, moved AS (
    INSERT INTO preferences_choice AS c (
        audience_id, contact_id, preference_id, state, was, at, how, source_id,
        actor_id, wording, language
    )
    SELECT %(audience)s, target.id, there.id, %(state)s, '', %(now)s, %(how)s,
        %(source)s, %(actor)s, %(wording)s, %(language)s
    FROM target {joined}
    ORDER BY target.id, there.id
    ON CONFLICT (audience_id, contact_id, preference_id) DO UPDATE SET
        state = excluded.state, was = c.state, at = excluded.at, how = excluded.how,
        source_id = excluded.source_id, actor_id = excluded.actor_id,
        wording = excluded.wording, language = excluded.language
    WHERE c.state = ANY (%(over)s)
    RETURNING contact_id, preference_id, was
)
"""
EVERY = "CROSS JOIN there"
EACH = """
JOIN (SELECT DISTINCT contact_id, preference_id FROM
    unnest(%(ids)s::bigint[], %(ones)s::bigint[]) AS pair (contact_id, preference_id)
) AS pair ON pair.contact_id = target.id
JOIN there ON there.id = pair.preference_id
"""
DROPPED = """
, moved AS (
    DELETE FROM preferences_choice c USING target
    WHERE c.audience_id = %(audience)s AND c.contact_id = target.id
      AND c.preference_id = ANY (%(preferences)s) AND c.state = ANY (%(over)s)
    RETURNING c.contact_id, c.preference_id, c.state AS was
)
"""
TOLD = f"""
, touched AS (
    UPDATE contacts_contact c SET changed_at = greatest(c.changed_at, %(now)s)
    FROM (SELECT DISTINCT contact_id FROM moved) AS mover
    WHERE c.audience_id = %(audience)s AND c.id = mover.contact_id
), happened (contact_id, name_id, occurred_at, properties) AS (
    SELECT contact_id, CASE WHEN %(state)s = 'subscribed'
        THEN {int(Own.PREFERENCE_GAINED)} WHEN was = 'subscribed'
        THEN {int(Own.PREFERENCE_LOST)} ELSE {int(Own.PREFERENCE_CHANGED)} END,
        %(now)s::timestamptz,
        %(said)s::jsonb || jsonb_build_object('preference', preference_id, 'was', was)
    FROM moved
), {APPEND}, counted AS (
    SELECT sign || preference_id AS key, sum(n) AS n FROM (
        SELECT contact_id, preference_id, %(sign)s AS sign, 1 AS n FROM moved
        WHERE %(state)s <> ''
        UNION ALL
        SELECT contact_id, preference_id,
            CASE was WHEN 'subscribed' THEN '' ELSE '-' END, -1
        FROM moved WHERE was <> ''
    ) AS change JOIN target ON target.id = change.contact_id
    WHERE target.archived_at IS NULL GROUP BY 1
)
SELECT (SELECT coalesce(array_agg(contact_id), '{{}}') FROM moved),
    (SELECT json_object_agg(key, n) FROM counted), ({HEARD})
"""


def in_state(
    contacts: ContactQuerySet, preference: Preference, state: str
) -> ContactQuerySet:
    """Those for whom it is in the state; `NONE` for who never chose."""
    chosen = Choice.objects.filter(
        audience=preference.audience_id,
        preference=preference.pk,
        contact_id=OuterRef("pk"),
    )
    if state == NONE:
        return contacts.filter(~Exists(chosen))
    return contacts.filter(Exists(chosen.filter(state=state)))


def give(contacts: ContactQuerySet, preference: Preference, cause: Cause) -> list[int]:
    """Subscribe those who never chose; return who that were."""
    wanted = in_state(contacts, preference, NONE)
    return _choose(wanted, preference, State.SUBSCRIBED, (), cause)


def take(contacts: ContactQuerySet, preference: Preference, cause: Cause) -> list[int]:
    """Let those who are subscribed have no choice; return who that were."""
    having = in_state(contacts, preference, State.SUBSCRIBED)
    return _drop(having, preference, [State.SUBSCRIBED], cause)


def take_back(
    contacts: ContactQuerySet, preference: Preference, at: datetime, cause: Cause
) -> list[int]:
    """Take it from those who have it since that moment, and chose nothing since."""
    chosen = Choice.objects.filter(
        audience=preference.audience_id,
        preference=preference.pk,
        contact_id=OuterRef("pk"),
        at=at,
    )
    return take(contacts.filter(Exists(chosen)), preference, cause)


def sweep(contacts: ContactQuerySet, preference: Preference, cause: Cause) -> list[int]:
    """Let nobody of these have chosen anything; return who had."""
    return _drop(contacts, preference, State.values, cause)


def put(
    contacts: ContactQuerySet, preference: Preference, state: str, cause: Cause
) -> list[int]:
    """Put it into the state, whatever they chose before; return whom that changed."""
    others = [other for other in State.values if other != state]
    if state == NONE:
        return _drop(contacts, preference, others, cause)
    return _choose(contacts, preference, state, others, cause)


def choose(contact: Contact, preference: Preference, state: str, cause: Cause) -> bool:
    """Put it into the state for one person, whatever it was; False where it was so."""
    row: ContactQuerySet = cause.audience.contacts.filter(pk=contact.pk)
    return bool(put(row, preference, state, cause))


@transaction.atomic
def give_each(pairs: Iterable[tuple[int, int]], cause: Cause) -> list[int]:
    """Subscribe contacts to preferences, ids of each, where they never chose.

    Returns the ids of the contacts, once for each preference they were given.
    """
    wanted = list(pairs)
    ids, ones = [pk for pk, _one in wanted], [one for _pk, one in wanted]
    contacts: ContactQuerySet = cause.audience.contacts.filter(pk__in=ids)
    params = {"ids": ids, "ones": ones, **_chosen(State.SUBSCRIBED, (), cause)}
    return move(contacts, CHOSEN.format(joined=EACH), ones, params, cause)


def _choose(
    contacts: ContactQuerySet,
    preference: Preference,
    state: str,
    over: Sequence[str],
    cause: Cause,
) -> list[int]:
    """Write the choice down for who has none, or one of the states in `over`."""
    params = _chosen(state, over, cause)
    chosen = CHOSEN.format(joined=EVERY)
    return move(contacts, chosen, [preference.pk], params, cause)


def _chosen(state: str, over: Sequence[str], cause: Cause) -> dict[str, Any]:
    return {
        "state": str(state),
        "over": list(over),
        "how": cause.how,
        "source": cause.source.pk if cause.source else None,
        "actor": cause.actor.pk if cause.actor else None,
        "wording": cause.wording,
        "language": cause.language,
    }


def _drop(
    contacts: ContactQuerySet,
    preference: Preference,
    over: Sequence[str],
    cause: Cause,
) -> list[int]:
    params = {"state": NONE, "over": list(over)}
    return move(contacts, DROPPED, [preference.pk], params, cause)


@transaction.atomic
def move(
    contacts: ContactQuerySet,
    moved: str,
    preferences: Sequence[int],
    params: dict[str, Any],
    cause: Cause,
) -> list[int]:
    """Execute the statement that changes choices, and count what it says."""
    state, audience = params["state"], cause.audience
    said = {"state": state} | ({"wording": cause.wording} if cause.wording else {})
    target = sql_of(contacts.order_by("pk").values("id", "archived_at"), "")
    if not target:
        return []
    params |= {
        "audience": audience.pk,
        "preferences": sorted(set(preferences)),
        "sign": "" if state == State.SUBSCRIBED else "-",
        "said": json.dumps(cause.properties(**said)),
        "now": cause.at,
        "kind": "own",
    }
    with connection.cursor() as cursor:
        cursor.execute(TARGET.format(target=target) + moved + TOLD, params)
        ids, changes, heard = cursor.fetchone()
    wake_after_commit(heard)
    Counter.objects.add(audience, Counter.Kind.PREFERENCE, changes or {})
    return list(ids)
