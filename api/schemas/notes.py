"""What clients send of notes."""

from __future__ import annotations

from api.schemas import Body


class NoteCreate(Body):
    note: str


class NoteChange(Body):
    note: str
