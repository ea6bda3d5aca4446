"""Who is in a segment while it is being built: how many, a few of them, in words.

Beyond 20,000 contacts the number is an estimate first; the page then asks for the exact
one by itself. Nothing takes longer than a few seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from conditions import tree
from conditions.asking import TooSlow, bounded
from conditions.binding import bind
from conditions.compiling import q_of
from conditions.counting import ESTIMATED_FROM, Tally, count, estimate, part_of
from conditions.moments import At
from conditions.sentences import sentence
from segments.drafts import is_stored
from segments.facets import TreeFacet

if TYPE_CHECKING:
    from audiences.models import Audience
    from conditions.binding import Bound
    from contacts.models import Contact
    from segments.building import Building
    from segments.models import Segment

PATIENCE = 5.0  # seconds
SAMPLE = 5
MAX_URL = 3_000  # letters


@dataclass(frozen=True, slots=True)
class Result:
    """`tally` is None where nothing is asked yet, and where it took too long."""

    total: int
    tally: Tally | None = None
    sample: tuple[Contact, ...] = ()
    sentence: str = ""
    # Of the lists of these people, and of those who can be written to.
    url: str = ""
    mail_url: str = ""
    sms_url: str = ""
    too_slow: str = ""
    n_unfinished: int = 0
    n_wrong: int = 0

    @property
    def is_estimate(self) -> bool:
        return self.tally is not None and self.tally.margin is not None

    @property
    def n(self) -> int:
        """How many match; of an estimate, no figures that it does not know."""
        return self._told(self.tally.n) if self.tally else 0

    @property
    def reachable(self) -> int:
        return self._told(self.tally.reachable) if self.tally else 0

    @property
    def by_sms(self) -> int:
        return self._told(self.tally.by_sms) if self.tally else 0

    @property
    def margin(self) -> int:
        """How far off an estimate may be, in round figures."""
        margin = self.tally.margin if self.tally and self.tally.margin else 0
        return _rounded(margin, margin)

    @property
    def percent(self) -> float:
        if not self.tally or not self.total:
            return 0
        share = 100 * self.tally.n / self.total
        return round(share, 1 if 0 < share < 99.95 else 0)

    @property
    def meter(self) -> int:
        return round(self.percent)

    def _told(self, n: int) -> int:
        margin = self.tally.margin if self.tally else None
        return n if margin is None else _rounded(n, margin)


def _rounded(n: int, margin: int) -> int:
    """Without the figures that a margin makes meaningless."""
    return round(n, 1 - len(str(max(margin, 1))))


def result_of(
    audience: Audience,
    building: Building,
    kept: Segment | None = None,
    *,
    exact: bool = False,
) -> Result:
    """What the finished conditions of a draft find; `kept` is the segment it is of."""
    counts = audience.status_counts
    total = sum(n for key, n in counts.items() if key != "archived")
    said: dict[str, Any] = {
        "total": total,
        "n_unfinished": building.n_unfinished,
        "n_wrong": building.n_wrong,
    }
    root = building.finished
    if root is None or building.n_wrong:
        return Result(**said)
    bound = bind(root, building.subjects)
    if bound.root is None:
        return Result(**said | {"n_wrong": 1})
    said |= {"sentence": sentence(bound.root), "url": list_url(audience, root)}
    said["mail_url"] = list_url(audience, _reached(root, "status"))
    said["sms_url"] = list_url(audience, _reached(root, "sms_status"))
    if kept and is_stored(building.root, kept.tree):
        said["url"] = kept.get_absolute_url()
    try:
        with bounded(PATIENCE):
            tally, sample = _ask(audience, bound, total, exact=exact)
    except TooSlow as slow:
        return Result(**said, too_slow=slow.sentence)
    return Result(**said, tally=tally, sample=sample)


def _ask(
    audience: Audience, bound: Bound, total: int, *, exact: bool
) -> tuple[Tally, tuple[Contact, ...]]:
    at = At.of(audience)
    contacts: QuerySet[Any] = audience.contacts.present()
    if exact or total < ESTIMATED_FROM:
        matching = q_of(bound, at)
        tally = count(contacts, matching)
    else:
        contacts = part_of(contacts)
        matching = q_of(bound, at, contacts.values("pk"))
        tally = estimate(contacts, matching, total)
    shown = ("email_display", "first_name", "last_name", "country", "audience_id")
    found = contacts.filter(matching).order_by("-pk").only(*shown)
    return tally, tuple(found[:SAMPLE]) if tally.n else ()


def _reached(root: tree.Group, channel: str) -> tree.Group:
    """Those among them who can be written to."""
    reached = tree.Condition(channel, "is", ["subscribed"])
    them = root.of if root.match is tree.Match.ALL else (root,)
    return tree.Group(tree.Match.ALL, (*them, reached))


def list_url(audience: Audience, root: tree.Group) -> str:
    """The list of those who match; empty where it would be too long to be opened."""
    try:
        tree.check_size(root)
    except tree.TreeRefused:
        return ""
    url = reverse("contacts:contact_list", args=[audience.pk])
    found = f"{url}?{urlencode({TreeFacet.name: tree.compact(root)})}"
    return found if len(found) <= MAX_URL else ""
