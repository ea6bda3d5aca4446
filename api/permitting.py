"""What clients say of the marketing permissions of a member."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from api.problems import invalid
from forms.permissions.granting import grant

if TYPE_CHECKING:
    from api.schemas.members import MarketingPermission
    from audiences.models import Audience
    from contacts.causes import Cause
    from forms.models import Permission

FIELD = "marketing_permissions"


def read(
    audience: Audience, said: Sequence[MarketingPermission]
) -> dict[Permission, bool]:
    """What is said of each permission that is asked for; raises a Problem."""
    if not said:
        return {}
    known = {str(one.pk): one for one in audience.permissions.offered()}
    unknown = [one for one in said if one.marketing_permission_id not in known]
    if unknown:
        raise invalid((FIELD, "There is no such marketing permission."))
    return {known[one.marketing_permission_id]: one.enabled for one in said}


def give(
    audience: Audience, pk: int, choices: Mapping[Permission, bool], cause: Cause
) -> None:
    """Write down what was said, in the words that the member reads."""
    if not choices:
        return
    contact = audience.contacts.get(pk=pk)
    contact.audience = audience
    language = contact.language or audience.language
    grant(contact, choices, cause, language, contact.optin_ip)
