"""Saving what a form says where somebody else may have been quicker."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _


def saved(form: forms.ModelForm[Any]) -> bool:
    """Save a valid form; False, and the reason in it, when its name was just taken."""
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError:
        form.add_error(None, _("Somebody made one of this name at the same moment."))
        return False
    return True
