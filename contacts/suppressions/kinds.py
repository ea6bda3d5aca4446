"""The words by which files of other services say why an address must stay out."""

from __future__ import annotations

import re

from contacts.imports import statuses

# Of columns that say it, folded, beside those that say a status.
TITLES = statuses.TITLES | {
    *("reason", "raison", "reden", "type", "kind", "event", "evenement", "motif"),
    *("suppressiontype", "suppressionreason", "bouncetype", "cause", "origin"),
}
COMPLAINTS = {
    *("complaint", "complaints", "complained", "complainer", "spam", "spamreport"),
    *("spamreports", "spamcomplaint", "spamcomplaints", "abuse", "abusecomplaint"),
    *("markedasspam", "reportedspam", "plainte", "plaintes", "plaintepourspam"),
    *("klacht", "klachten", "fbl", "feedbackloop"),
}
# Why a row that says so is refused: its person may be written to.
STAYS = "stays"
PASSING = {"softbounce", "softbounces", "softbounced", "rebondtemporaire"}
_APART = re.compile(r"[^a-z0-9]+")


def of_word(word: str) -> str:
    """The kind that a word of a file stands for; empty for none that is known."""
    if _APART.sub("", word.casefold()) in COMPLAINTS:
        return "complaint"
    status = statuses.of_word(word)
    return status if status in statuses.OPTED_OUT else ""


def lets_stay(word: str) -> bool:
    """Whether a word of a file says that there is no reason to stay out."""
    status = statuses.of_word(word)
    is_passing = _APART.sub("", word.casefold()) in PASSING
    return is_passing or bool(status and not of_word(word))
