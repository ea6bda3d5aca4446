"""Lists: the audiences of the account, in the order the account gave them."""

from __future__ import annotations

from typing import Literal

from django.http import HttpResponse
from ninja import Router

from accounts.roles import Right
from api import lists
from api.answers import answer, nothing
from api.causes import who
from api.describing import MANY, NOTHING, ONE, answers
from api.documents.lists import Constraints, List, ListPage, documents
from api.keys import audience_of, audiences_of, check
from api.links import links_of
from api.models import ApiKey
from api.moments import moment_of
from api.paging import page_of
from api.requests import ApiRequest
from api.schemas.lists import ListChange, ListCreate
from audiences import lifecycle
from audiences.models import Audience
from audiences.plans import plan_limit

router = Router(tags=["lists"])


@router.get("lists", response=answers(ListPage), openapi_extra=MANY)
def get_all_lists(
    request: ApiRequest,
    *,
    email: str = "",
    since_date_created: str = "",
    before_date_created: str = "",
    since_campaign_last_sent: str = "",
    before_campaign_last_sent: str = "",
    has_ecommerce_store: bool = False,
    include_total_contacts: bool = False,
    sort_field: Literal["date_created", ""] = "",
    sort_dir: Literal["ASC", "DESC", ""] = "",
) -> HttpResponse:
    check(request, Right.VIEW_CONTACTS)
    page, links = page_of(request), links_of(request)
    found = lists.created(
        audiences_of(request.key),
        moment_of("since_date_created", since_date_created),
        moment_of("before_date_created", before_date_created),
    )
    if email.strip():
        found = lists.holding(found, email.strip())
    if since_campaign_last_sent or before_campaign_last_sent or has_ecommerce_store:
        found = found.none()  # nothing was sent yet, and there are no stores
    if sort_field:
        found = found.by_date(newest_first=sort_dir == "DESC")
    listed = list(found[page.rows])
    document: ListPage = {
        "lists": documents(listed, links, with_total=include_total_contacts),
        "total_items": found.count(),
        "constraints": _constraints(request.key),
        "_links": [
            links.link("self", "GET", "/lists", "ListPage"),
            links.link("parent", "GET", "/", "Root"),
            links.link("create", "POST", "/lists", "List", "ListCreate"),
        ],
    }
    return answer(request, document)


@router.post("lists", response=answers(List))
def create_list(request: ApiRequest, sent: ListCreate) -> HttpResponse:
    check(request, Right.MANAGE)
    audience = lists.create(request, sent.model_dump(exclude_unset=True))
    return _answer(request, audience)


@router.get("lists/{list_id}", response=answers(List), openapi_extra=ONE)
def get_list(
    request: ApiRequest, list_id: str, include_total_contacts: bool = False
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.VIEW_CONTACTS)
    return _answer(request, audience, with_total=include_total_contacts)


@router.patch("lists/{list_id}", response=answers(List))
def update_list(request: ApiRequest, list_id: str, sent: ListChange) -> HttpResponse:
    audience = audience_of(request, list_id, Right.MANAGE)
    lists.update(request, audience, sent.model_dump(exclude_unset=True))
    return _answer(request, audience)


@router.delete("lists/{list_id}", response=NOTHING)
def delete_list(request: ApiRequest, list_id: str) -> HttpResponse:
    audience = audience_of(request, list_id, Right.GOVERN)
    lifecycle.delete_later(audience, **who(request))
    return nothing()


def _answer(
    request: ApiRequest, audience: Audience, *, with_total: bool = False
) -> HttpResponse:
    links = links_of(request)
    (document,) = documents([audience], links, with_total=with_total)
    return answer(request, document)


def _constraints(key: ApiKey) -> Constraints:
    most = key.account.plan.max_audiences
    return {
        "may_create": key.may(Right.MANAGE) and not plan_limit(key.account),
        "max_instances": -1 if most is None else most,
        "current_total_instances": key.account.audiences.present().count(),
    }
