"""Tags and segments, both of which are segments to clients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from api.documents.shapes import Member
from api.links import Link
from api.moments import text_of
from contacts.models import Tag

if TYPE_CHECKING:
    from api.links import Links
    from api.segments import Counted
    from segments.models import Segment as Saved


class SegmentOptions(TypedDict):
    match: str
    conditions: list[dict[str, Any]]


class Segment(TypedDict):
    id: int
    name: str
    member_count: int
    type: str
    created_at: str
    updated_at: str
    options: SegmentOptions
    list_id: str
    _links: list[Link]


class SegmentPage(TypedDict):
    segments: list[Segment]
    list_id: str
    total_items: int
    _links: list[Link]


class NamedTag(TypedDict):
    id: int
    name: str
    _links: list[Link]


class TagPage(TypedDict):
    tags: list[NamedTag]
    total_items: int
    _links: list[Link]


class GivenTag(NamedTag):
    date_added: str


class GivenTagPage(TypedDict):
    tags: list[GivenTag]
    total_items: int
    _links: list[Link]


class SegmentFailure(TypedDict):
    email_addresses: list[str]
    error: str


class SegmentOutcome(TypedDict):
    members_added: list[Member]
    members_removed: list[Member]
    errors: list[SegmentFailure]
    total_added: int
    total_removed: int
    error_count: int
    _links: list[Link]


def document(counted: Counted, links: Links) -> Segment:
    thing, list_id = counted.thing, counted.thing.audience.public_id
    is_tag = isinstance(thing, Tag)
    return {
        "id": thing.pk,
        "name": thing.name,
        "member_count": counted.n,
        "type": "static" if is_tag else "saved",
        "created_at": text_of(thing.created_at),
        "updated_at": text_of(getattr(thing, "changed_at", thing.created_at)),
        "options": {
            "match": "any" if isinstance(thing, Tag) else _match(thing),
            "conditions": [],
        },
        "list_id": list_id,
        "_links": links_of_segment(links, list_id, thing.pk),
    }


def link_of_tag(links: Links, list_id: str, pk: int) -> Link:
    return links.link("self", "GET", f"/lists/{list_id}/segments/{pk}", "Segment")


def links_of_segment(links: Links, list_id: str, pk: int) -> list[Link]:
    many = f"/lists/{list_id}/segments"
    here = f"{many}/{pk}"
    return [
        links.link("self", "GET", here, "Segment"),
        links.link("parent", "GET", many, "SegmentPage"),
        links.link("delete", "DELETE", here),
        links.link("update", "PATCH", here, "Segment", "SegmentChange"),
        links.link("members", "GET", f"{here}/members", "MemberPage"),
    ]


def _match(segment: Saved) -> str:
    match = segment.tree.get("match")
    return match if match in {"any", "all"} else "all"
