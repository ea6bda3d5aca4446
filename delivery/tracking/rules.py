"""By what it is told that a machine asked, and no person: data, in order.

The first rule that holds gives the reason. Programs that fetch pictures for a person
when they open a message (Gmail, Yahoo) are no machines here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.utils.translation import gettext_lazy as _

# A mail gateway looks at a message before it lets it in.
AT_ONCE = timedelta(seconds=5)
# Nobody reads so fast: so many different links in so short a time.
BURST, BURST_TIME = 3, timedelta(seconds=5)
# Who followed the trap followed the rest as well.
TRAPPED = timedelta(seconds=60)
# How far around a hit its delivery's other hits are looked at.
AROUND = TRAPPED
MOST_AROUND = 50

REASONS = {
    "head": _("Only asked whether it is there"),
    "trap": _("Followed a link that no person sees"),
    "nameless": _("Did not say which program it is"),
    "apple": _("Apple’s mail privacy, which loads all pictures"),
    "scanner": _("A program that looks at links and pictures"),
    "at_once": _("Within seconds of sending"),
    "burst": _("Several links at once"),
}
AGENTS = (
    ("nameless", re.compile(r"\s*")),
    ("apple", re.compile(r"Mozilla/5\.0|.*AppleMailDoPre.*", re.I)),
    (
        "scanner",
        re.compile(
            r".*(?:bot\b|bot/|crawl|spider|scan|preview|monitor|validat|check"
            r"|facebookexternalhit|headless|phantomjs|python|curl/|wget|libwww|perl"
            r"|java/|okhttp|go-http|http-?client|node-fetch|axios|ruby|php/"
            r"|barracuda|mimecast|proofpoint|symantec|messagelabs|ironport|trend ?micro"
            r"|safelinks|office ?protection|fireeye|forcepoint|sophos|zscaler|avanan"
            r"|microsoft office existence discovery).*",
            re.I | re.S,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A hit, with the kind of its link and when its message was sent."""

    id: int
    link_id: int
    kind: str
    delivery_id: int | None
    at: datetime
    agent: str
    is_head: bool
    sent_at: datetime | None


type Rule = Callable[[Asked, Sequence[Asked]], str]


def by_method(one: Asked, _others: Sequence[Asked]) -> str:
    return "head" if one.is_head else ""


def by_trap(one: Asked, others: Sequence[Asked]) -> str:
    trapped = (each.at for each in (one, *others) if each.kind == "trap")
    return "trap" if any(abs(at - one.at) <= TRAPPED for at in trapped) else ""


def by_agent(one: Asked, _others: Sequence[Asked]) -> str:
    return agent_reason(one.agent)


def agent_reason(agent: str) -> str:
    """Why a program of this name is no person; empty where it may be one."""
    return next((why for why, rule in AGENTS if rule.fullmatch(agent)), "")


def by_haste(one: Asked, _others: Sequence[Asked]) -> str:
    return "at_once" if one.sent_at and one.at < one.sent_at + AT_ONCE else ""


def by_burst(one: Asked, others: Sequence[Asked]) -> str:
    if one.kind != "page":
        return ""
    clicks = [each for each in (one, *others) if each.kind == "page"]
    for first in clicks:
        near = [each for each in clicks if first.at <= each.at <= first.at + BURST_TIME]
        if one in near and len({each.link_id for each in near}) >= BURST:
            return "burst"
    return ""


RULES: tuple[Rule, ...] = (by_method, by_trap, by_agent, by_haste, by_burst)


def reason(one: Asked, others: Iterable[Asked]) -> str:
    """Why a machine asked; empty for a person. `others` are of the same delivery."""
    near = (each for each in others if abs(each.at - one.at) <= AROUND)
    around = list(islice(near, MOST_AROUND))
    return next((why for rule in RULES if (why := rule(one, around))), "")
