"""What clients send of tags, which are segments to them, and of who has them."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Schema

from api.schemas import Body, Many


class TagChange(Body):
    name: str
    status: Literal["active", "inactive"]


class TagChanges(Body):
    tags: Many[TagChange]
    is_syncing: bool = False


class SegmentCreate(Body):
    name: str
    static_segment: Many[str] | None = None
    options: dict[str, Any] | None = None


class SegmentChange(Body):
    name: str | None = None
    static_segment: Many[str] | None = None
    options: dict[str, Any] | None = None


class SegmentBatch(Body):
    members_to_add: Many[str] = []
    members_to_remove: Many[str] = []


class SegmentMember(Body):
    email_address: str


class Included(Schema):
    """Whom a count includes beside the subscribed."""

    include_cleaned: bool = False
    include_transactional: bool = False
    include_unsubscribed: bool = False

    @property
    def statuses(self) -> list[str]:
        more = {
            "cleaned": self.include_cleaned,
            "nonsubscribed": self.include_transactional,
            "unsubscribed": self.include_unsubscribed,
        }
        return ["subscribed", *(status for status, wanted in more.items() if wanted)]


class SegmentQuery(Included):
    type: str = ""
    since_created_at: str = ""
    before_created_at: str = ""
    since_updated_at: str = ""
    before_updated_at: str = ""
