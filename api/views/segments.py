"""Segments of a list: static ones, which are its tags, and saved ones."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Query, Router

from accounts.roles import Right
from api import segments
from api.answers import answer, nothing
from api.causes import changing
from api.describing import MANY, NOTHING, ONE, answers
from api.documents.members import Members
from api.documents.segments import (
    Segment,
    SegmentOutcome,
    SegmentPage,
    document,
    links_of_segment,
)
from api.documents.shapes import Member, MemberPage
from api.finding import find
from api.keys import audience_of
from api.links import links_of
from api.paging import page_of
from api.requests import ApiRequest
from api.schemas.segments import (
    Included,
    SegmentBatch,
    SegmentChange,
    SegmentCreate,
    SegmentMember,
    SegmentQuery,
)
from api.segments import Counted
from api.slow import in_time
from audiences import jobs
from contacts import sweeping
from contacts.models import Tag
from segments import following

router = Router(tags=["segments"])

ALL = "lists/{list_id}/segments"
THIS = "lists/{list_id}/segments/{int:segment_id}"


@router.get(ALL, response=answers(SegmentPage), openapi_extra=MANY)
def list_segments(
    request: ApiRequest, list_id: str, query: Query[SegmentQuery]
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.VIEW_CONTACTS)
    page, links = page_of(request), links_of(request)
    with in_time():
        found, total = segments.page(audience, query, page)
    path = f"/lists/{list_id}/segments"
    listed: SegmentPage = {
        "segments": [document(each, links) for each in found],
        "list_id": list_id,
        "total_items": total,
        "_links": [
            links.link("self", "GET", path, "SegmentPage"),
            links.link("parent", "GET", f"/lists/{list_id}", "List"),
            links.link("create", "POST", path, "Segment", "SegmentCreate"),
        ],
    }
    return answer(request, listed)


@router.post(ALL, response=answers(Segment))
def create_segment(
    request: ApiRequest, list_id: str, sent: SegmentCreate
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.MANAGE)
    with changing(request, audience) as cause:
        tag = segments.make(audience, sent, cause)
    return _answer(request, tag, Included())


@router.get(THIS, response=answers(Segment), openapi_extra=ONE)
def get_segment(
    request: ApiRequest, list_id: str, segment_id: int, query: Query[Included]
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.VIEW_CONTACTS)
    return _answer(request, segments.find(audience, segment_id), query)


@router.patch(THIS, response=answers(Segment))
def update_segment(
    request: ApiRequest, list_id: str, segment_id: int, sent: SegmentChange
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.MANAGE)
    thing = segments.find(audience, segment_id)
    with changing(request, audience) as cause:
        job = segments.change(thing, sent, cause)
    if job:
        jobs.run_for_now(job)
    return _answer(request, thing, Included())


@router.delete(THIS, response=NOTHING)
def delete_segment(request: ApiRequest, list_id: str, segment_id: int) -> HttpResponse:
    thing = segments.find(audience_of(request, list_id, Right.MANAGE), segment_id)
    if not isinstance(thing, Tag):
        following.archive(thing)
    elif job := sweeping.delete_tag(thing, actor=request.key.owner):
        jobs.run_for_now(job)
    return nothing()


@router.post(THIS, response=answers(SegmentOutcome))
def batch_segment_members(
    request: ApiRequest, list_id: str, segment_id: int, sent: SegmentBatch
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.MANAGE)
    tag = segments.find_tag(audience, segment_id)
    with changing(request, audience) as cause:
        done = segments.batch(tag, sent, cause)
    links = links_of(request)
    telling = Members(audience, links)
    outcome: SegmentOutcome = {
        "members_added": telling.of(done.added),
        "members_removed": telling.of(done.removed),
        "errors": done.errors,
        "total_added": len(done.added),
        "total_removed": len(done.removed),
        "error_count": len(done.errors),
        "_links": links_of_segment(links, list_id, tag.pk),
    }
    return answer(request, outcome)


@router.get(f"{THIS}/members", response=answers(MemberPage), openapi_extra=MANY)
def get_segment_members_list(
    request: ApiRequest, list_id: str, segment_id: int, query: Query[Included]
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.VIEW_CONTACTS)
    thing = segments.find(audience, segment_id)
    page, links = page_of(request), links_of(request)
    with in_time():
        found = segments.members(thing, query)
        total = found.count()
        ids = found.order_by("pk").values_list("pk", flat=True)
        documents = Members(audience, links).of(list(ids[page.rows]))
    path = f"/lists/{list_id}/segments/{segment_id}/members"
    listed: MemberPage = {
        "members": documents,
        "list_id": list_id,
        "total_items": total,
        "_links": [
            links.link("self", "GET", path, "MemberPage"),
            links.link("create", "POST", path, "Member", "SegmentMember"),
        ],
    }
    return answer(request, listed)


@router.post(f"{THIS}/members", response=answers(Member))
def create_segment_member(
    request: ApiRequest, list_id: str, segment_id: int, sent: SegmentMember
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.MANAGE)
    tag = segments.find_tag(audience, segment_id)
    with changing(request, audience) as cause:
        pk = segments.add_member(tag, sent.email_address, cause)
    (member,) = Members(audience, links_of(request)).of([pk])
    return answer(request, member)


@router.delete(f"{THIS}/members/{{name}}", response=NOTHING)
def remove_segment_member(
    request: ApiRequest, list_id: str, segment_id: int, name: str
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.MANAGE)
    tag, contact = segments.find_tag(audience, segment_id), find(audience, name)
    with changing(request, audience) as cause:
        audience.contacts.filter(pk=contact.pk).untag(tag, cause)
    return nothing()


def _answer(
    request: ApiRequest, thing: segments.Thing, included: Included
) -> HttpResponse:
    with in_time():
        counted = Counted(thing, segments.count_one(thing, included))
    return answer(request, document(counted, links_of(request)))
