"""The notes about a member."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Query, Router

from accounts.roles import Right
from api import notes
from api.answers import answer, nothing
from api.causes import changing
from api.describing import MANY, NOTHING, ONE, answers
from api.documents.members import hash_of
from api.documents.notes import Note, NotePage, document, path_of
from api.finding import find
from api.keys import audience_of
from api.links import links_of
from api.notes import NoteQuery
from api.paging import page_of
from api.requests import ApiRequest
from api.schemas.notes import NoteChange, NoteCreate

router = Router(tags=["members"])

ALL = "lists/{list_id}/members/{name}/notes"
THIS = "lists/{list_id}/members/{name}/notes/{int:note_id}"


@router.get(ALL, response=answers(NotePage), openapi_extra=MANY)
def get_list_member_notes(
    request: ApiRequest, list_id: str, name: str, query: Query[NoteQuery]
) -> HttpResponse:
    contact = find(audience_of(request, list_id, Right.VIEW_CONTACTS), name)
    page, links = page_of(request), links_of(request)
    found = notes.listed(contact, query)
    listed: NotePage = {
        "notes": [document(note, contact, links) for note in found[page.rows]],
        "email_id": hash_of(contact.email),
        "list_id": list_id,
        "total_items": found.count(),
        "_links": [
            links.link("self", "GET", path_of(contact), "NotePage"),
            links.link("create", "POST", path_of(contact), "Note", "NoteCreate"),
        ],
    }
    return answer(request, listed)


@router.post(ALL, response=answers(Note))
def create_list_member_note(
    request: ApiRequest, list_id: str, name: str, sent: NoteCreate
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.MANAGE)
    contact = find(audience, name)
    with changing(request, audience) as cause:
        note = notes.write(contact, sent.note, cause)
    return answer(request, document(note, contact, links_of(request)))


@router.get(THIS, response=answers(Note), openapi_extra=ONE)
def get_list_member_note(
    request: ApiRequest, list_id: str, name: str, note_id: int
) -> HttpResponse:
    contact = find(audience_of(request, list_id, Right.VIEW_CONTACTS), name)
    note = notes.find(contact, note_id)
    return answer(request, document(note, contact, links_of(request)))


@router.patch(THIS, response=answers(Note))
def update_list_member_note(
    request: ApiRequest, list_id: str, name: str, note_id: int, sent: NoteChange
) -> HttpResponse:
    contact = find(audience_of(request, list_id, Right.MANAGE), name)
    note = notes.find(contact, note_id)
    notes.rewrite(note, sent.note)
    return answer(request, document(note, contact, links_of(request)))


@router.delete(THIS, response=NOTHING)
def delete_list_member_note(
    request: ApiRequest, list_id: str, name: str, note_id: int
) -> HttpResponse:
    contact = find(audience_of(request, list_id, Right.MANAGE), name)
    notes.delete(notes.find(contact, note_id), request.key)
    return nothing()
