"""Many members at once: the one thing that is posted to a list itself."""

from __future__ import annotations

from django.http import HttpResponse

from accounts.roles import Right
from api import subscribing
from api.answers import answer
from api.causes import changing
from api.describing import answers
from api.documents.members import Members
from api.documents.shapes import BatchOutcome
from api.keys import audience_of
from api.links import links_of
from api.requests import ApiRequest
from api.schemas.members import Batch
from api.views.lists import router

__all__ = ["router"]


@router.post("lists/{list_id}", response=answers(BatchOutcome))
def batch_list_members(
    request: ApiRequest,
    list_id: str,
    sent: Batch,
    skip_merge_validation: bool = False,
    skip_duplicate_check: bool = False,
) -> HttpResponse:
    audience = audience_of(request, list_id, Right.MANAGE)
    with changing(request, audience) as cause:
        done = subscribing.subscribe(
            audience,
            sent,
            cause,
            demands=not skip_merge_validation,
            passes_doubles=skip_duplicate_check,
        )
    telling = Members(audience, links_of(request))
    outcome: BatchOutcome = {
        "new_members": telling.of(done.new),
        "updated_members": telling.of(done.updated),
        "errors": done.errors,
        "total_created": len(done.new),
        "total_updated": len(done.updated),
        "error_count": len(done.errors),
        "_links": telling.collection_links,
    }
    return answer(request, outcome)
