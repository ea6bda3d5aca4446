"""Looking for members."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Router

from accounts.roles import Right
from api import searching
from api.answers import answer
from api.describing import ONE, answers
from api.documents.shapes import SearchResult
from api.keys import audience_of, audiences_of, check
from api.links import links_of
from api.requests import ApiRequest
from api.slow import in_time

router = Router(tags=["searchMembers"])


@router.get("search-members", response=answers(SearchResult), openapi_extra=ONE)
def search(request: ApiRequest, query: str, list_id: str = "") -> HttpResponse:
    if list_id:
        audiences = [audience_of(request, list_id, Right.VIEW_CONTACTS)]
    else:
        check(request, Right.VIEW_CONTACTS)
        audiences = list(audiences_of(request.key))
    links = links_of(request)
    with in_time():
        exact = searching.exact(audiences, query)
        full = searching.full(audiences, query)
    found: SearchResult = {
        "exact_matches": exact.told(links),
        "full_search": full.told(links),
        "_links": [links.link("self", "GET", "/search-members", "SearchResult")],
    }
    return answer(request, found)
