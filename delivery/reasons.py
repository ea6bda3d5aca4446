"""Why somebody does not get a message, or not yet."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# By the contact's status, where the message is one that needs consent.
OF_STATUS = {
    "unsubscribed": _("They opted out."),
    "cleaned": _("Their address is dead."),
    "pending": _("They have not confirmed yet."),
    "nonsubscribed": _("They never subscribed."),
}
REASONS = {
    **OF_STATUS,
    "no_number": _("They have no number for SMS."),
    "archived": _("They are archived."),
    "gone": _("They are no longer in the audience."),
    "complaint": _("They complained about mail as spam."),
    "canceled": _("The message was canceled."),
    "given_up": _("It was tried too often."),
    "refused": _("Their server refused it."),
    "lost": _("The connection broke before their server said whether it has it."),
    "quiet": _("It is night, a Sunday or a holiday where they are."),
    "busy": _("Their server asked to try again later."),
}
