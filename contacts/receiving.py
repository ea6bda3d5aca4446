"""People as another system tells of them: added, or brought up to date, all at once.

However many they are, the statements are as many as for one. Who is refused is left as
they were, and keeps nobody else from being received.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.db import transaction

from audiences.models import Counter
from audiences.parts import parts_of
from audiences.plans import PlanLimit
from contacts import gifts, grouping, statuses, texting
from contacts.creating import New, create
from contacts.editing import Edit, edit_held
from contacts.models import Contact, Suppression
from contacts.suppression import OPT_OUTS

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.causes import Cause

VERBS = {
    "subscribed": statuses.subscribe,
    "unsubscribed": statuses.unsubscribe,
    "cleaned": statuses.clean,
    "pending": statuses.ask_to_confirm,
}
SMS_VERBS = {"subscribed": texting.subscribe, "unsubscribed": texting.unsubscribe}


class Refused(StrEnum):
    """Why somebody is left as they were."""

    HERE = "here"  # and was not to be brought up to date
    GONE = "gone"  # since it was asked who is here
    ERASED = "erased"
    OPTED_OUT = "opted_out"  # or has a dead address: no one else can take that back
    STATUS = "status"  # nobody comes to be of that status
    PLAN = "plan"
    OPTED_OUT_OF_SMS = "opted_out_of_sms"  # be it somebody else who had the number
    NO_NUMBER = "no_number"  # to which SMS could go
    SMS_STATUS = "sms_status"  # nobody comes to be of that one


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one person; what is not told stays.

    `status` is the one that is wanted, `if_new` that of somebody who is new. None
    empties an own field; a group is joined or left. Tags are names, None says nothing.
    Likewise `sms_status` is wanted.
    """

    email: str
    status: str = ""
    if_new: str = ""
    sms_status: str = ""
    columns: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    tags: Sequence[str] | None = None
    groups: Mapping[int, bool] = field(default_factory=dict)

    def with_columns(self, **columns: Any) -> Self:
        return replace(self, columns={**self.columns, **columns})


class Received(NamedTuple):
    pk: int | None
    is_new: bool = False
    refused: Refused | None = None
    sentence: str = ""  # of the plan


@transaction.atomic
def receive(
    audience: Audience,
    told: Sequence[Told],
    cause: Cause,
    *,
    update: bool = True,
    only_tags: bool = False,
) -> list[Received]:
    """Receive people of different addresses, in their order; say what came of each.

    Who is here is brought up to date only with `update`. With `only_tags` whoever has
    other tags than those that are told loses them.
    """
    held, may_add = _held(audience, [each.email for each in told])
    received = _met(told, held, update=update)
    met = [each for each in told if update or each.email not in held]
    received |= (barred := _barred(audience, met, held))
    free = [each for each in told if each.email not in barred]
    new = [each for each in free if each.email not in held]
    received |= _add(audience, new, cause) if may_add else _gone(new)
    known = [each for each in free if each.email in held and update]
    left = _move(audience, known, held, cause)
    received |= left
    done = [each for each in told if received[each.email].refused is None]
    _edit(done, held, cause)
    pks = {each.email: pk for each in done if (pk := received[each.email].pk)}
    _text(audience, done, pks, held, cause)
    _tag(audience, done, pks, held, cause, only=only_tags)
    groups = {pks[each.email]: each.groups for each in done}
    grouping.choose_each(audience, groups, cause)
    return [received[each.email] for each in told]


def _held(audience: Audience, emails: list[str]) -> tuple[dict[str, Contact], bool]:
    """Those of them who are here, locked, by address; and whether others can be added.

    That is settled before anybody is locked.
    """
    here = audience.contacts.filter(email__in=emails)
    may_add = here.count() < len(emails)
    if may_add:
        Counter.objects.hold_adding(audience, parts_of(*emails))
    locked = here.order_by("pk").select_for_update(of=("self",))
    return {contact.email: contact for contact in locked}, may_add


def _met(
    told: Sequence[Told], held: Mapping[str, Contact], *, update: bool
) -> dict[str, Received]:
    refused = None if update else Refused.HERE
    return {
        each.email: Received(held[each.email].pk, refused=refused)
        for each in told
        if each.email in held
    }


def _barred(
    audience: Audience, told: Sequence[Told], held: Mapping[str, Contact]
) -> dict[str, Received]:
    """Those of whom something is wanted of their SMS that cannot be."""
    wanting = [each for each in told if each.sms_status]
    wishes = [
        texting.Wish(
            each.sms_status,
            each.columns.get("sms_phone", here.sms_phone if here else ""),
            here,
        )
        for each in wanting
        for here in [held.get(each.email)]
    ]
    found = zip(wanting, texting.barred(audience, wishes), strict=True)
    return {
        each.email: Received(None, refused=Refused(why)) for each, why in found if why
    }


def _text(
    audience: Audience,
    done: Sequence[Told],
    pks: Mapping[str, int],
    held: Mapping[str, Contact],
    cause: Cause,
) -> None:
    """Give those who have their numbers the permission that is told."""
    new = [each for each in done if each.email not in held]
    numbered = [pks[each.email] for each in new if each.columns.get("sms_phone")]
    if numbered:
        texting.heed(audience.contacts.filter(pk__in=numbered), cause)
    for status, verb in SMS_VERBS.items():
        ids = [pks[each.email] for each in done if each.sms_status == status]
        if ids:
            verb(audience.contacts.filter(pk__in=ids), cause)


def _gone(new: Sequence[Told]) -> dict[str, Received]:
    return {each.email: Received(None, refused=Refused.GONE) for each in new}


def _add(audience: Audience, new: Sequence[Told], cause: Cause) -> dict[str, Received]:
    if not new:
        return {}
    bound = Suppression.objects.kinds_among(audience, [each.email for each in new])
    refused = {
        email: Received(
            None,
            refused=Refused.ERASED if "erased" in kinds else Refused.OPTED_OUT,
        )
        for email, kinds in bound.items()
    }
    people = [
        New(each.email, each.if_new or each.status, each.columns, _filled(each.fields))
        for each in new
        if each.email not in refused
    ]
    try:
        created = create(audience, people, cause)
    except PlanLimit as limit:
        full = Received(None, refused=Refused.PLAN, sentence=str(limit))
        return refused | {person.email: full for person in people}
    return refused | {one.email: Received(one.pk, is_new=True) for one in created}


def _filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value is not None}


def _move(
    audience: Audience,
    known: Sequence[Told],
    held: Mapping[str, Contact],
    cause: Cause,
) -> dict[str, Received]:
    """Give them the status that is told, out of the archive; return who is refused."""
    wanted = {held[each.email].pk: each for each in known if each.status}
    reached = {held[each.email].pk: held[each.email].status for each in known}
    for status, verb in VERBS.items():
        ids = [pk for pk, each in wanted.items() if each.status == status]
        ids = [pk for pk in ids if reached[pk] != status]
        if ids:
            moved = verb(audience.contacts.filter(pk__in=ids), cause)
            reached |= {row.id: row.status for row in moved}
    refused = {
        each.email: Received(pk, refused=why)
        for pk, each in wanted.items()
        if (why := _why(each.status, reached[pk]))
    }
    back = [
        pk
        for pk, each in wanted.items()
        if each.email not in refused and held[each.email].archived_at
    ]
    if back:
        audience.contacts.filter(pk__in=back).unarchive(cause)
    return refused


def _why(wanted: str, status: str) -> Refused | None:
    """Why somebody who is of a status now is not of the one that was wanted."""
    if wanted == status or (wanted in OPT_OUTS and status in OPT_OUTS):
        return None
    return Refused.OPTED_OUT if wanted in VERBS else Refused.STATUS


def _edit(done: Sequence[Told], held: Mapping[str, Contact], cause: Cause) -> None:
    known = [each for each in done if each.email in held]
    edits = {held[each.email].pk: Edit(each.columns, each.fields) for each in known}
    edit_held([held[each.email] for each in known], edits, cause)


def _tag(
    audience: Audience,
    done: Sequence[Told],
    pks: Mapping[str, int],
    held: Mapping[str, Contact],
    cause: Cause,
    *,
    only: bool,
) -> None:
    told = {pks[each.email]: each.tags for each in done if each.tags is not None}
    names = {name for tags in told.values() for name in tags}
    ids = audience.tags.ensure(audience, names) if names else {}
    gives = {pk: {ids[name] for name in tags} for pk, tags in told.items()}
    takes: dict[int, set[int]] = {}
    if only:
        has = {contact.pk: set(contact.tag_ids) for contact in held.values()}
        takes = {pk: has.get(pk, set()) - gives[pk] for pk in told}
    gifts.change_each(gifts.TAGS, gives, takes, cause)
