"""The root: the account that a key is of, and the person who made the key."""

from __future__ import annotations

from typing import TypedDict

from api.keys import audiences_of
from api.links import Link, Links
from api.models import ApiKey
from api.moments import text_of
from audiences.models import Counter


class RootContact(TypedDict):
    company: str
    addr1: str
    addr2: str
    city: str
    state: str
    zip: str
    country: str


class IndustryStats(TypedDict):
    open_rate: float
    bounce_rate: float
    click_rate: float


class Root(TypedDict):
    account_id: str
    login_id: str
    account_name: str
    email: str
    first_name: str
    last_name: str
    username: str
    avatar_url: str
    role: str
    member_since: str
    pricing_plan_type: str
    first_payment: str
    account_timezone: str
    account_industry: str
    contact: RootContact
    pro_enabled: bool
    last_login: str
    total_subscribers: int
    industry_stats: IndustryStats
    _links: list[Link]


class Ping(TypedDict):
    health_status: str


def document(key: ApiKey, links: Links) -> Root:
    account, owner = key.account, key.owner
    first, _, last = (owner.name if owner else "").partition(" ")
    counts = Counter.objects.by_audience(list(audiences_of(key)))
    return {
        "account_id": str(account.pk),
        "login_id": str(owner.pk) if owner else "",
        "account_name": account.name,
        "email": owner.email if owner else "",
        "first_name": first,
        "last_name": last,
        "username": owner.email if owner else "",
        "avatar_url": "",
        "role": key.role,
        "member_since": text_of(account.created_at),
        "pricing_plan_type": "forever_free",
        "first_payment": "",
        "account_timezone": account.time_zone,
        "account_industry": "",
        "contact": {
            "company": account.company or account.name,
            "addr1": account.address1,
            "addr2": account.address2,
            "city": account.city,
            "state": account.region,
            "zip": account.postcode,
            "country": account.country,
        },
        "pro_enabled": False,
        "last_login": text_of(owner.last_login if owner else None),
        "total_subscribers": sum(c.get("subscribed", 0) for c in counts.values()),
        "industry_stats": {"open_rate": 0, "bounce_rate": 0, "click_rate": 0},
        "_links": [
            links.link("self", "GET", "/", "Root"),
            links.link("ping", "GET", "/ping", "Ping"),
            links.link("lists", "GET", "/lists", "ListPage"),
            links.link("search-members", "GET", "/search-members", "SearchResult"),
        ],
    }
