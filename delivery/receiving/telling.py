"""What became of a received message, for programs and in words."""

from __future__ import annotations

from typing import Any

from delivery.models import Received
from delivery.receiving.words import REASONS


def outcome(pk: int) -> dict[str, Any]:
    """`recipients` are those that a bounce or complaint is about."""
    received = Received.objects.defer("raw").get(pk=pk)
    return {
        "id": received.pk,
        "state": received.state,
        "kind": received.kind,
        "bounce": received.bounce,
        "recipients": received.about,
        "audience": received.audience_id,
        "delivery": received.delivery_id,
        "contact": received.contact_id,
        "reason": received.reason,
        "answer": received.answer,
        "error": received.error,
    }


def in_words(said: dict[str, Any]) -> str:
    """In one line, in English, as mail servers write it to their logs."""
    if said["state"] != Received.State.DONE:
        return f"{said['state']} {said.get('error', '')}".strip()
    words = [said["kind"]]
    if said["bounce"]:
        words.append(f"({said['bounce']})")
    if said["recipients"]:
        words.append(f"of {', '.join(said['recipients'])}")
    if said["delivery"]:
        words.append(f"for delivery {said['delivery']}")
    if said["reason"]:
        words.append(f"- {REASONS.get(said['reason'], said['reason'])}")
    if not said["is_new"]:
        words.append("(came before)")
    return " ".join(words)
