"""What documents of members hold."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from api.links import Link


class Stats(TypedDict):
    avg_open_rate: float
    avg_click_rate: float
    ecommerce_data: NotRequired[dict[str, Any]]


class Location(TypedDict):
    latitude: float
    longitude: float
    gmtoff: int
    dstoff: int
    country_code: str
    timezone: str
    region: str


class LastNote(TypedDict):
    note_id: int
    created_at: str
    created_by: str
    note: str


class MemberTag(TypedDict):
    id: int
    name: str


class MarketingPermission(TypedDict):
    marketing_permission_id: str
    text: str
    enabled: bool


class Member(TypedDict):
    id: str
    email_address: str
    unique_email_id: str
    contact_id: str
    full_name: str
    web_id: int
    email_type: str
    status: str
    unsubscribe_reason: str
    consents_to_one_to_one_messaging: bool
    sms_phone_number: str
    sms_subscription_status: str
    sms_subscription_last_updated: str
    merge_fields: dict[str, Any]
    interests: dict[str, bool]
    stats: Stats
    ip_signup: str
    timestamp_signup: str
    ip_opt: str
    timestamp_opt: str
    member_rating: int
    last_changed: str
    language: str
    vip: bool
    email_client: str
    location: Location
    marketing_permissions: list[MarketingPermission]
    last_note: NotRequired[LastNote]
    source: str
    tags_count: int
    tags: list[MemberTag]
    list_id: str
    _links: list[Link]


class MemberPage(TypedDict):
    members: list[Member]
    list_id: str
    total_items: int
    _links: list[Link]


class BatchFailure(TypedDict):
    email_address: str
    error: str
    error_code: str
    field: str
    field_message: str


class BatchOutcome(TypedDict):
    new_members: list[Member]
    updated_members: list[Member]
    errors: list[BatchFailure]
    total_created: int
    total_updated: int
    error_count: int
    _links: list[Link]


class Matches(TypedDict):
    members: list[Member]
    total_items: int


class SearchResult(TypedDict):
    exact_matches: Matches
    full_search: Matches
    _links: list[Link]
