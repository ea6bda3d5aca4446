"""What somebody said in a form becomes what is known of them: when they confirm it."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils import timezone, translation

from contacts import editing, grouping, statuses
from contacts.causes import Cause
from contacts.models import Contact, Suppression
from events import log
from events.names import Own
from forms.models import Signup
from forms.permissions.granting import grant
from forms.signup.answers import Said
from forms.signup.counting import count
from forms.signup.design import Design
from forms.signup.making import source_of
from forms.signup.querysets import LASTS
from preferences import choosing
from preferences.models import State

if TYPE_CHECKING:
    from contacts.querysets import ContactQuerySet


class Outcome(StrEnum):
    """What comes of a link to confirm."""

    DONE = "done"
    ALREADY = "already"  # by this very link
    LATE = "late"
    OUT = "out"  # they opted out since: that is what holds
    GONE = "gone"  # or may not be written to


def outlook(signup: Signup) -> Outcome:
    """What would come of it now; changes nothing."""
    if signup.confirmed_at:
        return Outcome.ALREADY
    if signup.at <= timezone.now() - LASTS:
        return Outcome.LATE
    return Outcome.DONE


@transaction.atomic
def confirm(signup: Signup, *, ip: str | None, wording: str) -> Outcome:
    """Let them in, with what they said; once, however often it is asked at a time.

    `wording` is what the page asked that they confirmed on.
    """
    contact = _hold(signup)
    if contact is None or contact.status == "cleaned":
        return Outcome.GONE
    rows = signup.audience.signups.filter(pk=signup.pk)
    signup.refresh_from_db(fields=["confirmed_at", "said"])
    if (seen := outlook(signup)) != Outcome.DONE:
        return seen
    mine: ContactQuerySet = signup.audience.contacts.filter(pk=contact.pk)
    if not mine.without_opt_out_since(signup.at).exists() or (
        contact.status == "unsubscribed" and contact.status_at > signup.at
    ):
        rows.update(said={})
        return Outcome.OUT
    Suppression.objects.lift_for(signup.audience, contact.email)
    with translation.override(signup.language):
        cause = Cause(
            signup.audience,
            "form",
            source=source_of(signup.form),
            ip=ip,
            wording=f"{signup.wording}\n{wording}",
            about={"form": signup.form_id, "form_version": signup.version},
        )
        apply(signup, contact, cause)
    return Outcome.DONE


def apply(signup: Signup, contact: Contact, cause: Cause) -> None:
    """Subscribe the contact, who is locked, and write down all that they said."""
    audience, form = signup.audience, signup.form
    said = Said.of(contact.email, signup.said)
    row: ContactQuerySet = audience.contacts.filter(pk=contact.pk)
    row.unarchive(cause)
    if not statuses.come_back(row, cause):
        # Who was in already said it once more.
        statuses.record_consent([contact.pk], cause, given=True)
    _write(contact, row, said, signup, cause)
    grouping.choose_each(
        audience, {contact.pk: dict.fromkeys(said.groups, True)}, cause
    )
    tags = audience.tags.present().filter(pk__in=Design.of(form.design).tags)
    for tag in tags.order_by("pk"):
        row.tag(tag, cause)
    _prefer(row, said, signup, cause)
    _permit(contact, said, signup, cause)
    signups = audience.signups.filter(pk=signup.pk)
    signups.update(confirmed_at=cause.at, said={})
    signup.confirmed_at = cause.at
    count(form, "confirmed")
    said_of = cause.properties()
    log.record(audience.pk, Own.FORM_CONFIRMED, [contact.pk], said_of)


def _hold(signup: Signup) -> Contact | None:
    locked = signup.audience.contacts.select_for_update(of=("self",))
    contact = locked.filter(pk=signup.contact_id).first()
    if contact is not None:
        contact.audience = signup.audience
    return contact


def _write(
    contact: Contact, row: ContactQuerySet, said: Said, signup: Signup, cause: Cause
) -> None:
    """What they said of themselves; what they left blank stays as it is."""
    columns = {**said.columns}
    if not contact.language:
        columns["language"] = signup.language
    editing.edit(contact, columns, said.fields, cause)
    row.update(
        signup_at=Coalesce(F("signup_at"), Value(signup.at)),
        signup_ip=Coalesce(F("signup_ip"), Value(signup.ip)),
        optin_at=cause.at,
        optin_ip=cause.ip,
    )


def _permit(contact: Contact, said: Said, signup: Signup, cause: Cause) -> None:
    """What they permitted, but not where it reads otherwise by now."""
    offered = signup.audience.permissions.offered().filter(pk__in=said.permissions)
    choices = {}
    for permission in offered.order_by("pk"):
        given, version = said.permissions[str(permission.pk)]
        if permission.version_in(signup.language) == version:
            choices[permission] = given
    grant(contact, choices, cause, signup.language, cause.ip)


def _prefer(row: ContactQuerySet, said: Said, signup: Signup, cause: Cause) -> None:
    """What was ticked beforehand and stayed so is written down as just that."""
    offered = signup.audience.preferences.offered()
    for preference in offered.filter(pk__in=said.preferences).order_by("pk"):
        is_default = preference.pk in said.by_default
        how = "default" if is_default else cause.how
        label = preference.name_in(signup.language)
        why = replace(cause, how=how, wording=label)
        if is_default:
            # No choice of theirs: it takes back no choice of theirs either.
            choosing.give(row, preference, why)
        else:
            choosing.put(row, preference, State.SUBSCRIBED, why)
