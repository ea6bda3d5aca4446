"""How it is told on the page of a contact why they left."""

from __future__ import annotations

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.happenings import Names, Said, tells
from delivery.optouts.reasons import in_words
from delivery.tracking.telling import message_page
from events.names import Own

MAX_QUOTED = 200  # letters of their own words


def details(said: Said, names: Names) -> list[tuple[str, str]]:
    name = names.get("message", said.get("message"))
    return [(_("Message"), str(name))] if name else []


@tells(
    Own.CONTACT_GAVE_REASON,
    kind="status",
    icon="message-2-question",
    label=gettext_lazy("Reasons for opting out"),
    details=details,
    leads=message_page,
)
def gave_reason(said: Said, names: Names) -> str:
    words = Truncator(said.get("words", "")).chars(MAX_QUOTED)
    why = in_words(said.get("reason", ""), words)
    return _("Said why they opted out: %(why)s") % {"why": why}
