"""How often somebody wants email at most, as they say themselves.

Senders heed it where they heed the rules of the audience (`delivery.pace.capping`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.happenings import Names, Said, tells
from delivery.ledger import CHANNEL
from delivery.models import Delivery, Frequency, State
from events import log
from events.names import Own
from events.waking import wake_after_commit

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from contacts.causes import Cause
    from contacts.models import Contact

# One message in so many days; 0 for as many as there are.
CHOICES: dict[int, Promise] = {
    0: gettext_lazy("As often as there is something"),
    7: gettext_lazy("Once a week at most"),
    30: gettext_lazy("Once a month at most"),
}
LONGEST = max(CHOICES)
# Why a delivery is held back by it.
REASON = "frequency"


def frequency_of(contact: Contact) -> int:
    """The days in which they want one message; 0 where they never said."""
    said = Frequency.objects.filter(audience=contact.audience_id, contact=contact.pk)
    return said.values_list("days", flat=True).first() or 0


@transaction.atomic
def choose(contact: Contact, days: int, cause: Cause) -> bool:
    """Write to them once in so many days, a key of `CHOICES`; False if it was so.

    What was held back by what they said before is judged anew.
    """
    audience = cause.audience
    rows = audience.contacts.filter(pk=contact.pk)
    if not rows.select_for_update(no_key=True).exists():
        return False
    was = frequency_of(contact)
    if was == days:
        return False
    said = Frequency.objects.filter(audience=audience, contact=contact.pk)
    if not days:
        said.delete()
    elif not said.update(days=days):
        Frequency.objects.create(audience=audience, contact=contact, days=days)
    properties = cause.properties(days=days, was=was)
    if cause.wording:
        properties["wording"] = cause.wording
    log.record(audience.pk, Own.CONTACT_CHOSE_FREQUENCY, [contact.pk], properties)
    held = Delivery.objects.filter(
        audience=audience, contact=contact.pk, state=State.DEFERRED, reason=REASON
    )
    wake_after_commit(held.update(due_at=timezone.now()), CHANNEL)
    return True


@tells(
    Own.CONTACT_CHOSE_FREQUENCY,
    kind="contact",
    icon="calendar-repeat",
    label=gettext_lazy("How often they want email"),
)
def chose(said: Said, names: Names) -> str:
    label = CHOICES.get(said.get("days", 0), CHOICES[0])
    return _("Said how often they want email: %(how)s") % {"how": label}
