"""Interest categories and interests: the groups of a list, in their categories."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Router

from accounts.roles import Right
from api import interests
from api.answers import answer, nothing
from api.describing import MANY, NOTHING, ONE, answers
from api.documents import interests as documents
from api.documents.interests import (
    Interest,
    InterestCategory,
    InterestCategoryPage,
    InterestPage,
)
from api.keys import audience_of
from api.links import links_of
from api.paging import page_of
from api.requests import ApiRequest
from api.schemas.interests import (
    CategoryChange,
    CategoryCreate,
    InterestChange,
    InterestCreate,
)
from audiences import jobs
from audiences.models import Audience
from contacts import categories
from contacts.models import Group, GroupCategory

router = Router(tags=["interest categories"])
CATEGORIES = "lists/{list_id}/interest-categories"
CATEGORY = f"{CATEGORIES}/{{interest_category_id}}"
INTERESTS = f"{CATEGORY}/interests"
INTEREST = f"{INTERESTS}/{{interest_id}}"


@router.get(CATEGORIES, response=answers(InterestCategoryPage), openapi_extra=MANY)
def get_list_interest_categories(
    request: ApiRequest, list_id: str, type: str = ""
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.VIEW_CONTACTS)
    page = page_of(request)
    found = audience.group_categories.present().in_order()
    if type:
        found = found.filter(kind=type)
    listed, links = list(found[page.rows]), links_of(request)
    document = documents.categories(audience, listed, found.count(), links)
    return answer(request, document)


@router.post(CATEGORIES, response=answers(InterestCategory))
def create_list_interest_category(
    request: ApiRequest, list_id: str, sent: CategoryCreate
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.MANAGE)
    made = interests.create_category(request, audience, sent.model_dump())
    return _category(request, audience, made)


@router.get(CATEGORY, response=answers(InterestCategory), openapi_extra=ONE)
def get_interest_category(
    request: ApiRequest, list_id: str, interest_category_id: str
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.VIEW_CONTACTS)
    found = interests.category_of(audience, interest_category_id)
    return _category(request, audience, found)


@router.patch(CATEGORY, response=answers(InterestCategory))
def update_interest_category(
    request: ApiRequest, list_id: str, interest_category_id: str, sent: CategoryChange
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.MANAGE)
    known = interests.category_of(audience, interest_category_id)
    changed = interests.save_category(request, known, sent.model_dump())
    return _category(request, audience, changed)


@router.delete(CATEGORY, response=NOTHING)
def delete_interest_category(
    request: ApiRequest, list_id: str, interest_category_id: str
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.MANAGE)
    known = interests.category_of(audience, interest_category_id)
    if job := categories.delete_category(known, actor=request.key.owner):
        jobs.run_for_now(job)
    return nothing()


@router.get(INTERESTS, response=answers(InterestPage), openapi_extra=MANY)
def list_interest_category_interests(
    request: ApiRequest, list_id: str, interest_category_id: str
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.VIEW_CONTACTS)
    page, links = page_of(request), links_of(request)
    category = interests.category_of(audience, interest_category_id)
    found = interests.groups_of(category)
    listed, total = list(found[page.rows]), found.count()
    here = category.public_id
    document = documents.interests(audience, here, listed, total, links)
    return answer(request, document)


@router.post(INTERESTS, response=answers(Interest))
def create_interest_category_interest(
    request: ApiRequest, list_id: str, interest_category_id: str, sent: InterestCreate
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.MANAGE)
    category = interests.category_of(audience, interest_category_id)
    return _interest(
        request, category, interests.create_group(category, sent.model_dump())
    )


@router.get(INTEREST, response=answers(Interest), openapi_extra=ONE)
def get_interest_category_interest(
    request: ApiRequest, list_id: str, interest_category_id: str, interest_id: str
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.VIEW_CONTACTS)
    category = interests.category_of(audience, interest_category_id)
    return _interest(request, category, interests.group_of(category, interest_id))


@router.patch(INTEREST, response=answers(Interest))
def update_interest_category_interest(
    request: ApiRequest,
    list_id: str,
    interest_category_id: str,
    interest_id: str,
    sent: InterestChange,
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.MANAGE)
    category = interests.category_of(audience, interest_category_id)
    group = interests.group_of(category, interest_id)
    changed = interests.rename_group(category, group, sent.model_dump())
    return _interest(request, category, changed)


@router.delete(INTEREST, response=NOTHING)
def delete_interest_category_interest(
    request: ApiRequest, list_id: str, interest_category_id: str, interest_id: str
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.MANAGE)
    category = interests.category_of(audience, interest_category_id)
    group = interests.group_of(category, interest_id)
    if job := categories.delete_group(group, actor=request.key.owner):
        jobs.run_for_now(job)
    return nothing()


def _category(
    request: ApiRequest, audience: Audience, category: GroupCategory
) -> HttpResponse:
    document = documents.category(audience, category, links_of(request))
    return answer(request, document)


def _interest(
    request: ApiRequest, category: GroupCategory, group: Group
) -> HttpResponse:
    home, here = category.audience, category.public_id
    return answer(request, documents.interest(home, here, group, links_of(request)))
