from django.http import HttpResponse
from ninja import Router

from api.answers import answer
from api.describing import ONE, answers
from api.documents.roots import Ping, Root, document
from api.links import links_of
from api.requests import ApiRequest

router = Router(tags=["root"])


@router.get("", response=answers(Root), openapi_extra=ONE)
def get_root(request: ApiRequest) -> HttpResponse:
    return answer(request, document(request.key, links_of(request)))


@router.get("ping", response=answers(Ping))
def ping(request: ApiRequest) -> HttpResponse:
    return answer(request, {"health_status": "Everything is in order."})
