"""What clients send of notes."""

from __future__ import annotations

from ninja import Schema


class NoteCreate(Schema):
    note: str


class NoteChange(Schema):
    note: str
