"""SPF (RFC 7208): which servers may send with a domain on the envelope."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

# What providers ask to have in it, by their names in anymail.
INCLUDES = {
    "amazon_ses": "include:amazonses.com",
    "brevo": "include:spf.brevo.com",
    "mailersend": "include:_spf.mailersend.net",
    "mailgun": "include:mailgun.org",
    "mailjet": "include:spf.mailjet.com",
    "mandrill": "include:spf.mandrillapp.com",
    "postmark": "include:spf.mtasv.net",
    "scaleway": "include:_spf.tem.scaleway.com",
    "sendgrid": "include:sendgrid.net",
    "sparkpost": "include:sparkpostmail.com",
}
END = re.compile(r"[-~?+]?all|redirect=.*", re.I)


@dataclass(frozen=True, slots=True)
class Judged:
    """`state` is ok, missing, incomplete, or twice where there are several."""

    state: str
    found: list[str]
    wanted: str


def mechanism_of(mail_url: str) -> str:
    """What lets this way out send; nothing where that is not known."""
    if settings.SPF:
        return str(settings.SPF)
    parts = urlsplit(mail_url)
    if parts.scheme == "anymail":
        return INCLUDES.get(parts.path, "")
    if parts.scheme not in {"smtp", "smtps"}:
        return ""
    host = parts.hostname or ""
    if re.fullmatch(r"[\d.]+", host) or "." not in host:  # in this network
        host = urlsplit(settings.PUBLIC_URL).hostname or ""
    return f"a:{host}" if re.search(r"\.[a-z]", host) else ""


def judge(texts: list[str], mechanism: str) -> Judged:
    """Of the texts of a name, whether they let this mechanism pass."""
    found = [text for text in texts if text.lower().split(" ")[0] == "v=spf1"]
    if not found:
        return Judged("missing", [], f"v=spf1 {mechanism} ~all")
    terms = found[0].split()
    if len(found) > 1:
        return Judged("twice", found, _with(_merged(found), mechanism))
    if mechanism.lower() in {term.lower().lstrip("+") for term in terms}:
        return Judged("ok", found, found[0])
    return Judged("incomplete", found, _with(terms, mechanism))


def _merged(found: list[str]) -> list[str]:
    """What several say as one: a second makes all of them void."""
    terms = [term for text in found for term in text.split()[1:]]
    ends = [term for term in terms if END.fullmatch(term)]
    others = list(dict.fromkeys(term for term in terms if not END.fullmatch(term)))
    return ["v=spf1", *others, *ends[:1]]


def _with(terms: list[str], mechanism: str) -> str:
    """The mechanism before the end, which nothing after it would be read behind."""
    if mechanism.lower() in {term.lower() for term in terms}:
        return " ".join(terms)
    place = next(
        (at for at, term in enumerate(terms) if END.fullmatch(term)), len(terms)
    )
    return " ".join([*terms[:place], mechanism, *terms[place:]])
