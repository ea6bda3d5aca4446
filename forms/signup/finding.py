"""Which form a public address names."""

from __future__ import annotations

import re

from forms.models import SignupForm

# Ten digits of the audience's own, then ten of the form's.
TOKEN = re.compile(r"([0-9a-f]{10})([0-9a-f]{10})\Z")


def find(token: str) -> SignupForm | None:
    """The form by which people can sign up there, be it archived for now.

    None of one that is deleted, nor of an audience that is put aside or gone.
    """
    written = TOKEN.match(token)
    if written is None:
        return None
    forms = SignupForm.objects.present().select_related("audience__account__plan")
    return forms.filter(
        audience__public_id=written[1],
        audience__archived_at=None,
        audience__deleting_at=None,
        public_id=written[2],
    ).first()
