"""What members did, reported by whoever saw it."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Router

from accounts.roles import Right
from api import events
from api.answers import answer, nothing
from api.describing import MANY, NOTHING, answers
from api.documents.events import EventPage, Taken, document, path_of
from api.finding import find
from api.keys import audience_of
from api.links import links_of
from api.paging import page_of
from api.requests import ApiRequest
from api.schemas.events import taking

router = Router(tags=["events"])

OF_ONE = "lists/{list_id}/members/{name}/events"
OF_MANY = "lists/{list_id}/events"


@router.get(OF_ONE, response=answers(EventPage), openapi_extra=MANY)
def get_list_member_events(
    request: ApiRequest, list_id: str, name: str
) -> HttpResponse:
    contact = find(audience_of(request, list_id, Right.VIEW_CONTACTS), name)
    page, links, found = page_of(request), links_of(request), events.listed(contact)
    path = path_of(contact)
    parent = links.link("parent", "GET", path, "EventPage")
    listed: EventPage = {
        "events": [document(event, parent) for event in found[page.rows]],
        "total_items": found.count(),
        "_links": [
            links.link("self", "GET", path, "EventPage"),
            links.link("create", "POST", path),
        ],
    }
    return answer(request, listed)


@router.post(OF_ONE, response=NOTHING, openapi_extra=taking("MemberEvent"))
def create_list_member_event(
    request: ApiRequest, list_id: str, name: str
) -> HttpResponse:
    events.report(request, find(audience_of(request, list_id, Right.MANAGE), name))
    return nothing()


@router.post(
    OF_MANY, response=answers(Taken, 409), openapi_extra=taking("MemberEvents")
)
def create_list_events(request: ApiRequest, list_id: str) -> HttpResponse:
    """Many at once: what is right is taken, whatever is wrong with others."""
    audience = audience_of(request, list_id, Right.MANAGE)
    taken, faults = events.report_many(request, audience)
    path = f"/lists/{list_id}/events"
    said: Taken = {
        "total_taken": taken,
        "error_count": len(faults),
        "errors": faults,
        "_links": [links_of(request).link("self", "POST", path, "Taken")],
    }
    return answer(request, said)
