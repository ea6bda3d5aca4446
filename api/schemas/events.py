"""What clients send of events: for descriptions; `contacts.ingest` reads them."""

from __future__ import annotations

from typing import Any

EVENT: dict[str, Any] = {
    "name": {"type": "string", "pattern": "^[A-Za-z0-9_-]{2,30}$"},
    "properties": {"type": "object", "additionalProperties": True},
    "occurred_at": {"type": "string", "format": "date-time"},
    "is_syncing": {"type": "boolean", "default": False},
}
# Of one event; and of many, each with the member it is of and an id of its own.
ONE_EVENT: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": EVENT,
}
MANY_EVENTS: dict[str, Any] = {
    "type": "object",
    "required": ["events"],
    "properties": {
        "events": {
            "type": "array",
            "maxItems": 5_000,
            "items": {
                "type": "object",
                "required": ["member", "name"],
                "properties": {
                    "member": {
                        "type": "string",
                        "description": "The hash of an address, an id of a contact, or "
                        "a plain address.",
                    },
                    "id": {
                        "type": "string",
                        "maxLength": 255,
                        "description": "Of two events with the same id one is taken.",
                    },
                    **EVENT,
                },
            },
        }
    },
}


SCHEMAS = {"MemberEvent": ONE_EVENT, "MemberEvents": MANY_EVENTS}


def taking(name: str) -> dict[str, Any]:
    """The description of an operation whose body is of the schema of this name."""
    key = {
        "in": "header",
        "name": "Idempotency-Key",
        "schema": {"type": "string", "maxLength": 255},
        "description": "A request that comes again with its key changes nothing.",
    }
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    return {
        "parameters": [key],
        "requestBody": {"required": True, "content": content},
    }
