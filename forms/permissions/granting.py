"""Giving permissions and taking them back: lines of the ledger of consent.

Where a permission stands is what its last line says, so that there is nothing else to
keep in step with the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import connection, transaction

from contacts.causes import Cause
from contacts.models import Consent
from events import log
from events.names import Own
from forms.models.permissions import PREFIX
from forms.permissions.querysets import CHANNEL

if TYPE_CHECKING:
    from contacts.models import Contact
    from forms.models import Permission

HOLD = """
SELECT id FROM forms_permission
WHERE audience_id = %(audience)s AND id = ANY (%(ids)s)
ORDER BY id FOR KEY SHARE
"""


@transaction.atomic
def grant(
    contact: Contact,
    choices: Mapping[Permission, bool],
    cause: Cause,
    language: str = "",
    ip: str | None = None,
) -> int:
    """Write down what the contact permits and what not, where that is news; how many.

    News is also who agrees to another wording than before. Of whom nothing was asked
    yet, a box that stays empty says nothing. The wording is that of `language`.
    """
    if not choices:
        return 0
    rows = contact.audience.contacts.filter(pk=contact.pk)
    if not rows.select_for_update(no_key=True, of=("self",)).exists():
        return 0
    known = last_words(contact)
    held = _hold(contact.audience_id, [permission.pk for permission in choices])
    lines = []
    for permission, wanted in choices.items():
        was = known.get(permission.pk)
        version = permission.version_in(language)
        if permission.pk not in held or not _is_news(was, version, wanted=wanted):
            continue
        lines.append(
            Consent(
                audience=contact.audience,
                contact=contact,
                channel=CHANNEL,
                purpose=permission.purpose,
                given=wanted,
                at=cause.at,
                how=cause.how,
                source=cause.source,
                actor=cause.actor,
                ip=ip or cause.ip,
                wording=permission.wording_in(language),
                version=version,
                language=language,
            )
        )
        name = Own.PERMISSION_GIVEN if wanted else Own.PERMISSION_WITHDRAWN
        said = replace(cause, ip=ip or cause.ip).properties(permission=permission.pk)
        log.record(contact.audience_id, name, [contact.pk], said)
    Consent.objects.bulk_create(lines)
    return len(lines)


def last_words(contact: Contact) -> dict[int, Consent]:
    """The last line of each permission the contact said anything of, by its id."""
    lines = contact.consents.filter(channel=CHANNEL).order_by("at", "pk")
    return {
        int(line.purpose.removeprefix(PREFIX)): line
        for line in lines
        if line.purpose.startswith(PREFIX)
    }


def given_by(contact: Contact) -> set[int]:
    """The ids of the permissions that the contact gives now."""
    return {pk for pk, line in last_words(contact).items() if line.given}


def _hold(audience_id: int, ids: list[int]) -> set[int]:
    """Those that are there, and stay until the end: whoever deletes one waits."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, {"audience": audience_id, "ids": ids})
        return {pk for (pk,) in cursor.fetchall()}


def _is_news(was: Consent | None, version: str, *, wanted: bool) -> bool:
    if was is None or was.given is None:
        return wanted
    if was.given != wanted:
        return True
    return wanted and was.version != version
