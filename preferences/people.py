"""What people chose: told, deleted with them, and joined when two become one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db import connection

from audiences import people
from audiences.people import Person, Row, Telling
from preferences.models import Choice

if TYPE_CHECKING:
    from audiences.models import Audience

# Whoever unsubscribed as either of the two has unsubscribed.
JOIN = """
INSERT INTO preferences_choice AS c (
    audience_id, contact_id, preference_id, state, was, at, how, source_id, actor_id,
    wording, language
)
SELECT audience_id, %(kept)s, preference_id, state, was, at, how, source_id, actor_id,
    wording, language
FROM preferences_choice
WHERE audience_id = %(audience)s AND contact_id = %(gone)s
ORDER BY preference_id
ON CONFLICT (audience_id, contact_id, preference_id) DO UPDATE SET
    state = excluded.state, was = c.state, at = excluded.at, how = excluded.how,
    source_id = excluded.source_id, actor_id = excluded.actor_id,
    wording = excluded.wording, language = excluded.language
WHERE c.state = 'subscribed' AND excluded.state = 'unsubscribed'
"""
LEAVE = """
DELETE FROM preferences_choice
WHERE audience_id = %(audience)s AND contact_id = %(gone)s
"""


def join(audience: Audience, kept: int, gone: int) -> None:
    params = {"audience": audience.pk, "kept": kept, "gone": gone}
    with connection.cursor() as cursor:
        cursor.execute(JOIN, params)
        cursor.execute(LEAVE, params)


def tell(person: Person) -> Iterator[Row]:
    choices = Choice.objects.filter(audience=person.audience.pk, contact_id=person.pk)
    of = choices.select_related("preference", "source").order_by("at", "preference_id")
    for choice in of:
        yield {
            "preference": choice.preference.name,
            "state": choice.state,
            "before": choice.was,
            "at": choice.at,
            "how": choice.how,
            "source": str(choice.source or ""),
            "wording": choice.wording,
            "language": choice.language,
        }


people.rows("preferences_choice", join, tells=Telling("preferences", tell))
