"""Merge fields: what a list keeps of everyone, but for the address."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Router

from accounts.roles import Right
from api import merge_fields
from api.answers import answer, nothing
from api.causes import who
from api.describing import MANY, NOTHING, ONE, answers
from api.documents.merge_fields import MergeField, MergeFieldPage, document, page
from api.keys import audience_of
from api.links import links_of
from api.merge_fields import Numbered
from api.paging import page_of
from api.requests import ApiRequest
from api.schemas.merge_fields import MergeFieldChange, MergeFieldCreate
from audiences import jobs
from audiences.models import Audience
from contacts import sweeping

router = Router(tags=["merge fields"])
PATH = "lists/{list_id}/merge-fields"
ITEM = f"{PATH}/{{int:merge_id}}"


@router.get(PATH, response=answers(MergeFieldPage), openapi_extra=MANY)
def get_list_merge_fields(
    request: ApiRequest, list_id: str, type: str = "", required: bool | None = None
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.VIEW_CONTACTS)
    rows = page_of(request).rows
    listed = [
        each
        for each in merge_fields.numbered(audience)
        if (not type or each.field.type == type)
        and (required is None or each.field.required == required)
    ]
    document = page(audience, listed[rows], len(listed), links_of(request))
    return answer(request, document)


@router.post(PATH, response=answers(MergeField))
def add_list_merge_field(
    request: ApiRequest, list_id: str, sent: MergeFieldCreate
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.MANAGE)
    made = merge_fields.create(request, audience, sent.model_dump(exclude_unset=True))
    return _answer(request, audience, made)


@router.get(ITEM, response=answers(MergeField), openapi_extra=ONE)
def get_list_merge_field(
    request: ApiRequest, list_id: str, merge_id: int
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.VIEW_CONTACTS)
    found = merge_fields.numbered_as(audience, merge_id)
    return _answer(request, audience, found)


@router.patch(ITEM, response=answers(MergeField))
def update_list_merge_field(
    request: ApiRequest, list_id: str, merge_id: int, sent: MergeFieldChange
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.MANAGE)
    known = merge_fields.numbered_as(audience, merge_id)
    news = sent.model_dump(exclude_unset=True)
    changed = merge_fields.update(request, audience, known, news)
    return _answer(request, audience, changed)


@router.delete(ITEM, response=NOTHING)
def delete_list_merge_field(
    request: ApiRequest, list_id: str, merge_id: int
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.MANAGE)
    field = merge_fields.numbered_as(audience, merge_id).field
    if job := sweeping.delete_field(field, **who(request)):
        jobs.run_for_now(job)
    return nothing()


def _answer(
    request: ApiRequest, audience: Audience, numbered: Numbered
) -> HttpResponse:
    return answer(request, document(audience, numbered, links_of(request)))
