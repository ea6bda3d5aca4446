"""Writing down what somebody chose on their page: in one transaction, by the verbs.

Rows are locked at first and in the order in which everybody locks them; afterwards the
verbs may count in between.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import connection, transaction

from accounts.http import number_of
from contacts import editing, membership, refusals
from contacts.causes import Cause
from delivery import frequency
from forms.centre import form as asked
from forms.centre import readdressing
from preferences import choosing
from preferences.models import State

if TYPE_CHECKING:
    from contacts.models import Contact
    from forms.centre.form import CentreForm

HOW = "centre"
CATEGORIES = """
SELECT id FROM contacts_groupcategory WHERE audience_id = %s AND id = ANY (%s)
ORDER BY id FOR SHARE
"""
PREFERENCES = """
SELECT id FROM preferences_preference WHERE audience_id = %s AND id = ANY (%s)
ORDER BY id FOR SHARE
"""


@dataclass(frozen=True, slots=True)
class Saved:
    """Whether anything is another now, and whither a link was sent."""

    is_changed: bool
    new_address: str = ""


@transaction.atomic
def save(form: CentreForm, *, ip: str | None) -> Saved:
    """Write down what a valid form changes; nothing of who is gone meanwhile."""
    held = form.held
    contact, audience = held.contact, held.audience
    rows = audience.contacts.filter(pk=contact.pk)
    if not rows.select_for_update(no_key=True).exists():
        return Saved(is_changed=False)
    _hold(form)
    cause = Cause(audience, HOW, ip=ip)
    changed = [
        bool(editing.edit(contact, form.columns, form.own_fields, cause)),
        _save_groups(form, contact, cause),
        _save_preferences(form, contact, cause),
        _save_rest(form, contact, cause),
    ]
    said = form.cleaned_data.get(asked.NEW_ADDRESS, "")
    if said:
        readdressing.ask(contact, said)
    return Saved(any(changed), said)


def _hold(form: CentreForm) -> None:
    """Let nobody change the kinds of categories, or delete preferences, meanwhile."""
    held = form.held
    categories = [category.pk for category in held.categories]
    preferences = [preference.pk for preference in held.preferences]
    with connection.cursor() as cursor:
        cursor.execute(CATEGORIES, [held.audience.pk, categories])
        cursor.execute(PREFERENCES, [held.audience.pk, preferences])


def _save_groups(form: CentreForm, contact: Contact, cause: Cause) -> bool:
    changed = 0
    for category in form.held.categories:
        name = f"group-{category.pk}"
        if form.was_changed(name):
            was, wanted = _ids(form.was.get(name)), _ids(form.cleaned_data[name])
            changed += membership.choose(contact, category, was, wanted, cause)
    return changed > 0


def _save_preferences(form: CentreForm, contact: Contact, cause: Cause) -> bool:
    changed = False
    for one in form.held.preferences:
        name = asked.name_of_preference(one)
        state = form.cleaned_data[name]
        if state in State.values and form.was_changed(name):
            label = dict(asked.answers())[state]
            said = replace(cause, wording=f"{one.name_in(form.language)}: {label}")
            changed |= choosing.choose(contact, one, state, said)
    return changed


def _save_rest(form: CentreForm, contact: Contact, cause: Cause) -> bool:
    changed = False
    if "days" in form.fields and form.was_changed("days"):
        days = form.cleaned_data["days"]
        said = replace(cause, wording=str(frequency.CHOICES[days]))
        changed |= frequency.choose(contact, days, said)
    rows = contact.audience.contacts.filter(pk=contact.pk)
    for name, (_section, channel) in asked.ALLOWS.items():
        if name in form.fields and form.was_changed(name):
            text = asked.allowing(name, contact.audience.name)
            said = replace(cause, wording=text)
            verb = refusals.allow if form.cleaned_data[name] else refusals.refuse
            changed |= verb(rows, channel, said) > 0
    return changed


def _ids(said: object) -> set[int]:
    listed = map(str, said if isinstance(said, list) else [said])
    return {pk for one in listed if (pk := number_of(one)) is not None}
