"""Writing, changing and deleting what staff notes about a contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from audiences.models import Audience
from contacts.causes import Cause
from contacts.keys import key_of_moment, text_of_moment
from contacts.models import Note, NoteVersion
from events import log
from events.names import Own

if TYPE_CHECKING:
    from accounts.models import User
    from contacts.models import Contact

PAGE_SIZE = 20
KEPT = timedelta(days=30)  # how long a deletion can be taken back


@dataclass(frozen=True, slots=True)
class Page:
    notes: list[Note]
    older: str  # where the rest begins, or nothing


@transaction.atomic
def write(contact: Contact, text: str, cause: Cause) -> Note:
    note = Note.objects.create(
        audience=contact.audience,
        contact=contact,
        author=cause.actor,
        text=text,
        created_at=cause.at,
    )
    said = cause.properties(note=note.pk)
    log.record(contact.audience_id, Own.NOTE_ADDED, [contact.pk], said)
    return note


@transaction.atomic
def rewrite(note: Note, text: str) -> bool:
    """Change the text and keep what it was; False where nothing changes."""
    row = Note.objects.filter(audience=note.audience_id, pk=note.pk).present()
    held = row.select_for_update().first()
    if held is None or held.text == text:
        return False
    now = timezone.now()
    NoteVersion.objects.create(
        audience_id=note.audience_id, note=held, text=held.text, replaced_at=now
    )
    row.update(text=text, edited_at=now)
    note.refresh_from_db()
    return True


def delete(note: Note) -> bool:
    row = Note.objects.filter(audience=note.audience_id, pk=note.pk).present()
    return bool(row.update(deleted_at=timezone.now()))


def restore(note: Note) -> bool:
    row = Note.objects.filter(audience=note.audience_id, pk=note.pk)
    return bool(row.exclude(deleted_at=None).update(deleted_at=None))


def page_of(contact: Contact, before: str = "") -> Page:
    """The notes of a contact with their authors and earlier versions, newest first."""
    notes = contact.notes.present().newest_first()
    if key := key_of_moment(before):
        notes = notes.before(*key)
    found = list(
        notes.select_related("author").prefetch_related(_earlier())[: PAGE_SIZE + 1]
    )
    shown = found[:PAGE_SIZE]
    older = ""
    if len(found) > PAGE_SIZE:
        older = text_of_moment(shown[-1].created_at, shown[-1].pk)
    return Page(shown, older)


def _earlier() -> Prefetch[str, QuerySet[NoteVersion], str]:
    versions = NoteVersion.objects.order_by("-replaced_at", "-pk")
    return Prefetch("versions", versions)


def may_delete(note: Note, user: User, *, governs: bool) -> bool:
    """Authors delete their own notes, who governs the account everybody's."""
    return governs or note.author_id == user.pk


def clear_away() -> int:
    """Drop what was deleted too long ago to be taken back; return how much."""
    gone = timezone.now() - KEPT
    return sum(
        audience.notes.filter(deleted_at__lt=gone).delete()[0]
        for audience in Audience.objects.present().in_order()
    )
