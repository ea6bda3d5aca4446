"""Lists, as clients of the API know audiences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import NotRequired, TypedDict
from zoneinfo import ZoneInfo

from django.db.models import Count, Max

from api.links import Link, Links
from api.moments import text_of
from audiences.models import Audience, Counter, DailyCount
from contacts.models import Field


class ListContact(TypedDict):
    company: str
    address1: str
    address2: str
    city: str
    state: str
    zip: str
    country: str
    phone: str


class ListDefaults(TypedDict):
    from_name: str
    from_email: str
    subject: str
    language: str


class ListStats(TypedDict):
    member_count: int
    total_contacts: NotRequired[int]
    unsubscribe_count: int
    cleaned_count: int
    member_count_since_send: int
    unsubscribe_count_since_send: int
    cleaned_count_since_send: int
    campaign_count: int
    campaign_last_sent: str
    merge_field_count: int
    avg_sub_rate: float
    avg_unsub_rate: float
    target_sub_rate: float
    open_rate: float
    click_rate: float
    last_sub_date: str
    last_unsub_date: str


class List(TypedDict):
    id: str
    web_id: int
    name: str
    contact: ListContact
    permission_reminder: str
    use_archive_bar: bool
    campaign_defaults: ListDefaults
    notify_on_subscribe: str
    notify_on_unsubscribe: str
    date_created: str
    list_rating: int
    email_type_option: bool
    subscribe_url_short: str
    subscribe_url_long: str
    beamer_address: str
    visibility: str
    double_optin: bool
    has_welcome: bool
    marketing_permissions: bool
    modules: list[str]
    stats: ListStats
    _links: list[Link]


class Constraints(TypedDict):
    may_create: bool
    max_instances: int
    current_total_instances: int


class ListPage(TypedDict):
    lists: list[List]
    total_items: int
    constraints: Constraints
    _links: list[Link]


def documents(
    audiences: Sequence[Audience], links: Links, *, with_total: bool = False
) -> list[List]:
    """What is told of each: three queries, however many they are."""
    listed = list(audiences)
    counts = Counter.objects.by_audience(listed)
    fields = _fields_by_audience(listed)
    days = _last_days(listed)
    return [
        _document(
            audience,
            links,
            stats(
                audience,
                counts[audience.pk],
                fields.get(audience.pk, 0),
                days[audience.pk],
                with_total=with_total,
            ),
        )
        for audience in listed
    ]


def stats(
    audience: Audience,
    counts: dict[str, int],
    fields: int,
    days: dict[str, date],
    *,
    with_total: bool,
) -> ListStats:
    """The kept counters; nothing has been sent yet that rates could be of."""
    subscribed = counts.get("subscribed", 0)
    unsubscribed = counts.get("unsubscribed", 0)
    cleaned = counts.get("cleaned", 0)
    said: ListStats = {
        "member_count": subscribed,
        "unsubscribe_count": unsubscribed,
        "cleaned_count": cleaned,
        "member_count_since_send": subscribed,
        "unsubscribe_count_since_send": unsubscribed,
        "cleaned_count_since_send": cleaned,
        "campaign_count": 0,
        "campaign_last_sent": "",
        "merge_field_count": fields,
        "avg_sub_rate": 0,
        "avg_unsub_rate": 0,
        "target_sub_rate": 0,
        "open_rate": 0,
        "click_rate": 0,
        "last_sub_date": _start(audience, days.get("subscribed")),
        "last_unsub_date": _start(audience, days.get("unsubscribed")),
    }
    if with_total:
        said["total_contacts"] = sum(counts.values())
    return said


def links_of_list(links: Links, public_id: str) -> list[Link]:
    here = f"/lists/{public_id}"
    return [
        links.link("self", "GET", here, "List"),
        links.link("parent", "GET", "/lists", "ListPage"),
        links.link("update", "PATCH", here, "List", "ListChange"),
        links.link("batch-sub-unsub-members", "POST", here, "BatchOutcome", "Batch"),
        links.link("delete", "DELETE", here),
        links.link(
            *("interest-categories", "GET", f"{here}/interest-categories"),
            "InterestCategoryPage",
        ),
        links.link("members", "GET", f"{here}/members", "MemberPage"),
        links.link("merge-fields", "GET", f"{here}/merge-fields", "MergeFieldPage"),
        links.link("segments", "GET", f"{here}/segments", "SegmentPage"),
    ]


def _document(audience: Audience, links: Links, counted: ListStats) -> List:
    notified = audience.notify_email
    return {
        "id": audience.public_id,
        "web_id": audience.pk,
        "name": audience.name,
        "contact": {
            "company": audience.company,
            "address1": audience.address1,
            "address2": audience.address2,
            "city": audience.city,
            "state": audience.region,
            "zip": audience.postcode,
            "country": audience.country,
            "phone": audience.phone,
        },
        "permission_reminder": audience.permission_reminder,
        "use_archive_bar": False,
        "campaign_defaults": {
            "from_name": audience.from_name,
            "from_email": audience.from_email,
            "subject": audience.subject,
            "language": audience.language,
        },
        "notify_on_subscribe": notified if audience.notify_subscribe else "",
        "notify_on_unsubscribe": notified if audience.notify_unsubscribe else "",
        "date_created": text_of(audience.created_at),
        "list_rating": 0,
        "email_type_option": False,
        "subscribe_url_short": "",
        "subscribe_url_long": "",
        "beamer_address": "",
        "visibility": "prv",
        "double_optin": audience.double_opt_in,
        "has_welcome": False,
        "marketing_permissions": audience.gdpr_fields,
        "modules": [],
        "stats": counted,
        "_links": links_of_list(links, audience.public_id),
    }


def _fields_by_audience(audiences: list[Audience]) -> dict[int, int]:
    """How many fields each has, the address not counted."""
    fields = Field.objects.deletable().filter(audience__in=audiences)
    counted = fields.values("audience_id").annotate(n=Count("pk"))
    return dict(counted.values_list("audience_id", "n"))


def _last_days(audiences: list[Audience]) -> dict[int, dict[str, date]]:
    """The last day on which each had more of a status than before."""
    last: dict[int, dict[str, date]] = defaultdict(dict)
    gained = DailyCount.objects.filter(
        audience__in=audiences, key__in=["subscribed", "unsubscribed"], change__gt=0
    )
    rows = gained.values("audience_id", "key").annotate(last=Max("day"))
    for audience_id, key, day in rows.values_list("audience_id", "key", "last"):
        last[audience_id][key] = day
    return last


def _start(audience: Audience, day: date | None) -> str:
    """When the day began where the audience is; empty for none."""
    if day is None:
        return ""
    zone = ZoneInfo(audience.time_zone)
    return text_of(datetime(day.year, day.month, day.day, tzinfo=zone))
