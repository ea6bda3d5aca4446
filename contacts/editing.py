"""Changing what is known of a contact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from audiences.models import Counter
from audiences.parts import parts_of
from contacts.adding import SuppressedError
from contacts.changing import remembered
from contacts.models import Contact, Suppression
from contacts.suppression import OPT_OUTS
from events import log
from events.names import Own

if TYPE_CHECKING:
    from contacts.causes import Cause


class AddressTakenError(Exception):
    """Somebody else in the audience has the address."""

    def __init__(self, contact: Contact) -> None:
        super().__init__(_("Another contact has this address."))
        self.contact = contact


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
    news = {name: new for name, new in columns.items() if getattr(held, name) != new}
    own = {key: new for key, new in fields.items() if held.fields.get(key) != new}
    if not (news or own):
        return []
    if "email" in news:
        _check_address(held, news["email"])
        # Else somebody could add the address that opted out anew.
        Suppression.objects.keep(contact.audience, held.email, held.status)
    kept = {**held.fields, **own}
    row.update(
        **news,
        fields={key: value for key, value in kept.items() if value is not None},
        changed_at=cause.at,
    )
    changed = sorted({*news, *own} - {"email_display"} or {"email"})
    said = cause.properties(fields=changed, changes=_changes(held, news, own, changed))
    log.record(contact.audience_id, Own.CONTACT_UPDATED, [contact.pk], said)
    contact.refresh_from_db()
    return changed


def _changes(
    held: Contact,
    news: Mapping[str, Any],
    own: Mapping[str, Any],
    changed: list[str],
) -> dict[str, list[Any]]:
    changes: dict[str, list[Any]] = {}
    for name in changed:
        if name in own:
            pair = [held.fields.get(name), own[name]]
        else:
            column = "email_display" if name == "email" else name
            pair = [getattr(held, column), news.get(column, getattr(held, column))]
        changes[name] = pair
    return remembered(changes)


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
