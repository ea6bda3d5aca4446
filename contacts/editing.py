"""Changing what is known of contacts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from audiences.models import Counter
from audiences.parts import parts_of
from contacts import texting
from contacts.adding import SuppressedError
from contacts.changing import remembered
from contacts.models import Contact, Suppression
from contacts.suppression import OPT_OUTS
from events import log
from events.names import Own

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.causes import Cause

# The rows are locked, so that what nobody changes is written as it was read.
CHANGE = """
UPDATE contacts_contact c SET {changes}, changed_at = %(now)s
FROM jsonb_to_recordset(%(rows)s::jsonb) AS new (id bigint, {columns})
WHERE c.audience_id = %(audience)s AND c.id = new.id
"""


class AddressTakenError(Exception):
    """Somebody else in the audience has the address."""

    def __init__(self, contact: Contact) -> None:
        super().__init__(_("Another contact has this address."))
        self.contact = contact


@dataclass(frozen=True, slots=True)
class Edit:
    """What to set: columns by name and own fields by key, None emptying one."""

    columns: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)

    def news(self, held: Contact) -> Edit:
        """What of it the contact does not have already."""
        columns = {k: v for k, v in self.columns.items() if getattr(held, k) != v}
        fields = {k: v for k, v in self.fields.items() if held.fields.get(k) != v}
        return Edit(columns, fields)

    @property
    def names(self) -> list[str]:
        """Of what it changes; the spelling of the address is the address."""
        return sorted({*self.columns, *self.fields} - {"email_display"} or {"email"})

    def __bool__(self) -> bool:
        return bool(self.columns or self.fields)


@transaction.atomic
def edit(
    contact: Contact,
    columns: Mapping[str, Any],
    fields: Mapping[str, Any],
    cause: Cause,
) -> list[str]:
    """Set columns and own fields, None emptying one; return the names of what changed.

    Names are those of columns and the keys of fields. What is not named stays as
    whoever wrote last left it.
    """
    if "email" in columns:
        Counter.objects.hold_adding(contact.audience, parts_of(columns["email"]))
    row = contact.audience.contacts.filter(pk=contact.pk)
    held = row.select_for_update().first()
    if held is None:
        return []
    news = Edit(columns, fields).news(held)
    if "email" in news.columns:
        _check_address(held, news.columns["email"])
        # Else somebody could add the address that opted out anew.
        Suppression.objects.keep(contact.audience, held.email, held.status)
    changed = edit_held([held], {held.pk: news}, cause)
    if changed:
        contact.refresh_from_db()
    return changed.get(contact.pk, [])


def edit_held(
    held: Iterable[Contact], edits: Mapping[int, Edit], cause: Cause
) -> dict[int, list[str]]:
    """The same for contacts that are locked, and as they are now, but no addresses.

    Returns the names of what changed by the id of whom it did.
    """
    changed = [
        (contact, news)
        for contact in held
        if contact.pk in edits and (news := edits[contact.pk].news(contact))
    ]
    if not changed:
        return {}
    renumbered = [held for held, news in changed if "sms_phone" in news.columns]
    texting.remember(renumbered, cause)
    _write(cause.audience, changed, cause)
    said = {
        contact.pk: cause.properties(fields=news.names, changes=_changes(contact, news))
        for contact, news in changed
    }
    log.record_each(cause.audience.pk, Own.CONTACT_UPDATED, said)
    if renumbered:
        rows = cause.audience.contacts.filter(pk__in=[one.pk for one in renumbered])
        texting.heed(rows, cause)
    return {contact.pk: news.names for contact, news in changed}


def _write(
    audience: Audience, changed: list[tuple[Contact, Edit]], cause: Cause
) -> None:
    columns = sorted({name for _contact, news in changed for name in news.columns})
    if any(news.fields for _contact, news in changed):
        columns.append("fields")
    rows = [
        {
            "id": contact.pk,
            **{name: getattr(contact, name) for name in columns},
            **news.columns,
            "fields": _kept(contact, news),
        }
        for contact, news in changed
    ]
    sql = CHANGE.format(
        changes=", ".join(f"{name} = new.{name}" for name in columns),
        columns=", ".join(f"{name} {_type_of(name)}" for name in columns),
    )
    said = json.dumps(rows, default=datetime.isoformat)
    params: dict[str, Any] = {"rows": said, "audience": audience.pk, "now": cause.at}
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def _kept(contact: Contact, news: Edit) -> dict[str, Any]:
    both = {**contact.fields, **news.fields}
    return {key: value for key, value in both.items() if value is not None}


def _type_of(column: str) -> str:
    """The type of a contact's column, as the database calls it."""
    kind = Contact._meta.get_field(column).db_type(connection)
    return str(kind)


def _changes(held: Contact, news: Edit) -> dict[str, list[Any]]:
    changes: dict[str, list[Any]] = {}
    for name in news.names:
        if name in news.fields:
            pair = [held.fields.get(name), news.fields[name]]
        else:
            column = "email_display" if name == "email" else name
            now = getattr(held, column)
            pair = [now, news.columns.get(column, now)]
        changes[name] = [_said(value) for value in pair]
    return remembered(changes)


def _said(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _check_address(contact: Contact, email: str) -> None:
    # Who may not be written to may take an address that may not be either.
    bound = Suppression.objects.binding(contact.audience).of(email)
    if contact.status in OPT_OUTS:
        bound = bound.exclude(kind__in=OPT_OUTS)
    if bound.exists():
        raise SuppressedError
    other = contact.audience.contacts.filter(email=email).first()
    if other is not None:
        raise AddressTakenError(other)
