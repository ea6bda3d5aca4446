from __future__ import annotations

from tests.api.conftest import ApiClient


def test_ping_answers(api: ApiClient) -> None:
    assert api.get("/ping")["health_status"]
