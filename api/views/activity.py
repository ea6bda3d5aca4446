"""What happened to a member."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from accounts.roles import Right
from api import feeds
from api.answers import answer
from api.describing import MANY, ONE, answers
from api.documents.activity import ActionPage, ActivityPage, action, document
from api.documents.members import hash_of
from api.finding import find
from api.keys import audience_of
from api.links import links_of
from api.paging import page_of
from api.requests import ApiRequest
from api.slow import in_time

router = Router(tags=["members"])

MEMBER = "lists/{list_id}/members/{name}"


def narrowed(described: dict[str, Any], by: str) -> dict[str, Any]:
    """The description of an operation that takes words with commas between them."""
    words = {"in": "query", "name": by, "schema": {"type": "string"}}
    return {"parameters": [*described["parameters"], words]}


@router.get(
    f"{MEMBER}/activity-feed",
    response=answers(ActivityPage),
    openapi_extra=narrowed(MANY, "activity_filters"),
)
def get_list_member_activity_feed(
    request: ApiRequest, list_id: str, name: str
) -> HttpResponse:
    contact = find(audience_of(request, list_id, Right.VIEW_CONTACTS), name)
    page, hash = page_of(request), hash_of(contact.email)
    path = f"/lists/{list_id}/members/{hash}/activity-feed"
    with in_time():
        wanted = words(request, "activity_filters")
        events = list(feeds.feed(contact, wanted)[page.rows])
        known = feeds.known_of(contact, events)
    links = links_of(request)
    parent = links.link("parent", "GET", path, "ActivityPage")
    listed: ActivityPage = {
        "activity": [document(event, known, parent) for event in events],
        "email_id": hash,
        "list_id": list_id,
        "_links": [links.link("self", "GET", path, "ActivityPage")],
    }
    return answer(request, listed)


@router.get(
    f"{MEMBER}/activity",
    response=answers(ActionPage),
    openapi_extra=narrowed(ONE, "action"),
)
def get_list_member_activity(
    request: ApiRequest, list_id: str, name: str
) -> HttpResponse:
    contact = find(audience_of(request, list_id, Right.VIEW_CONTACTS), name)
    hash = hash_of(contact.email)
    with in_time():
        events = list(feeds.mail(contact, words(request, "action"))[: feeds.LATEST])
    path = f"/lists/{list_id}/members/{hash}/activity"
    links = links_of(request)
    parent = links.link("parent", "GET", path, "ActionPage")
    listed: ActionPage = {
        "activity": [action(event, parent) for event in events],
        "email_id": hash,
        "contact_id": contact.public_id.hex,
        "list_id": list_id,
        "total_items": len(events),
        "_links": [links.link("self", "GET", path, "ActionPage")],
    }
    return answer(request, listed)


def words(request: ApiRequest, name: str) -> list[str]:
    """Those of a parameter, which may come several times."""
    text = ",".join(request.GET.getlist(name))
    return [word for part in text.split(",") if (word := part.strip())]
