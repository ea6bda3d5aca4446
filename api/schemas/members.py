"""What clients send of members; what they do not name stays as it is."""

from __future__ import annotations

from typing import Any, Literal

from api.schemas import Body, Many, Named

type Status = Literal[
    "subscribed", "unsubscribed", "cleaned", "pending", "transactional"
]
type SmsStatus = Literal["subscribed", "unsubscribed", "nonsubscribed", "pending"]
type OtherStatus = Literal["subscribed", "unsubscribed", "cleaned", "pending"]


class Coordinates(Body):
    latitude: float | None = None
    longitude: float | None = None


class MemberFacts(Body):
    """What can be told of anybody; `fields_set` says what is."""

    email_type: Literal["html", "text", ""] = ""
    merge_fields: dict[str, Any] = {}
    interests: Named[bool] = {}
    language: str = ""
    vip: bool = False
    location: Coordinates = Coordinates()
    ip_signup: str = ""
    timestamp_signup: str = ""
    ip_opt: str = ""
    timestamp_opt: str = ""
    tags: Many[str] = []
    sms_phone_number: str = ""
    sms_subscription_status: SmsStatus | None = None

    def tells(self, name: str) -> bool:
        return name in self.model_fields_set


class MarketingPermission(Body):
    marketing_permission_id: str
    enabled: bool


class MemberSaid(MemberFacts):
    """What can be told of one member, not of many at once."""

    marketing_permissions: Many[MarketingPermission] = []


class MemberCreate(MemberSaid):
    email_address: str
    status: Status


class MemberUpsert(MemberSaid):
    email_address: str
    status: Status | None = None
    status_if_new: Status | None = None


class MemberChange(MemberSaid):
    email_address: str = ""
    status: Status | None = None


class BatchMember(MemberFacts):
    email_address: str
    status: Status | None = None


class Batch(Body):
    """Rows are read one by one, so that a bad one fails nobody else."""

    members: Many[dict[str, Any]]
    update_existing: bool = False
    sync_tags: bool = False
