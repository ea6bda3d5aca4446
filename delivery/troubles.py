"""What keeps a message as a whole from leaving: a word, and what it is about.

A sender finds it out and writes it down; it is told to people later, each in their own
language.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    # About an address or a domain that it should come from.
    "no_address": _("“%(about)s” is no address that mail could come from."),
    "unsayable": _(
        "Not every mail server takes mail from “%(about)s”. Use an address of plain "
        "letters (a to z), digits, points and hyphens."
    ),
    "freemail": _(
        "Mail to many cannot come from %(about)s: inboxes refuse it unless %(about)s "
        "sent it itself. Use an address at a domain of your own."
    ),
    "domain_unverified": _(
        "The domain %(about)s is not verified: its page says which record is missing."
    ),
    "address_unverified": _(
        "%(about)s is not verified: under Senders, add its domain or confirm the "
        "address."
    ),
    "keys_unreadable": _(
        "The keys that sign for %(about)s were made with another secret of this "
        "installation: make new ones on the page of the domain."
    ),
    # About the way out.
    "sms_paused": _("The SMS program is paused."),
    "sms_not_approved": _("The SMS program is not approved yet."),
    "sms_sealed": _("The secrets of the SMS provider were set with another key."),
    "sms_changed": _("The SMS program has just changed."),
    "way_wrong": _(
        "The mail server of the domain cannot be reached as it is set: set it anew on "
        "the page of the domain."
    ),
    "way_sealed": _("The mail server of the domain was set with another key."),
    "slow": _("The mail server takes too long to answer."),
    # About who is meant.
    "nobody_known": _(
        "Who is meant cannot be told any more: a tag, field or segment is gone."
    ),
    # In the words of a server or a program, as they came.
    "said": _("What was said: %(about)s"),
    "failed": _("Something failed that should not: %(about)s"),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """`code` is one of those above; `about` is in no language of ours."""

    code: str
    about: str = ""

    @property
    def in_words(self) -> str:
        """In the language of whoever reads it; what was said where no word is known."""
        sentence = SENTENCES.get(self.code)
        return str(sentence) % {"about": self.about} if sentence else self.about
