"""What the codes mean by which providers say why an SMS did not arrive."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NOWHERE = _("There is no such number.")
UNREACHED = _("Their phone is off or out of reach.")
REFUSED = _("Their network refuses it.")
LANDLINE = _("The number takes no SMS.")
FILTERED = _("Their network filtered it out as unwanted.")
OPTED_OUT = _("They opted out with the provider, who confirmed it.")
SHUT = _("The provider may not send to this country, or from this number.")
UNSAID = _("Nobody says why.")

MEANINGS = {
    "twilio": {
        "21211": NOWHERE,
        "21408": SHUT,
        "21610": OPTED_OUT,
        "21614": LANDLINE,
        "30001": _("The provider had too many messages waiting."),
        "30002": _("The account with the provider is suspended."),
        "30003": UNREACHED,
        "30004": REFUSED,
        "30005": NOWHERE,
        "30006": LANDLINE,
        "30007": FILTERED,
        "30008": UNSAID,
        "30034": SHUT,
    },
    "http": {"opted_out": OPTED_OUT},
}


def in_words(provider: str, code: str) -> str:
    """Nothing of a code that only the provider knows."""
    return str(MEANINGS.get(provider, {}).get(code, ""))
