"""What happened to a member."""

from __future__ import annotations

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


@router.get(
    f"{MEMBER}/activity-feed", response=answers(ActivityPage), openapi_extra=MANY
)
def get_list_member_activity_feed(
    request: ApiRequest, list_id: str, name: str, activity_filters: str = ""
) -> HttpResponse:
    contact = find(audience_of(request, list_id, Right.VIEW_CONTACTS), name)
    page, hash = page_of(request), hash_of(contact.email)
    path = f"/lists/{list_id}/members/{hash}/activity-feed"
    with in_time():
        events = list(feeds.feed(contact, words(activity_filters))[page.rows])
        known = feeds.known_of(contact, events)
    listed: ActivityPage = {
        "activity": [document(event, known) for event in events],
        "email_id": hash,
        "list_id": list_id,
        "_links": [links_of(request).link("self", "GET", path, "ActivityPage")],
    }
    return answer(request, listed)


@router.get(f"{MEMBER}/activity", response=answers(ActionPage), openapi_extra=ONE)
def get_list_member_activity(
    request: ApiRequest, list_id: str, name: str
) -> HttpResponse:
    contact = find(audience_of(request, list_id, Right.VIEW_CONTACTS), name)
    hash = hash_of(contact.email)
    wanted = words(",".join(request.GET.getlist("action")))
    with in_time():
        events = list(feeds.mail(contact, wanted)[: feeds.LATEST])
    path = f"/lists/{list_id}/members/{hash}/activity"
    listed: ActionPage = {
        "activity": [action(event) for event in events],
        "email_id": hash,
        "contact_id": contact.public_id.hex,
        "list_id": list_id,
        "total_items": len(events),
        "_links": [links_of(request).link("self", "GET", path, "ActionPage")],
    }
    return answer(request, listed)


def words(text: str) -> list[str]:
    return [word for part in text.split(",") if (word := part.strip())]
