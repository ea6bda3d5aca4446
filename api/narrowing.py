"""Which members a request asks for, in which order, and how many these are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from django.db.models import Case, F, When
from django.db.models.functions import Coalesce
from ninja import Schema

from api.documents.members import ADDRESS_ID
from api.finding import hashed
from api.moments import moment_of
from api.problems import invalid
from api.telling import OURS
from contacts.filters import ARCHIVED

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.querysets import ContactQuerySet

type Status = Literal[
    "",
    "subscribed",
    "unsubscribed",
    "cleaned",
    "pending",
    "transactional",
    "archived",
]

# When somebody opted in: what a program or a form said, else since when they are
# subscribed.
OPTED_IN = Coalesce("optin_at", Case(When(status="subscribed", then=F("status_at"))))
MOMENTS: dict[str, Any] = {
    "timestamp_opt": OPTED_IN,
    "timestamp_signup": F("signup_at"),
    "last_changed": F("changed_at"),
}


class MemberQuery(Schema):
    email_type: str = ""
    status: Status = ""
    since_timestamp_opt: str = ""
    before_timestamp_opt: str = ""
    since_last_changed: str = ""
    before_last_changed: str = ""
    unique_email_id: str = ""
    vip_only: bool = False
    interest_category_id: str = ""
    interest_ids: str = ""
    interest_match: Literal["", "any", "all", "none"] = ""
    sort_field: Literal["", "timestamp_opt", "timestamp_signup", "last_changed"] = ""
    sort_dir: Literal["", "ASC", "DESC", "asc", "desc"] = ""
    since_last_campaign: bool = False
    unsubscribed_since: str = ""

    @property
    def narrows(self) -> bool:
        """Whether it asks for more than a status and an order."""
        said = self.model_dump(exclude={"status", "sort_field", "sort_dir"})
        # No campaign was sent yet: everybody is here since the last one.
        said.pop("since_last_campaign")
        return any(said.values())


def total(audience: Audience, query: MemberQuery, contacts: ContactQuerySet) -> int:
    """How many match: from the counters where no more than a status is asked for."""
    if query.narrows:
        return contacts.count()
    counts = audience.status_counts
    if query.status:
        return counts.get(OURS.get(query.status, query.status), 0)
    return sum(counts.values())


def members(audience: Audience, query: MemberQuery) -> ContactQuerySet:
    """Those who match, the archived among them; raises a Problem."""
    found: ContactQuerySet = audience.contacts.all()
    if query.status == ARCHIVED:
        found = found.archived()
    elif query.status:
        found = found.with_status(OURS.get(query.status, query.status))
    if query.email_type.lower() not in {"", "html"}:
        return found.none()  # everybody gets HTML
    if query.vip_only:
        found = found.filter(vip=True)
    if query.unique_email_id:
        found = hashed(found, query.unique_email_id, ADDRESS_ID)
    return _within(_interested(audience, found, query), query)


def ordered(contacts: ContactQuerySet, query: MemberQuery) -> ContactQuerySet:
    """In a total order; whoever lacks the moment comes last."""
    if not query.sort_field:
        return contacts.order_by("pk")
    moment = MOMENTS[query.sort_field]
    if query.sort_dir.upper() == "DESC":
        return contacts.order_by(moment.desc(nulls_last=True), "-pk")
    return contacts.order_by(moment.asc(nulls_last=True), "pk")


def _within(found: ContactQuerySet, query: MemberQuery) -> ContactQuerySet:
    """Those whose moments lie between those that are asked for."""
    opted = "since_timestamp_opt", "before_timestamp_opt"
    if query.since_timestamp_opt or query.before_timestamp_opt:
        found = found.alias(opted_in=OPTED_IN)
    changed = "since_last_changed", "before_last_changed"
    for names, column in ((opted, "opted_in"), (changed, "changed_at")):
        for name, sign in zip(names, ("gte", "lt"), strict=True):
            if at := moment_of(name, getattr(query, name)):
                found = found.filter(**{f"{column}__{sign}": at})
    if at := moment_of("unsubscribed_since", query.unsubscribed_since):
        if query.status not in {"", "unsubscribed"}:
            text = "Only goes together with the status unsubscribed"
            raise invalid(("unsubscribed_since", text))
        found = found.with_status("unsubscribed").filter(status_at__gte=at)
    return found


def _interested(
    audience: Audience, found: ContactQuerySet, query: MemberQuery
) -> ContactQuerySet:
    """Those in any, all or none of some interests of a category."""
    needed = ("interest_category_id", "interest_ids", "interest_match")
    said = [name for name in needed if getattr(query, name)]
    if not said:
        return found
    if len(said) < len(needed):
        lacking = ", ".join(name for name in needed if name not in said)
        raise invalid(("", f"Required fields were not provided: {lacking}"))
    names = {name.strip() for name in query.interest_ids.split(",")} - {""}
    groups = audience.groups.present().filter(
        category__public_id=query.interest_category_id,
        category__deleted_at=None,
        public_id__in=names,
    )
    ids = list(groups.values_list("pk", flat=True))
    match query.interest_match:
        case "none":
            return found.exclude(group_ids__overlap=ids) if ids else found
        case "all":
            return found.in_groups(*ids) if len(ids) == len(names) else found.none()
    return found.filter(group_ids__overlap=ids) if ids else found.none()
