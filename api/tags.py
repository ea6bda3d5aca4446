"""The tags of a member, as clients ask for them and change them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from api.problems import invalid
from api.telling import tag_names
from contacts import gifts
from events.names import Own

if TYPE_CHECKING:
    from api.schemas.segments import TagChanges
    from contacts.causes import Cause
    from contacts.models import Contact

# Given by a verb, or by an import.
GIVEN = """
SELECT tag, max(occurred_at) FROM (
    SELECT (properties ->> 'tag')::int AS tag, occurred_at FROM events_event
    WHERE kind = 'own' AND audience_id = %(audience)s AND contact_id = %(contact)s
      AND name_id = %(given)s
    UNION ALL
    SELECT jsonb_array_elements_text(properties -> 'tags')::int, occurred_at
    FROM events_event
    WHERE kind = 'own' AND audience_id = %(audience)s AND contact_id = %(contact)s
      AND name_id = %(imported)s
) AS given GROUP BY tag
"""


class Given(NamedTuple):
    pk: int
    name: str
    given_at: datetime  # as far as the log goes back; else when the contact came


def of_contact(contact: Contact) -> list[Given]:
    """In the order of their names."""
    tags = contact.audience.tags.present().filter(pk__in=contact.tag_ids)
    given = _given(contact) if contact.tag_ids else {}
    return [
        Given(pk, name, given.get(pk, contact.created_at))
        for pk, name in tags.in_order().values_list("pk", "name")
    ]


def change(contact: Contact, said: TagChanges, cause: Cause) -> None:
    """Give the active and take the inactive; of one that is named twice, the last wins.

    `is_syncing` is written down with it: nothing begins for whoever is synchronized.
    """
    last = {tag.name.strip().lower(): tag for tag in said.tags}
    errors: list[tuple[str, str]] = []
    active = [tag.name for tag in last.values() if tag.status == "active"]
    wanted = tag_names(active, errors)
    others = [tag.name.strip() for tag in last.values() if tag.status == "inactive"]
    if errors:
        raise invalid(*errors)
    tags, audience = contact.audience.tags, contact.audience
    gives = set(tags.ensure(audience, wanted).values()) if wanted else set()
    takes = set(tags.ids_by_name(audience, others).values()) if others else set()
    more: dict[str, Any] = {"syncing": True} if said.is_syncing else {}
    gifts.change_each(
        gifts.TAGS, {contact.pk: gives}, {contact.pk: takes - gives}, cause, **more
    )


def _given(contact: Contact) -> dict[int, datetime]:
    """When each tag was given last, by its id."""
    params = {"audience": contact.audience_id, "contact": contact.pk}
    params |= {"given": int(Own.TAG_ADDED), "imported": int(Own.CONTACT_IMPORTED)}
    with connection.cursor() as cursor:
        cursor.execute(GIVEN, params)
        return dict(cursor.fetchall())
