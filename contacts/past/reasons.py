"""Why a row of a file of past events was refused."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.imports import reasons

REASONS: dict[str, str | Promise] = {
    **reasons.REASONS,
    "event_name": _(
        "A name has 2 to 30 letters A-Z, a-z, digits, hyphens and underscores."
    ),
    "time_empty": _("It does not say when it happened."),
    "time": _("This is no time; write it as 2026-04-30 18:30."),
    "old": _("It happened longer ago than events are kept."),
    "future": _("It lies in the future."),
    "unknown": _("Nobody in this audience has this address."),
    "plan": _("The plan has no room for another contact."),
    "names_full": _("There are as many event names already as there can be."),
    "property_long": _("The text is longer than 2,000 characters."),
    "properties_large": _("All properties together are more than 16 kB."),
}


def sentence(code: str) -> str:
    return str(REASONS[code])
