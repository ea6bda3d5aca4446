"""What a page of ours carries, so that its form is known to come from a person.

A stamp says of which form a page was and when it was made; a program that posts at
once, or a page that was made elsewhere, has none that counts. Links to confirm say by
themselves which sign-up they are of, and nobody can make another.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from forms.models import Signup

if TYPE_CHECKING:
    from forms.models import SignupForm

# Nobody reads a form and fills it in any faster.
SOONEST = 2.0  # seconds
LATEST = timedelta(hours=24).total_seconds()
LONGEST = 500  # letters of any of these

_pages = Signer(salt="forms.signup.page", sep=".")
_links = Signer(salt="forms.signup.confirm", sep=".")
_again = Signer(salt="forms.signup.again", sep=".")


def stamp(form: SignupForm) -> str:
    return _pages.sign_object([form.audience_id, form.pk, time.time()])


def counts(form: SignupForm, text: str) -> bool:
    """Whether the stamp is of this form, and neither too fresh nor too old."""
    said = _opened(_pages, text)
    if said is None or said[:2] != [form.audience_id, form.pk]:
        return False
    age: float = time.time() - said[2]
    return SOONEST <= age <= LATEST


def link_of(signup: Signup) -> str:
    """Where somebody confirms it."""
    token = _links.sign_object([signup.audience_id, signup.pk])
    return settings.PUBLIC_URL + reverse("join_confirm", args=[token])


def find(token: str) -> Signup | None:
    """The sign-up of a link, be it over; none of an audience that is gone."""
    said = _opened(_links, token)
    if said is None:
        return None
    signups = Signup.objects.select_related("audience__account__plan", "form")
    signup = signups.filter(audience=said[0], pk=said[1]).first()
    if signup is None or signup.audience.deleting_at:
        return None
    signup.form.audience = signup.audience
    return signup


def again(form: SignupForm, email: str, language: str) -> str:
    """By which the page that says “look into your mail” asks for it once more.

    It is made for every address, known or not.
    """
    return _again.sign_object([form.audience_id, form.pk, email, language])


def asked_again(form: SignupForm, text: str) -> tuple[str, str] | None:
    """The address and language of such a page of this form."""
    said = _opened(_again, text)
    if said is None or said[:2] != [form.audience_id, form.pk]:
        return None
    return said[2], said[3]


def _opened(signer: Signer, text: str) -> list[Any] | None:
    if len(text) > LONGEST * 2:
        return None
    try:
        said: list[Any] = signer.unsign_object(text)
    except (BadSignature, ValueError):
        return None
    return said
