"""The words by which files of other services say what status a person has.

Known in English, French and Dutch, as Mailchimp, Flexmail, Brevo, ActiveCampaign,
Klaviyo, Campaign Monitor, MailerLite and Shopify write them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from contacts.values import ValueRefused, truth

# These stay as they are whatever else a file says of an address.
OPTED_OUT = ("unsubscribed", "cleaned")

# Of columns that say it, folded.
TITLES = {
    *("status", "statut", "state", "etat", "staat", "memberstatus", "contactstatus"),
    *("emailstatus", "emailmarketingstatus", "emailmarketingconsent", "statuscontact"),
    *("subscriptionstatus", "subscriberstatus", "marketingstatus", "statutducontact"),
    *("emailsubscriptionstatus", "emailsubscriptionstate", "statutabonnement"),
    *("statutdabonnement", "statutemail", "etatabonnement", "etatdelabonnement"),
    *("inschrijvingsstatus", "abonneestatus", "contactstatut", "statusvancontact"),
}

WORDS: dict[str, set[str]] = {
    "subscribed": {
        *("subscribed", "subscriber", "subscribers", "active", "confirmed", "optin"),
        *("optedin", "doubleoptin", "singleoptin", "express", "abonne", "abonnes"),
        *("abonnee", "abonnees", "inscrit", "inscrits", "inscrite", "inscrites"),
        *("actif", "actifs", "actives", "confirme", "confirmes"),
        *("ingeschreven", "ingeschrevenen", "geabonneerd", "actief", "actieve"),
        *("bevestigd", "bevestigde", "aangemeld"),
    },
    "unsubscribed": {
        *("unsubscribed", "unsubscribe", "unsubscribes", "unsubscribers", "unsub"),
        *("optout", "optouts", "optedout", "blacklist", "blacklisted", "blocklist"),
        *("blocklisted", "blocked", "suppressed", "suppression", "suppressions"),
        *("usersuppressed", "complained", "complaint", "complaints", "spam", "junk"),
        *("spamcomplaint", "spamcomplaints", "donotcontact", "donotemail"),
        *("desinscrit", "desinscrits", "desinscrite", "desinscrites", "desabonne"),
        *("desabonnes", "desabonnee", "desabonnees", "oppose", "blackliste"),
        *("blacklistes", "listenoire", "bloque", "bloques", "plainte", "plaintes"),
        *("uitgeschreven", "uitgeschrevenen", "afgemeld", "afgemelden"),
        *("geblokkeerd", "geblokkeerde", "zwartelijst", "klacht", "klachten"),
    },
    "cleaned": {
        *("cleaned", "bounced", "bounce", "bounces", "hardbounce", "hardbounced"),
        *("hardbounces", "invalid", "invalidemail", "undeliverable", "dead"),
        *("nettoye", "nettoyes", "rejete", "rejetes", "invalide", "invalides"),
        *("rebond", "rebonds", "opgeschoond", "opgeschoonde", "ongeldig"),
        *("ongeldige", "onbestelbaar"),
    },
    "nonsubscribed": {
        *("nonsubscribed", "nonsubscriber", "nonsubscribers", "notsubscribed"),
        *("neversubscribed", "transactional", "nonmarketingcontact", "implied"),
        *("nonabonne", "nonabonnes", "noninscrit", "noninscrits", "pasinscrit"),
        *("jamaisinscrit", "transactionnel", "nietingeschreven", "nietgeabonneerd"),
        *("nooitingeschreven", "transactioneel"),
    },
    "pending": {
        *("pending", "unconfirmed", "notconfirmed", "awaitingconfirmation"),
        *("waitingforconfirmation", "enattente", "nonconfirme", "nonconfirmes"),
        *("attentedeconfirmation", "enattentedeconfirmation", "onbevestigd"),
        *("onbevestigde", "nietbevestigd", "inafwachting", "wachtopbevestiging"),
    },
}
_BY_WORD = {word: status for status, words in WORDS.items() for word in words}
_APART = re.compile(r"[\W\d_]+")
_SIGNS = re.compile(r"[\W_]+")
_MOST_WORDS = 3  # of a name that are one: "not_subscribed"


@lru_cache(maxsize=256)  # rows are many, and their words are few
def of_word(word: str) -> str:
    """The status that a word of a file stands for; empty for an unknown one."""
    return _BY_WORD.get(_SIGNS.sub("", _plain(word[:60])), "")


@lru_cache(maxsize=256)
def of_sms(word: str) -> str:
    """What a word of a file says of SMS, which have neither dead nor pending ones.

    Raises `ValueRefused` for an unknown one.
    """
    status = of_word(word)
    if not status:
        try:
            return "subscribed" if truth(word) else "nonsubscribed"
        except ValueRefused:
            raise ValueRefused("status") from None
    if status in OPTED_OUT:
        return "unsubscribed"
    return "nonsubscribed" if status == "pending" else status


def of_name(name: str) -> str:
    """The status that the name of a list says its people have; empty for none.

    It begins with the word; a word for who must stay out counts wherever it stands,
    and the folder speaks where the name does not.
    """
    folder, _slash, last = name.rpartition("/")
    words = [word for word in _APART.split(_plain(last.rpartition(".")[0])) if word]
    first = ""
    for start in range(len(words)):
        found = _longest(words[start:])
        if found in OPTED_OUT:
            return found
        first = first or (found if start == 0 else "")
    return first or (of_name(f"{folder}.") if folder else "")


def permitted(status: str, *, is_permitted: bool) -> str:
    """The status as it is with or without the permission to send."""
    if status == "subscribed" and not is_permitted:
        return "nonsubscribed"
    return status


def stricter(status: str, other: str) -> str:
    """The one that loses no opt-out; else the first, unless it is empty."""
    for one in OPTED_OUT:
        if one in (status, other):
            return one
    return status or other


def _longest(words: list[str]) -> str:
    """The status of as many of the first words as make one."""
    for n in range(_MOST_WORDS, 0, -1):
        if found := _BY_WORD.get("".join(words[:n])):
            return found
    return ""


def _plain(text: str) -> str:
    """In small letters and without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
