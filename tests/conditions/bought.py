"""Conditions on who bought something."""

from __future__ import annotations

from typing import Any


def value(**said: Any) -> dict[str, Any]:
    return {"name": "bought", "when": {"is": "ever"}, "where": [], **said}


def of(op: str, said: dict[str, Any]) -> dict[str, Any]:
    return {
        "v": 1,
        "match": "all",
        "of": [{"field": "event", "op": op, "value": said}],
    }
