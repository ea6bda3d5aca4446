"""What happened to people and what was noted about them, as the log keeps it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from audiences.models import Audience
from contacts.demo.lives import Life, Remark
from contacts.models import Note, NoteVersion
from events import dictionary, log
from events.names import Own

type Line = tuple[int, int, datetime, dict[str, Any]]  # contact, name, moment, said

HAPPENED = """
SELECT happening.contact, happening.name, happening.at, happening.said::jsonb
FROM unnest(%(contacts)s::bigint[], %(names)s::int[], %(ats)s::timestamptz[],
    %(saids)s::text[]) WITH ORDINALITY AS happening (contact, name, at, said, place)
ORDER BY happening.at, happening.place
"""


def log_all(audience: Audience, lives: dict[int, Life]) -> None:
    """Write the notes and all that happened to the people with these ids."""
    own = [
        (pk, int(happening.name), happening.at, happening.said)
        for pk, life in lives.items()
        for happening in life.happenings
    ]
    _write(audience, "own", [*own, *_note(audience, lives)])
    names = dictionary.ensure(audience.pk, _custom_names(lives.values()))
    deeds = [
        (pk, names[deed.name], deed.at, deed.said)
        for pk, life in lives.items()
        for deed in life.deeds
    ]
    _write(audience, "custom", deeds)
    for name_id in names.values():
        first = min(at for _pk, name, at, _said in deeds if name == name_id)
        audience.customevents.filter(name_id=name_id).update(created_at=first)


def _write(audience: Audience, kind: str, lines: list[Line]) -> None:
    contacts, names, ats, saids = zip(*lines, strict=True)
    params = {
        "contacts": list(contacts),
        "names": list(names),
        "ats": list(ats),
        "saids": [json.dumps(said) for said in saids],
    }
    log.write(audience.pk, HAPPENED, params, kind=kind, zone=audience.time_zone)


def _note(audience: Audience, lives: dict[int, Life]) -> list[Line]:
    """Keep what was noted; return what the log says of it."""
    remarks = [(pk, remark) for pk, life in lives.items() for remark in life.remarks]
    remarks.sort(key=lambda pair: pair[1].at)
    notes = Note.objects.bulk_create(
        _note_of(audience, pk, remark) for pk, remark in remarks
    )
    NoteVersion.objects.bulk_create(
        NoteVersion(
            audience=audience,
            note=note,
            text=remark.earlier,
            replaced_at=remark.edited_at,
        )
        for note, (_pk, remark) in zip(notes, remarks, strict=True)
        if remark.edited_at
    )
    return [
        (
            *(note.contact_id, int(Own.NOTE_ADDED), note.created_at),
            {"how": "staff", "by": note.author_id, "note": note.pk},
        )
        for note in notes
    ]


def _note_of(audience: Audience, contact_id: int, remark: Remark) -> Note:
    return Note(
        audience=audience,
        contact_id=contact_id,
        author=remark.by,
        text=remark.text,
        created_at=remark.at,
        edited_at=remark.edited_at,
    )


def _custom_names(lives: Iterable[Life]) -> set[str]:
    """The names under which the webshop reports."""
    return {deed.name for life in lives for deed in life.deeds}
