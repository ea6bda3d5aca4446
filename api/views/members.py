"""The members of a list: found, read, written, archived and erased."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Query, Router

from accounts.roles import Right
from api import describing, members, narrowing
from api.answers import answer, nothing
from api.causes import changing, who
from api.describing import MANY, NOTHING, ONE, answers
from api.documents.members import Members
from api.documents.shapes import Member, MemberPage
from api.finding import find
from api.keys import audience_of
from api.links import links_of
from api.narrowing import MemberQuery
from api.paging import page_of
from api.problems import Problem
from api.requests import ApiRequest
from api.schemas.members import MemberChange, MemberCreate, MemberFacts, MemberUpsert
from api.slow import in_time
from audiences.models import Audience

router = Router(tags=["members"])

ALL = "lists/{list_id}/members"
THIS = "lists/{list_id}/members/{name}"


@router.get(ALL, response=answers(MemberPage), openapi_extra=MANY)
def get_list_members_info(
    request: ApiRequest, list_id: str, query: Query[MemberQuery]
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.VIEW_CONTACTS)
    page, telling = page_of(request), Members(audience, links_of(request))
    with in_time():
        found = narrowing.members(audience, query)
        total = narrowing.total(audience, query, found)
        ids = narrowing.ordered(found, query).values_list("pk", flat=True)
        documents = telling.of(list(ids[page.rows]) if page.offset < total else [])
    listed: MemberPage = {
        "members": documents,
        "list_id": list_id,
        "total_items": total,
        "_links": telling.collection_links,
    }
    return answer(request, listed)


@router.post(ALL, response=answers(Member))
def add_list_member(
    request: ApiRequest,
    list_id: str,
    said: MemberCreate,
    skip_merge_validation: bool = False,
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.MANAGE)
    demands = not skip_merge_validation
    with changing(request, audience, ip_of(said)) as cause:
        pk = members.add(audience, said, cause, demands=demands)
    return shown(request, audience, pk)


@router.get(THIS, response=answers(Member), openapi_extra=ONE)
def get_list_member(request: ApiRequest, list_id: str, name: str) -> HttpResponse:
    audience = audience_of(request, list_id, Right.VIEW_CONTACTS)
    return shown(request, audience, find(audience, name).pk)


@router.put(THIS, response=answers(Member))
def set_list_member(
    request: ApiRequest,
    list_id: str,
    name: str,
    said: MemberUpsert,
    skip_merge_validation: bool = False,
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.MANAGE)
    try:
        named = find(audience, name)
    except Problem:
        named = None
    demands = not skip_merge_validation
    with changing(request, audience, ip_of(said)) as cause:
        pk = members.put(audience, named, said, cause, demands=demands)
    return shown(request, audience, pk)


@router.patch(THIS, response=answers(Member))
def update_list_member(
    request: ApiRequest,
    list_id: str,
    name: str,
    said: MemberChange,
    skip_merge_validation: bool = False,
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.MANAGE)
    contact = find(audience, name)
    demands = not skip_merge_validation
    with changing(request, audience, ip_of(said)) as cause:
        pk = members.change(contact, said, cause, demands=demands)
    return shown(request, audience, pk)


@router.delete(THIS, response={**NOTHING, 405: describing.Problem})
def delete_list_member(request: ApiRequest, list_id: str, name: str) -> HttpResponse:
    audience = audience_of(request, list_id, Right.MANAGE)
    contact = find(audience, name)
    with changing(request, audience) as cause:
        members.archive(contact, cause)
    return nothing()


@router.post(f"{THIS}/actions/delete-permanent", response=NOTHING)
def delete_list_member_permanent(
    request: ApiRequest, list_id: str, name: str
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.GOVERN)
    contact = find(audience, name)
    with changing(request, audience) as cause:
        members.erase(contact, cause, who(request))
    return nothing()


def shown(request: ApiRequest, audience: Audience, pk: int) -> HttpResponse:
    (document,) = Members(audience, links_of(request)).of([pk])
    return answer(request, document)


def ip_of(said: MemberFacts) -> str | None:
    """From where the person agreed, as far as the client says so."""
    return said.ip_opt.strip() or said.ip_signup.strip() or None
