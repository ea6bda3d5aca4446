"""What happened to a member, as far as the API has words for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

from api.documents.members import author_of
from api.links import Link
from api.moments import text_of
from events.models import Event
from events.names import Own

if TYPE_CHECKING:
    from contacts.models import Note


class Activity(TypedDict):
    """The type says which of the others are there."""

    activity_type: str
    created_at_timestamp: str
    _links: list[Link]
    campaign_id: NotRequired[str]
    campaign_title: NotRequired[str]
    is_admin_unsubscribed: NotRequired[bool]
    unsubscribe_reason: NotRequired[str]
    bounce_type: NotRequired[str]
    bounce_has_open_activity: NotRequired[bool]
    note_id: NotRequired[str]
    note_text: NotRequired[str]
    created_by: NotRequired[str]
    updated_at_timestamp: NotRequired[str]
    avatar_url: NotRequired[str]
    signup_category: NotRequired[str]
    event_name: NotRequired[str]
    event_properties: NotRequired[list[str]]


class ActivityPage(TypedDict):
    activity: list[Activity]
    email_id: str
    list_id: str
    _links: list[Link]


class Action(TypedDict):
    action: str
    timestamp: str
    type: str
    title: str
    url: str
    campaign_id: str
    parent_campaign: str
    _links: list[Link]


class ActionPage(TypedDict):
    activity: list[Action]
    email_id: str
    contact_id: str
    list_id: str
    total_items: int
    _links: list[Link]


# What clients call it, and by which of our names it is found.
TYPES: dict[str, tuple[Own, ...]] = {
    "bounce": (Own.CONTACT_CLEANED,),
    "generic_signup": (Own.CONTACT_ADDED, Own.CONTACT_IMPORTED),
    "note": (Own.NOTE_ADDED,),
    "unsub": (Own.CONTACT_UNSUBSCRIBED,),
}
EVENT = "event"  # of names that others made up
# The same for the older list, which knows of mail alone.
ACTIONS: dict[str, Own] = {
    "bounce": Own.CONTACT_CLEANED,
    "unsub": Own.CONTACT_UNSUBSCRIBED,
}

_CAMPAIGN: Any = {"campaign_id": "", "campaign_title": ""}


@dataclass(frozen=True, slots=True)
class Known:
    """What events name by id: notes there still are, why they left by messages."""

    notes: dict[int, Note] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)


def document(event: Event, known: Known, parent: Link) -> Activity:
    kind, more = _told(event, known)
    return {
        "activity_type": kind,
        "created_at_timestamp": text_of(event.occurred_at),
        **more,  # type: ignore[typeddict-item]  # of that type
        "_links": [parent],
    }


def action(event: Event, parent: Link) -> Action:
    of = {int(name): kind for kind, name in ACTIONS.items()}
    return {
        "action": of[event.name_id],
        "timestamp": text_of(event.occurred_at),
        "type": "hard" if event.name_id == Own.CONTACT_CLEANED else "",
        "title": "",
        "url": "",
        "campaign_id": "",
        "parent_campaign": "",
        "_links": [parent],
    }


TYPE_OF = {int(name): kind for kind, names in TYPES.items() for name in names}


def _told(event: Event, known: Known) -> tuple[str, dict[str, Any]]:
    if event.kind != Event.Kind.CUSTOM:
        kind = TYPE_OF[event.name_id]
        return kind, _MORE[kind](event, known)
    said = event.properties if isinstance(event.properties, dict) else {}
    return EVENT, {
        "event_name": event.name.name,
        "event_properties": [f"{name}: {value}" for name, value in said.items()],
    }


def _bounce(_event: Event, _known: Known) -> dict[str, Any]:
    return {**_CAMPAIGN, "bounce_type": "hard", "bounce_has_open_activity": False}


def _signup(event: Event, _known: Known) -> dict[str, Any]:
    return {"signup_category": str(event.properties.get("how", ""))}


def _note(event: Event, known: Known) -> dict[str, Any]:
    pk = event.properties.get("note", 0)
    note = known.notes.get(pk)
    return {
        "note_id": str(pk),
        "note_text": note.text if note else "",
        "created_by": author_of(note) if note else "",
        "updated_at_timestamp": text_of(
            (note.edited_at or note.created_at) if note else event.occurred_at
        ),
        "avatar_url": "",
    }


def _unsub(event: Event, known: Known) -> dict[str, Any]:
    return {
        **_CAMPAIGN,
        "is_admin_unsubscribed": event.properties.get("how") == "staff",
        "unsubscribe_reason": known.reasons.get(event.properties.get("message", 0), ""),
    }


_MORE: dict[str, Callable[[Event, Known], dict[str, Any]]] = {
    "bounce": _bounce,
    "generic_signup": _signup,
    "note": _note,
    "unsub": _unsub,
}
