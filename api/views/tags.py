"""The tags of a member, and those of a list by the letters they begin with."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Router

from accounts.roles import Right
from api import tags
from api.answers import answer, nothing
from api.causes import changing
from api.describing import MANY, NOTHING, answers
from api.documents.members import hash_of
from api.documents.segments import GivenTagPage, TagPage, link_of_tag
from api.finding import find
from api.keys import audience_of
from api.links import links_of
from api.moments import text_of
from api.paging import MOST, page_of
from api.requests import ApiRequest
from api.schemas.segments import TagChanges

router = Router(tags=["members"])

TAGS = "lists/{list_id}/members/{name}/tags"


@router.get(TAGS, response=answers(GivenTagPage), openapi_extra=MANY)
def get_list_member_tags(request: ApiRequest, list_id: str, name: str) -> HttpResponse:
    contact = find(audience_of(request, list_id, Right.VIEW_CONTACTS), name)
    page, given, links = page_of(request), tags.of_contact(contact), links_of(request)
    path = f"/lists/{list_id}/members/{hash_of(contact.email)}/tags"
    listed: GivenTagPage = {
        "tags": [
            {
                "id": tag.pk,
                "name": tag.name,
                "date_added": text_of(tag.given_at),
                "_links": [link_of_tag(links, list_id, tag.pk)],
            }
            for tag in given[page.rows]
        ],
        "total_items": len(given),
        "_links": [links.link("self", "GET", path, "GivenTagPage")],
    }
    return answer(request, listed)


@router.post(TAGS, response=NOTHING)
def update_list_member_tags(
    request: ApiRequest, list_id: str, name: str, sent: TagChanges
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.MANAGE)
    contact = find(audience, name)
    with changing(request, audience) as cause:
        tags.change(contact, sent, cause)
    return nothing()


@router.get("lists/{list_id}/tag-search", response=answers(TagPage))
def tag_search(request: ApiRequest, list_id: str, name: str = "") -> HttpResponse:
    audience = audience_of(request, list_id, Right.VIEW_CONTACTS)
    found = audience.tags.present().filter(name__istartswith=name.strip())
    named = found.in_order().values_list("pk", "name")[:MOST]
    path, links = f"/lists/{list_id}/tag-search", links_of(request)
    listed: TagPage = {
        "tags": [
            {"id": pk, "name": called, "_links": [link_of_tag(links, list_id, pk)]}
            for pk, called in named
        ],
        "total_items": found.count(),
        "_links": [links.link("self", "GET", path, "TagPage")],
    }
    return answer(request, listed)
