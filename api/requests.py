"""A request to the API: the id it is named by, and the key it was made with."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, cast

from django.http import HttpRequest

if TYPE_CHECKING:
    from api.models import ApiKey


class ApiRequest(HttpRequest):
    """A request whose key is known."""

    key: ApiKey


def request_id(request: HttpRequest) -> str:
    """What logs and problems name the request by, the same each time it is asked."""
    known = getattr(request, "api_id", "")
    if not known:
        known = str(uuid.uuid4())
        request.api_id = known  # type: ignore[attr-defined]  # kept for the next ask
    return cast(str, known)
