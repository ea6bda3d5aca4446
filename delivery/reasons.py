"""Why somebody does not get a message, or not yet."""

from __future__ import annotations

import re

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
    "sms": _("Their number opted out of SMS."),
    "canceled": _("The message was canceled."),
    "called_off": _("Somebody canceled it for them."),
    "given_up": _("It was tried too often."),
    "refused": _("Their server refused it."),
    "opted_out_there": _("They opted out with the provider, who confirmed it."),
    "lost": _("The connection broke before their server said whether it has it."),
    "busy": _("Their server asked to try again later."),
    "blocked": _("Their server does not want mail from us now; it is tried again."),
    "slow": _("The mail server takes too long to answer."),
    "unwritten": _("The message could not be written for them."),
    "cap": _("They got as many messages lately as the rules of the audience allow."),
    "frequency": _("They asked to be written to less often, and got one lately."),
    "superseded": _("They asked to be written to less often, and get a newer one."),
    "quiet": _("It is night, a Sunday or a holiday where they are."),
    "throttle": _("Their provider takes no more from us at this time."),
    "warmup": _("The domain is warming up; no more may leave today."),
    "breaker": _("Nothing leaves from this domain until its breaker is closed."),
}
# Why nothing leaves from a domain.
BREAKERS = {
    "blocks": _("Several servers refused its messages for what they think of it."),
    "bounces": _("Too many of its messages came back."),
    "complaints": _("Too many people complained about its messages."),
    "account": _("The provider takes nothing from the account that is used there."),
}


ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+")


def impersonal(said: str) -> str:
    """What a server said, without the address that it may have said it of."""
    return ADDRESS.sub("…", said.replace("\0", ""))[:500]


def in_words(reason: str) -> str:
    return str(REASONS.get(reason, ""))


def of_breaker(reason: str) -> str:
    """Why nothing leaves from a domain."""
    return str(BREAKERS.get(reason, BREAKERS["blocks"]))
