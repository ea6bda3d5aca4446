"""How what comes back of messages is told on the page of a contact."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.happenings import Names, Said, tells
from delivery.receiving.words import REASONS
from delivery.tracking.telling import message_page
from events.names import Own


def details(said: Said, names: Names) -> list[tuple[str, str]]:
    told = {
        _("Message"): names.get("message", said.get("message")),
        _("Why"): REASONS.get(said.get("reason", "")),
    }
    return [(name, str(value)) for name, value in told.items() if value]


@tells(
    Own.EMAIL_BOUNCED,
    kind="mail",
    icon="mail-x",
    label=gettext_lazy("Messages that came back"),
    details=details,
    leads=message_page,
)
def bounced(said: Said, names: Names) -> str:
    match said.get("bounce"):
        case "hard":
            return _("A message came back for good")
        case "block":
            return _("A message was not let in")
    return _("A message came back for now")


@tells(
    Own.EMAIL_COMPLAINED,
    kind="mail",
    icon="alert-triangle",
    label=gettext_lazy("Complaints about spam"),
    details=details,
    leads=message_page,
)
def complained(said: Said, names: Names) -> str:
    return _("Called a message spam")
