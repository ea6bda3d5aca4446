"""What staff and programs note about a member."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from api.documents.members import author_of, hash_of
from api.links import Link
from api.moments import text_of

if TYPE_CHECKING:
    from api.links import Links
    from contacts.models import Contact
    from contacts.models import Note as Row


class Note(TypedDict):
    id: int
    note_id: int  # the same, as it was called before
    created_at: str
    created_by: str
    updated_at: str
    note: str
    list_id: str
    email_id: str
    contact_id: str
    _links: list[Link]


class NotePage(TypedDict):
    notes: list[Note]
    email_id: str
    list_id: str
    total_items: int
    _links: list[Link]


def document(note: Row, contact: Contact, links: Links) -> Note:
    """With the author fetched beside it."""
    many = path_of(contact)
    return {
        "id": note.pk,
        "note_id": note.pk,
        "created_at": text_of(note.created_at),
        "created_by": author_of(note),
        "updated_at": text_of(note.edited_at or note.created_at),
        "note": note.text,
        "list_id": contact.audience.public_id,
        "email_id": hash_of(contact.email),
        "contact_id": contact.public_id.hex,
        "_links": [
            links.link("self", "GET", f"{many}/{note.pk}", "Note"),
            links.link("parent", "GET", many, "NotePage"),
            links.link("update", "PATCH", f"{many}/{note.pk}", "Note", "NoteChange"),
            links.link("delete", "DELETE", f"{many}/{note.pk}"),
        ],
    }


def path_of(contact: Contact) -> str:
    hash = hash_of(contact.email)
    return f"/lists/{contact.audience.public_id}/members/{hash}/notes"
