"""E-mail addresses: one spelling to compare by, or the reason why it is none."""

from __future__ import annotations

import re
import unicodedata

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from email_validator import EmailNotValidError, validate_email

MAX_LENGTH = 254

# What nearly all addresses look like. Shorter than a label may be, so that no length
# needs looking at; everything else goes the slow way.
PLAIN = re.compile(
    r"(?=.{6,63}\Z)"
    r"[a-z0-9_!#$%&'*+/=?^`{|}~-]++(?:\.[a-z0-9_!#$%&'*+/=?^`{|}~-]++)*+"
    r"@(?:(?!xn--|..--)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)++"
    r"(?!(?:arpa|invalid|local|localhost|onion|test)\Z)[a-z]{2,}\Z"
)

REASONS: dict[str, str | Promise] = {
    "empty": _("The email address is missing."),
    "too_long": _("An email address has at most 254 characters."),
    "hidden": _("The email address holds an invisible character."),
    "mailto": _("Leave out “mailto:” before the email address."),
    "several": _("Write one email address only."),
    "named": _("Write the email address only, without name and angle brackets."),
    "space": _("An email address has no spaces."),
    "no_at": _("An email address needs an @ in the middle."),
    "two_ats": _("An email address has only one @."),
    "no_name": _("There is nothing before the @."),
    "no_domain": _("There is nothing after the @."),
    "no_dot": _("What follows the @ needs a dot, as in example.com."),
    "dot": _("A dot stands at an end of the email address, or two follow each other."),
    "name": _("What stands before the @ cannot be in an email address."),
    "domain": _("What follows the @ is not the name of a domain that gets mail."),
}


class AddressError(ValueError):
    """Why a text is no e-mail address; `code` is a key of `REASONS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return str(REASONS[self.code])


def normalize(text: str) -> str:
    """Return the one spelling of an address, or raise `AddressError`."""
    address = text.strip().lower()
    if PLAIN.match(address):
        return address
    _refuse_the_nearly_right(address)
    return _checked(address)


def _refuse_the_nearly_right(address: str) -> None:
    """Say what is wrong where a person would see it at once."""
    if not address:
        raise AddressError("empty")
    if len(address) > MAX_LENGTH:
        raise AddressError("too_long")
    if any(unicodedata.category(letter) in {"Cc", "Cf"} for letter in address):
        raise AddressError("hidden")
    if address.startswith("mailto:"):
        raise AddressError("mailto")
    ats = address.count("@")
    if ats > 1 and re.search(r"[,;\s]", address):
        raise AddressError("several")
    if "<" in address or ">" in address:
        raise AddressError("named")
    if re.search(r"\s", address):
        raise AddressError("space")
    if ats != 1:
        raise AddressError("two_ats" if ats else "no_at")
    _refuse_the_unfinished(*address.split("@"))


def _refuse_the_unfinished(name: str, domain: str) -> None:
    if not name:
        raise AddressError("no_name")
    if not domain:
        raise AddressError("no_domain")
    if ".." in f"{name}@{domain}" or any(
        part.startswith(".") or part.endswith(".") for part in (name, domain)
    ):
        raise AddressError("dot")
    if "." not in unicodedata.normalize("NFKC", domain).replace("。", "."):
        raise AddressError("no_dot")


def _checked(address: str) -> str:
    try:
        checked = validate_email(address, check_deliverability=False)
    except EmailNotValidError as error:
        raise AddressError(_code_of(str(error))) from None
    # Lower case may be longer, and composed differently, than what was checked.
    normalized = unicodedata.normalize("NFC", checked.normalized.lower())
    if len(normalized) > MAX_LENGTH:
        raise AddressError("too_long")
    return normalized


def _code_of(message: str) -> str:
    if "too long" in message and "the @" not in message:
        return "too_long"
    of_the_domain = re.search(r"after the @|period|hyphen", message, re.IGNORECASE)
    return "domain" if of_the_domain else "name"


def masked(email: str) -> str:
    """Enough to know one's own address by, and not enough to learn another's."""
    local, _at, domain = email.rpartition("@")
    return f"{local[:1]}•••@{domain}"
