"""Tags and segments as one kind of thing: static ones are tags, saved have trees."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Value

from api.moments import moment_of
from api.problems import invalid, not_found
from api.telling import MAX_TAG
from conditions.asking import TooSlow, bounded
from contacts import untagging
from contacts.addresses import AddressError, normalize
from contacts.models import Tag
from segments.binding import bound_of, who
from segments.counting import SECONDS, count_each, estimate_each, is_stale
from segments.models import Segment

if TYPE_CHECKING:
    from api.documents.segments import SegmentFailure
    from api.paging import Page
    from api.schemas.segments import (
        Included,
        SegmentBatch,
        SegmentChange,
        SegmentCreate,
        SegmentQuery,
    )
    from audiences.models import Audience, Job
    from contacts.causes import Cause
    from contacts.querysets import ContactQuerySet

STATIC, SAVED = "static", "saved"
MOST = 500
MOST_LISTED = 10_000
TAKEN = "Sorry, that tag already exists."
CONDITIONS = "Conditions of segments are written in the interface alone"
FOLLOWS = "Who is in this segment follows from its conditions"
UNKNOWN = "Email addresses that are not on the list"

COUNT = """
SELECT tag, count(*) FROM contacts_contact, unnest(tag_ids) AS tag
WHERE audience_id = %(audience)s AND archived_at IS NULL
  AND status = ANY (%(statuses)s) AND tag_ids && %(tags)s::int[]
  AND tag = ANY (%(tags)s)
GROUP BY tag
"""

type Thing = Tag | Segment


class Counted(NamedTuple):
    thing: Thing
    n: int  # of the statuses that were asked for


def page(
    audience: Audience, query: SegmentQuery, page: Page
) -> tuple[list[Counted], int]:
    """Those of a page in the order of their ids, and how many match."""
    tags = audience.tags.present().annotate(kind=Value(STATIC), at=F("created_at"))
    saved = audience.segments.present().annotate(kind=Value(SAVED), at=F("changed_at"))
    kept: list[Any] = [
        _within(each, query).order_by().values_list("id", "kind")
        for kind, each in ((STATIC, tags), (SAVED, saved))
        if query.type in {"", kind}
    ]
    if not kept:
        return [], 0
    both = kept[0].union(*kept[1:], all=True).order_by("id")
    total = sum(each.count() for each in kept)
    found = list(both[page.rows])
    return _counted(audience, found, query), total


def find(audience: Audience, pk: int) -> Thing:
    """The tag or segment of this id; raises a Problem."""
    tag = audience.tags.present().filter(pk=pk).first()
    thing: Thing | None = tag or audience.segments.present().filter(pk=pk).first()
    if thing is None:
        raise not_found()
    thing.audience = audience
    return thing


def find_tag(audience: Audience, pk: int) -> Tag:
    """The tag of this id; a Problem for a segment, whose members follow from it."""
    thing = find(audience, pk)
    if isinstance(thing, Segment):
        raise invalid(("type", FOLLOWS))
    return thing


def members(thing: Thing, included: Included) -> ContactQuerySet:
    audience = thing.audience
    contacts = audience.contacts.present().filter(status__in=included.statuses)
    if isinstance(thing, Tag):
        return contacts.tagged(thing.pk)
    return contacts.filter(who(audience, bound_of(thing)))


def make(audience: Audience, sent: SegmentCreate, cause: Cause) -> Tag:
    """A new tag, given to these; raises a Problem where it cannot be made."""
    if sent.options is not None:
        raise invalid(("options", CONDITIONS))
    if sent.static_segment is None:
        raise invalid(("", "Required fields were not provided: static_segment"))
    name = _named(sent.name)
    if audience.tags.ids_by_name(audience, [name]):
        raise invalid(("name", TAKEN))
    tag: Tag = audience.tags.get(pk=audience.tags.ensure(audience, [name])[name])
    tag.audience = audience
    _fill(tag, sent.static_segment, cause)
    return tag


def change(thing: Thing, sent: SegmentChange, cause: Cause) -> Job | None:
    """Rename it, and give a tag to others; a job that is to be run takes it away."""
    if sent.options is not None:
        raise invalid(("options", CONDITIONS))
    if sent.static_segment is not None and not isinstance(thing, Tag):
        raise invalid(("static_segment", FOLLOWS))
    if sent.name is not None:
        _rename(thing, sent.name)
    if sent.static_segment is None or not isinstance(thing, Tag):
        return None
    return _fill(thing, sent.static_segment, cause)


@dataclass(slots=True)
class Done:
    """Ids of who got the tag and who lost it, and whom nobody knows."""

    added: list[int]
    removed: list[int]
    errors: list[SegmentFailure]


def batch(tag: Tag, sent: SegmentBatch, cause: Cause) -> Done:
    audience, told = tag.audience, sent.model_dump()
    for name, emails in told.items():
        _bound(name, emails, MOST)
    adding, unknown = _here(audience, sent.members_to_add)
    removing, others = _here(audience, sent.members_to_remove)
    errors: list[SegmentFailure] = [
        {"email_addresses": emails, "error": UNKNOWN}
        for emails in (unknown, others)
        if emails
    ]
    contacts = audience.contacts
    added = contacts.filter(pk__in=adding).tag(tag, cause)
    removed = contacts.filter(pk__in=removing).untag(tag, cause)
    return Done(added, removed, errors)


def add_member(tag: Tag, written: str, cause: Cause) -> int:
    ids, _unknown = _here(tag.audience, [written])
    if not ids:
        raise invalid(("email_address", UNKNOWN))
    tag.audience.contacts.filter(pk__in=ids).tag(tag, cause)
    return ids[0]


def count_one(thing: Thing, included: Included) -> int:
    return members(thing, included).count()


def _counted(
    audience: Audience, found: list[tuple[int, str]], included: Included
) -> list[Counted]:
    ids = {kind: [pk for pk, its in found if its == kind] for kind in (STATIC, SAVED)}
    tags = audience.tags.filter(pk__in=ids[STATIC])
    saved = list(audience.segments.filter(pk__in=ids[SAVED]))
    things: dict[int, Thing] = {each.pk: each for each in (*tags, *saved)}
    numbers = _count_tags(audience, ids[STATIC], included)
    numbers |= _count_saved(audience, saved, included)
    listed = []
    for pk, _kind in found:
        if (thing := things.get(pk)) is None:
            continue  # gone meanwhile
        thing.audience = audience
        listed.append(Counted(thing, numbers.get(pk, 0)))
    return listed


def _count_tags(
    audience: Audience, ids: list[int], included: Included
) -> dict[int, int]:
    if not ids:
        return {}
    params: dict[str, Any] = {
        "audience": audience.pk,
        "tags": ids,
        "statuses": included.statuses,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, params)
        return dict(cursor.fetchall())


def _count_saved(
    audience: Audience, saved: Sequence[Segment], included: Included
) -> dict[int, int]:
    """As each was counted a moment ago, or as the others are counted now, at once.

    Where that takes long, as they were counted before; else about how many.
    """
    counts_alone = len(included.statuses) == 1  # the subscribed, as what is kept does
    kept = {one.pk: one.reachable or 0 for one in saved}
    known = [one for one in saved if counts_alone and one.reachable is not None]
    fresh = {one.pk for one in known if not is_stale(one)}
    others = [one for one in saved if one.pk not in fresh]
    if not others:
        return kept
    with suppress(TooSlow), bounded(SECONDS):
        return kept | count_each(audience, others, included.statuses)
    unknown = [one for one in others if one not in known]
    with suppress(TooSlow), bounded(SECONDS):
        return kept | estimate_each(audience, unknown, included.statuses)
    return kept


def _within(rows: Any, query: SegmentQuery) -> Any:
    """Those made and changed within what is asked for; tags never change."""
    bounds = {"created_at": "created_at", "updated_at": "at"}
    for name, column in bounds.items():
        for side, sign in (("since", "gte"), ("before", "lt")):
            if at := moment_of(f"{side}_{name}", getattr(query, f"{side}_{name}")):
                rows = rows.filter(**{f"{column}__{sign}": at})
    return rows


def _named(name: str) -> str:
    name = name.strip()
    if not name:
        raise invalid(("name", "This value should not be blank."))
    if len(name) > MAX_TAG:
        raise invalid(("name", f"This value has at most {MAX_TAG} characters."))
    return name


def _rename(thing: Thing, name: str) -> None:
    thing.name = _named(name)
    try:
        with transaction.atomic():
            thing.save(update_fields=["name"])
    except IntegrityError:
        raise invalid(("name", TAKEN)) from None


def _bound(name: str, emails: Sequence[str], most: int) -> None:
    if len(emails) > most:
        raise invalid((name, f"Schema describes array of at most {most} items"))


def _fill(tag: Tag, emails: Sequence[str], cause: Cause) -> Job | None:
    """Give the tag to these alone; unknown addresses are passed over."""
    _bound("static_segment", emails, MOST_LISTED)
    ids, _unknown = _here(tag.audience, emails)
    contacts = tag.audience.contacts
    job = untagging.take(tag, contacts.tagged(tag.pk).exclude(pk__in=ids), cause)
    contacts.filter(pk__in=ids).tag(tag, cause)
    return job


def _here(audience: Audience, emails: Sequence[str]) -> tuple[list[int], list[str]]:
    """The ids of those of the addresses who are here, and the other addresses."""
    addresses, others = [], []
    for written in emails:
        try:
            addresses.append(normalize(written))
        except AddressError:
            others.append(written)
    contacts = audience.contacts.filter(email__in=addresses)
    known = dict(contacts.values_list("email", "pk"))
    others += [email for email in dict.fromkeys(addresses) if email not in known]
    return list(known.values()), others
