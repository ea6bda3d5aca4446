"""What an address has to look like for every mail server to take mail from it.

Quotation marks and letters beyond ASCII before the @ are allowed by some standard
(RFC 5321, RFC 6531), and refused or spoiled by many servers on the way.
"""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

LONGEST_LOCAL, LONGEST = 64, 254  # letters (RFC 5321, 4.5.3.1)
LETTERS = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
LOCAL = re.compile(rf"{LETTERS}(?:\.{LETTERS})*", re.A | re.I)


def why_unsayable(email: str) -> str:
    """Nothing where every mail server can say it; otherwise why not, in a sentence."""
    local, at, _domain = email.strip().rpartition("@")
    if not (local and at):
        return ""  # which is no address at all
    if len(local) > LONGEST_LOCAL:
        return _("Before the @ an address has %d letters at most.") % LONGEST_LOCAL
    if len(email.strip()) > LONGEST:
        return _("An address has %d letters at most.") % LONGEST
    if not local.isascii():
        return _(
            "Not every mail server takes mail from an address with “%s” before the @. "
            "Use one of plain letters (a to z), digits, points and hyphens."
        ) % next(letter for letter in local if not letter.isascii())
    if not LOCAL.fullmatch(local):
        return _(
            "Not every mail server takes mail from an address with quotation marks, "
            "spaces or points in a row before the @. Use one of plain letters (a to "
            "z), digits, points and hyphens."
        )
    return ""


def validate_sender(email: str) -> None:
    if why := why_unsayable(email):
        raise ValidationError(why, code="unsayable")
    validate_email(email)


class SenderField(forms.EmailField):
    """An address that messages come from."""

    default_validators = [validate_sender]
