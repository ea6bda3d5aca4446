"""What clients do to members: each verb tells the verbs of contacts what was said.

They raise a Problem where that is refused; the caller then takes back all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from accounts.models import AuditEntry
from api import permitting
from api.finding import of_address
from api.problems import Problem, bad_request, invalid, method_not_allowed, not_found
from api.telling import Reading, email_of, spelled
from contacts import deleting, editing
from contacts.adding import SuppressedError
from contacts.editing import AddressTakenError
from contacts.models import Suppression
from contacts.receiving import Received, Refused, Told, receive

if TYPE_CHECKING:
    from api.causes import Who
    from api.schemas.members import (
        MemberChange,
        MemberCreate,
        MemberSaid,
        MemberUpsert,
    )
    from audiences.models import Audience
    from contacts.causes import Cause
    from contacts.models import Contact

# Of whom nobody is put away.
STAYING = ("pending", "cleaned")


def add(
    audience: Audience, said: MemberCreate, cause: Cause, *, demands: bool = True
) -> int:
    """Add somebody who is not here; return their id. Raises a Problem."""
    email = email_of(said.email_address)
    if of_address(audience, email):
        raise exists(said.email_address)
    reading = Reading(audience, demands)
    told = reading.told(email, said, status=said.status, is_new=True)
    told = _written(told, said.email_address)
    return _receive(audience, told, said, cause, update=False)


def put(
    audience: Audience,
    named: Contact | None,
    said: MemberUpsert,
    cause: Cause,
    *,
    demands: bool = True,
) -> int:
    """Bring who is named up to date, or who has the address, or add them."""
    email = email_of(said.email_address)
    contact = named or of_address(audience, email)
    if contact is None and not (said.status_if_new or said.status):
        raise invalid(("", "Required fields were not provided: status_if_new"))
    told = Reading(audience, demands).told(
        contact.email if contact else email,
        said,
        status=said.status,
        if_new=said.status_if_new,
        is_new=contact is None,
    )
    if contact is None:
        return _receive(audience, _written(told, said.email_address), said, cause)
    _readdress(contact, email, said.email_address, cause)
    return _receive(audience, replace(told, email=email), said, cause)


def change(
    contact: Contact, said: MemberChange, cause: Cause, *, demands: bool = True
) -> int:
    """Change what is named alone."""
    email = contact.email
    told = Reading(contact.audience, demands).told(
        email, said, status=said.status, is_new=False
    )
    if said.tells("email_address"):
        email = email_of(said.email_address)
        _readdress(contact, email, said.email_address, cause)
    return _receive(contact.audience, replace(told, email=email), said, cause)


def archive(contact: Contact, cause: Cause) -> None:
    if contact.archived_at or contact.status in STAYING:
        problem = method_not_allowed("GET, PUT")
        problem.detail = "This list member cannot be removed. Can not archive a "
        problem.detail += "contact that is bounced, pending or archived"
        raise problem
    contact.audience.contacts.filter(pk=contact.pk).archive(cause)


def erase(contact: Contact, cause: Cause, who: Who) -> None:
    """Delete them for good, and let nobody but themselves bring the address back."""
    audience = contact.audience
    deleting.erase(audience.contacts.filter(pk=contact.pk), cause)
    AuditEntry.objects.record(
        audience.account,
        "contacts.erased",
        "1 contact",
        **who,
        audience=audience.pk,
        contacts=1,
    )


def exists(email: str) -> Problem:
    detail = f"{email} is already a list member. Use PUT to insert or update list "
    return bad_request("Member Exists", f"{detail}members.")


def problem_of(received: Received, email: str) -> Problem:
    """Why somebody of this address was refused, in the words that clients know."""
    match received.refused:
        case Refused.HERE:
            return exists(email)
        case Refused.ERASED:
            detail = f"{email} was permanently deleted and cannot be re-imported. The "
            detail += "contact must re-subscribe to get back on the list."
            return bad_request("Forgotten Email Not Subscribed", detail)
        case Refused.OPTED_OUT:
            detail = f"{email} is in a compliance state due to unsubscribe, bounce, or "
            detail += "compliance review and cannot be subscribed."
            return bad_request("Member In Compliance State", detail)
        case Refused.STATUS:
            text = "Nobody becomes transactional who is not so already"
            return invalid(("status", text))
        case Refused.PLAN:
            return Problem(403, "Forbidden", received.sentence)
    return _problem_of_sms(received, email)


def _problem_of_sms(received: Received, email: str) -> Problem:
    match received.refused:
        case Refused.OPTED_OUT_OF_SMS:
            detail = f"The SMS number of {email} is in a compliance state due to "
            detail += "unsubscribe and cannot be subscribed."
            return bad_request("Member In Compliance State", detail)
        case Refused.NO_NUMBER:
            text = "Nobody is subscribed to SMS without a number"
            return invalid(("sms_phone_number", text))
        case Refused.SMS_STATUS:
            text = "Nobody comes to be of this status who is not so already"
            return invalid(("sms_subscription_status", text))
    return not_found()


def _receive(
    audience: Audience,
    told: Told,
    said: MemberSaid,
    cause: Cause,
    *,
    update: bool = True,
) -> int:
    permitted = permitting.read(audience, said.marketing_permissions)
    (received,) = receive(audience, [told], cause, update=update)
    if received.refused or received.pk is None:
        raise problem_of(received, told.columns.get("email_display", told.email))
    permitting.give(audience, received.pk, permitted, cause)
    return received.pk


def _written(told: Told, address: str) -> Told:
    return told.with_columns(email_display=spelled(address))


def _readdress(contact: Contact, email: str, written: str, cause: Cause) -> None:
    """Give them the address, if it is another one than theirs."""
    columns = {"email_display": spelled(written)}
    if email != contact.email:
        columns["email"] = email
    with _addressing(contact.audience, written, email):
        editing.edit(contact, columns, {}, cause)


@contextmanager
def _addressing(audience: Audience, written: str, email: str) -> Iterator[None]:
    try:
        yield
    except AddressTakenError:
        raise exists(written) from None
    except SuppressedError:
        kinds = Suppression.objects.kinds_among(audience, [email]).get(email, set())
        refused = Refused.ERASED if "erased" in kinds else Refused.OPTED_OUT
        raise problem_of(Received(None, refused=refused), written) from None
