"""All that is kept of a contact in this app, as rows that programs can read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from audiences.people import Person, Row
from contacts import traces
from contacts.imports.reasons import sentence
from contacts.models import Note
from contacts.past import reasons

if TYPE_CHECKING:
    from contacts.models import Contact

COLUMNS = (
    *("email_display", "email", "first_name", "last_name", "phone", "sms_phone"),
    *("status", "status_at", "sms_status", "archived_at", "language", "time_zone"),
    *("country", "region", "latitude", "longitude", "email_client", "rating", "vip"),
    *("signup_at", "signup_ip", "optin_at", "optin_ip", "created_at", "changed_at"),
)


def tell_contact(person: Person) -> Iterator[Row]:
    contacts = person.audience.contacts.select_related("source")
    for contact in contacts.filter(pk=person.pk):
        yield {
            "audience": person.audience.name,
            "id": str(contact.public_id),
            **{name: getattr(contact, name) for name in COLUMNS},
            "source": str(contact.source or ""),
            "fields": _fields(person, contact),
        }


def _fields(person: Person, contact: Contact) -> dict[str, Any]:
    """By label; also values of fields that are being deleted, while they are there."""
    labels = {field.key: field.label for field in person.audience.fields.all()}
    return {labels.get(key, key): value for key, value in contact.fields.items()}


def tell_tags(person: Person) -> Iterator[Row]:
    contact = person.audience.contacts.only("tag_ids", "audience_id").get(pk=person.pk)
    tags = person.audience.tags.filter(pk__in=contact.tag_ids)
    for name in tags.order_by("name").values_list("name", flat=True):
        yield {"tag": name}


def tell_groups(person: Person) -> Iterator[Row]:
    contacts = person.audience.contacts.only("group_ids", "audience_id")
    contact = contacts.get(pk=person.pk)
    groups = person.audience.groups.filter(pk__in=contact.group_ids)
    for group in groups.select_related("category").order_by("category", "position"):
        yield {"category": group.category.title, "group": group.name}


def tell_consents(person: Person) -> Iterator[Row]:
    lines = person.audience.consents.filter(contact_id=person.pk)
    for line in lines.select_related("source", "actor").order_by("at", "pk"):
        yield {
            "at": line.at,
            "channel": line.channel,
            "purpose": line.purpose,
            "given": line.given,
            "how": line.how,
            "source": str(line.source or ""),
            "by": str(line.actor or ""),
            "ip": line.ip,
            "wording": line.wording,
            "version": line.version,
            "language": line.language,
        }


def tell_notes(person: Person) -> Iterator[Row]:
    """With those that were deleted a short time ago, and how each read before."""
    notes = Note.objects.filter(audience=person.audience, contact=person.pk)
    told = notes.select_related("author").prefetch_related("versions")
    for note in told.order_by("created_at", "pk"):
        yield {
            "written_at": note.created_at,
            "by": str(note.author or ""),
            "text": note.text,
            "edited_at": note.edited_at,
            "deleted_at": note.deleted_at,
            "earlier": [version.text for version in note.versions.all()],
        }


def tell_imports(person: Person) -> Iterator[Row]:
    """The files by which they came in, or were changed."""
    for run in traces.imports_of(person.alone).order_by("created_at", "pk"):
        yield {"file": run.filename, "at": run.created_at, "permission": run.wording}


def tell_refusals(person: Person) -> Iterator[Row]:
    """Rows of files that were not taken, and name their address."""
    for row in traces.refused_of(person.alone):
        yield {
            "file": row.import_run.filename,
            "line": row.line,
            "why": sentence(row.reason, row.value),
            "row": row.row,
        }


def tell_past_refusals(person: Person) -> Iterator[Row]:
    """The same of files of past events."""
    for row in traces.past_refused_of(person.alone):
        yield {
            "file": row.past.filename,
            "line": row.line,
            "why": reasons.sentence(row.reason),
            "row": row.row,
        }
