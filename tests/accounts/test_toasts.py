from __future__ import annotations

import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from accounts import toasts
from accounts.toasts import Toast


@pytest.fixture
def request_() -> HttpRequest:
    request = RequestFactory().get("/")
    request.session = {}  # type: ignore[assignment]  # all that messages need
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    return request


def test_a_toast_waits_for_the_next_page_and_is_shown_once(
    request_: HttpRequest,
) -> None:
    toast = Toast("Tagged “é”", undo_url="/undo/", undo_fields={"a": "1"})

    toasts.show(request_, toast)

    assert toasts.pending(request_) == [toast]
    assert request_._messages.used  # type: ignore[attr-defined]  # so it is forgotten


def test_messages_of_libraries_are_toasts_too(request_: HttpRequest) -> None:
    messages.error(request_, '{"text": "not ours"}')

    assert toasts.pending(request_) == [Toast('{"text": "not ours"}', "error")]


def test_a_toast_comes_along_with_a_part(request_: HttpRequest) -> None:
    answer = HttpResponse("<p>part</p>")

    toasts.append(answer, request_, Toast("<b>Done</b>", undo_url="/undo/"))

    assert answer.text.startswith("<p>part</p>")
    assert "&lt;b&gt;Done" in answer.text
    assert 'hx-post="/undo/"' in answer.text
