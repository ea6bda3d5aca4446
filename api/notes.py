"""Notes, as clients find, write and change them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from django.db.models import F
from django.db.models.functions import Coalesce
from ninja import Schema

from accounts.roles import Right
from api.problems import Problem, invalid, not_found
from contacts import notes
from contacts.models import MAX_NOTE

if TYPE_CHECKING:
    from api.models import ApiKey
    from contacts.causes import Cause
    from contacts.models import Contact, Note
    from contacts.querysets import NoteQuerySet

OTHERS = "Only who wrote a note changes it."
ORDERS: dict[str, Any] = {
    "created_at": F("created_at"),
    "updated_at": Coalesce("edited_at", "created_at"),
    "note_id": F("pk"),
}


class NoteQuery(Schema):
    sort_field: Literal["", "created_at", "updated_at", "note_id"] = ""
    sort_dir: Literal["", "ASC", "DESC", "asc", "desc"] = ""


def listed(contact: Contact, query: NoteQuery) -> NoteQuerySet:
    """In the order that is asked for; else the newest first."""
    found: NoteQuerySet = contact.notes.present().select_related("author")
    order = ORDERS[query.sort_field or "created_at"]
    if query.sort_dir.upper() == "ASC":
        return found.order_by(order.asc(), "pk")
    return found.order_by(order.desc(), "-pk")


def find(contact: Contact, pk: int) -> Note:
    there = contact.notes.present().select_related("author")
    note: Note | None = there.filter(pk=pk).first()
    if note is None:
        raise not_found()
    return note


def write(contact: Contact, text: str, cause: Cause) -> Note:
    return notes.write(contact, _checked(text), cause)


def rewrite(note: Note, text: str) -> None:
    """What a person wrote stays: nobody puts words into their mouth."""
    text = _checked(text)
    if note.author_id is not None:
        raise Problem(403, "Forbidden", OTHERS)
    notes.rewrite(note, text)


def delete(note: Note, key: ApiKey) -> None:
    if note.author_id is not None and not key.may(Right.GOVERN):
        raise Problem(403, "Forbidden", OTHERS)
    notes.delete(note)


def _checked(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise invalid(("note", "This value should not be blank."))
    if len(text) > MAX_NOTE:
        raise invalid(("note", f"A note has at most {MAX_NOTE} characters."))
    return text
