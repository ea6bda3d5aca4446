"""Saving what a form says where somebody else may have been quicker."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audiences import jobs
from contacts import categories, choices, usage
from contacts.forms.fields import FieldForm
from contacts.forms.groups import CategoryForm, GroupsForm


def saved(form: forms.ModelForm[Any]) -> bool:
    """Save a valid form; False, and the reason in it, when its name was just taken."""
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError:
        form.add_error(None, _("Somebody made one of this name at the same moment."))
        return False
    return True


def saved_field(form: FieldForm, actor: User | None) -> bool:
    """The same for a field, with the job that carries changed choices along."""
    job = None
    with transaction.atomic():
        if not saved(form):
            return False
        if form.rows.changes or "type" in form.changed_data:
            usage.tell(form.instance.audience, form.instance)
        if form.rows.changes:
            job = choices.carry_later(form.instance, form.rows.changes, actor=actor)
    if job is not None:
        jobs.run_for_now(job)
    return True


def saved_category(form: CategoryForm, actor: User | None) -> bool:
    """The same for a category, with the job that leaves everyone one group at most."""
    job = None
    with transaction.atomic():
        if not saved(form):
            return False
        if form.narrows:
            job = categories.narrow_later(form.instance, actor=actor)
    if job is not None:
        jobs.run_for_now(job)
    return True


def added_groups(form: GroupsForm) -> int:
    """Make the groups; or leave the reason why not in the form."""
    try:
        with transaction.atomic():
            names = form.cleaned_data["names"]
            return len(categories.add_groups(form.category, names))
    except IntegrityError:
        form.add_error("names", _("Somebody made one of this name at the same moment."))
        return 0
