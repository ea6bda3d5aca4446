from django.http import HttpResponse
from ninja import Router

from api.answers import answer
from api.requests import ApiRequest

router = Router(tags=["root"])


@router.get("ping")
def ping(request: ApiRequest) -> HttpResponse:
    return answer(request, {"health_status": "Everything is in order."})
