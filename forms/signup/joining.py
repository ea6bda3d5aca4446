"""Somebody fills in a form: what they say is held, and they are asked by mail.

Whoever posts is told the same whether the address is known or not, out or in; what is
known of a person changes only when they confirm it themselves.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import translation

from accounts import limits
from accounts.limits import Rate
from audiences.models import Counter
from audiences.parts import parts_of
from audiences.plans import PlanLimit
from contacts.causes import Cause
from contacts.creating import New, create
from contacts.models import Contact, Suppression
from contacts.suppression import hasher
from events import log
from events.names import Own
from forms.letters import posting
from forms.models import Signup
from forms.signup import applying
from forms.signup.counting import count
from forms.signup.making import source_of
from forms.signup.stamps import link_of

if TYPE_CHECKING:
    from audiences.models import Audience
    from forms.models import SignupForm
    from forms.signup.answers import Said

logger = logging.getLogger(__name__)

# Mails to confirm, to one address, over all audiences of the installation: nobody's
# mailbox is filled by others.
TO_ADDRESS = Rate(4, seconds=86_400)
# What no word of the person themselves lifts.
DEAD = ("cleaned", "complaint")


@dataclass(frozen=True, slots=True)
class Visit:
    """From where a form was filled in, in which language, and what it read."""

    ip: str | None
    language: str
    wording: str
    way: str = "page"  # or "embed"
    # Whether somebody unknown may be let in at once, where the form does that.
    is_trusted: bool = False


def submit(form: SignupForm, said: Said, visit: Visit) -> Signup | None:
    """Hold what was said and ask by mail, or let somebody unknown in at once.

    None where nothing could be done, of which whoever posted learns nothing.
    """
    audience = form.audience
    if not may_be_asked(said.email):
        logger.info("Form %s: an address was asked too often.", form.pk)
        return None
    try:
        with transaction.atomic(), translation.override(visit.language):
            return _submit(audience, form, said, visit)
    except PlanLimit as limit:
        logger.warning("Form %s: nobody was added. %s", form.pk, limit)
        return None


def may_be_asked(email: str) -> bool:
    """Take one of the mails that may go to an address in a day."""
    return limits.take(f"signup:to:{hasher()(email).hex()}", TO_ADDRESS)


def _submit(
    audience: Audience, form: SignupForm, said: Said, visit: Visit
) -> Signup | None:
    kinds = Suppression.objects.kinds_among(audience, [said.email])
    held = kinds.get(said.email, set())
    if held.intersection(DEAD):
        return None
    cause = cause_of(form, visit)
    contact, is_new = _found_or_made(audience, said, cause, visit)
    if contact.status == "cleaned":
        return None
    count(form, "submitted")
    signup = _hold(form, contact, said, visit, cause, is_new=is_new)
    about = {"way": visit.way}
    log.record(audience.pk, Own.FORM_SUBMITTED, [contact.pk], cause.properties(**about))
    design = form.design
    is_direct = visit.is_trusted and is_new and not held
    if is_direct and not design.get("is_double", True):
        applying.apply(signup, contact, cause)
    else:
        ask(signup, contact)
    return signup


def cause_of(form: SignupForm, visit: Visit, version: int | None = None) -> Cause:
    return Cause(
        form.audience,
        "form",
        source=source_of(form),
        ip=visit.ip,
        wording=visit.wording,
        about={"form": form.pk, "form_version": version or form.version},
    )


def ask(signup: Signup, contact: Contact) -> None:
    """Send them the link by which they confirm it."""
    links = {"confirm": link_of(signup)}
    posting.post(signup.audience, "confirm", contact, links=links)


def _found_or_made(
    audience: Audience, said: Said, cause: Cause, visit: Visit
) -> tuple[Contact, bool]:
    """The contact of the address, locked; one who is unknown is pending from now on."""
    contacts = audience.contacts.select_for_update(of=("self",))
    contact = contacts.filter(email=said.email).first()
    if contact is None:
        Counter.objects.hold_adding(audience, parts_of(said.email))
        contact = contacts.filter(email=said.email).first()
    if contact is not None:
        contact.audience = audience
        return contact, False
    known: dict[str, Any] = {
        "email_display": said.columns.get("email_display", said.email),
        "language": visit.language,
        "signup_at": cause.at,
        "signup_ip": visit.ip,
    }
    (contact,) = create(audience, [New(said.email, "pending", known)], cause)
    return contact, True


def _hold(
    form: SignupForm,
    contact: Contact,
    said: Said,
    visit: Visit,
    cause: Cause,
    *,
    is_new: bool,
) -> Signup:
    return Signup.objects.create(
        audience=form.audience,
        form=form,
        contact=contact,
        version=form.version,
        at=cause.at,
        ip=visit.ip,
        language=visit.language,
        wording=visit.wording,
        said=said.data(),
        is_new=is_new,
    )


def resend(form: SignupForm, email: str) -> bool:
    """Send the last mail once more, if there is one and it may be; whether it was."""
    signups = form.signups.waiting().filter(contact__email=email)
    signup = signups.select_related("contact").newest_first().first()
    if signup is None or not may_be_asked(email):
        return False
    signup.audience = signup.contact.audience = form.audience
    with transaction.atomic():
        ask(signup, signup.contact)
    return True
