"""The words that say why, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# Of a bounce: as `receiving.verdicts` names it.
REASONS = {
    "unknown": _("Nobody has this address."),
    "nowhere": _("There is no such mail domain."),
    "full": _("The mailbox is full."),
    "closed": _("The mailbox is closed for now."),
    "large": _("The message was too large for them."),
    "unreachable": _("Their server could not be reached."),
    "other": _("Their server did not take it."),
    "blocked": _("Their server does not let ours in."),
    "spam": _("Their server took it for spam."),
    "unverified": _("Their server doubts that the sender is who they say."),
    "busy": _("Their server asked to send less."),
    "policy": _("Their server has a rule against it."),
    "delayed": _("It is late, and still being tried."),
    "delivered": _("It was delivered."),
    # Of other messages.
    "unproven": _("It does not hold what only a reader of the message could know."),
    "praise": _("It says that the message is no spam."),
    "gone": _("Whoever it is about is no longer in the audience."),
}
