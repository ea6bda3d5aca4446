"""Looking up what DNS says of a domain, and what follows from it for its keys.

Only who asks for it, and a schedule at night, makes a look-up: no page waits for one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.sealing import Unreadable, opened
from delivery.identities import dmarc, keys, spf
from delivery.identities.dns import Dns, Resolver, Unanswered
from delivery.models import DkimKey, SendingDomain
from delivery.transports.choosing import PURPOSE

if TYPE_CHECKING:
    from accounts.models import User

# Of what was found: enough to recognize it, whoever wrote it.
MOST_TEXTS, LONGEST = 5, 600


def check(
    domain: SendingDomain,
    resolver: Resolver | None = None,
    *,
    actor: User | None = None,
    ip: str | None = None,
) -> None:
    """Look everything up and write down what was found; takes some seconds at most."""
    ask = resolver or Dns()
    began = timezone.now()
    found = {
        "dkim": {key.selector: _of_key(key, ask) for key in domain.keys.all()},
        "spf": _answered(lambda: _of_spf(domain, ask)),
        "dmarc": _answered(lambda: _of_dmarc(domain.name, ask)),
        "mx": _answered(lambda: _of_mx(ask)),
    }
    _write(domain, found, began, actor, ip)


def mail_url_of(domain: SendingDomain) -> str:
    """How its mail leaves; nothing where that cannot be read."""
    if not domain.mail_url:
        return str(settings.MAIL_URL)
    try:
        return opened(domain.mail_url, PURPOSE)
    except Unreadable:
        return ""


def shown_way_of(domain: SendingDomain) -> str:
    """Its own way without what is secret in it; nothing where it has none."""
    if not domain.mail_url:
        return ""
    parts = urlsplit(mail_url_of(domain))
    if parts.scheme == "anymail":
        return f"anymail:{parts.path}"
    return f"{parts.scheme}://{parts.hostname}" if parts.scheme else "?"


def spf_name(domain: SendingDomain) -> str:
    """Whose SPF record servers ask for: that of where bounces come back to."""
    is_provided = urlsplit(mail_url_of(domain)).scheme == "anymail"
    return domain.name if is_provided else settings.INBOUND_DOMAIN or domain.name


@transaction.atomic
def _write(
    domain: SendingDomain,
    found: dict[str, Any],
    began: datetime,
    actor: User | None,
    ip: str | None,
) -> None:
    held = SendingDomain.objects.select_for_update().filter(pk=domain.pk).first()
    if held is None or (held.checked_at and held.checked_at > began):
        return  # it is gone, or somebody looked later
    was = held.state
    states = {name: said["state"] for name, said in found["dkim"].items()}
    for key in held.keys.filter(used_at=None):
        if states.get(key.selector) == "ok":
            keys.switch_to(key)
    used = held.keys.filter(used_at__isnull=False, replaced_at=None).first()
    now = timezone.now()
    match states.get(used.selector) if used else None:
        case "ok":
            held.verified_at = held.verified_at or now
            held.missing_since = None
        case "missing" | "other":
            held.missing_since = held.missing_since or now
    held.findings, held.checked_at = found, now
    held.save(update_fields=["findings", "checked_at", "verified_at", "missing_since"])
    if held.state != was:
        AuditEntry.objects.record(
            held.account,
            f"sending_domain.{held.state}",
            held.name,
            actor=actor,
            ip=ip,
        )


def _of_key(key: DkimKey, ask: Resolver) -> dict[str, Any]:
    """Whether the record of the key is its own: ok, missing, other, unanswered."""

    def found() -> dict[str, Any]:
        said = ask.txt(key.record_name)
        texts = [text for text in said if _public_key_in(text) is not None]
        if not texts:
            return {"state": "missing"}
        is_own = any(_public_key_in(text) == key.public_key for text in texts)
        return {"state": "ok" if is_own else "other", "found": _some(texts)}

    return _answered(found)


def _public_key_in(text: str) -> str | None:
    pairs = (part.partition("=") for part in text.split(";"))
    tags = {name.strip(): "".join(value.split()) for name, _is, value in pairs}
    return tags.get("p")


def _of_spf(domain: SendingDomain, ask: Resolver) -> dict[str, Any]:
    mechanism = spf.mechanism_of(mail_url_of(domain))
    if not mechanism:
        return {"state": "unset"}
    judged = spf.judge(ask.txt(spf_name(domain)), mechanism)
    return {
        "state": judged.state,
        "found": _some(judged.found),
        "wanted": judged.wanted[:LONGEST],
        "for": mechanism,
    }


def _of_dmarc(name: str, ask: Resolver) -> dict[str, Any]:
    judged = dmarc.judge(name, ask)
    return {
        "state": judged.state,
        "found": _some(judged.found),
        "at": judged.at,
        "policy": judged.policy,
        "is_test": judged.is_test,
    }


def _of_mx(ask: Resolver) -> dict[str, Any]:
    if not settings.INBOUND_DOMAIN:
        return {"state": "unset"}
    hosts = ask.mx(settings.INBOUND_DOMAIN)
    if not hosts:
        return {"state": "missing"}
    here = urlsplit(settings.PUBLIC_URL).hostname
    return {"state": "ok" if here in hosts else "other", "found": _some(hosts)}


def _answered(said: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return said()
    except Unanswered:
        return {"state": "unanswered"}


def _some(texts: list[str]) -> list[str]:
    """What the database can keep of texts that anybody may have written."""
    return [text.replace("\0", "")[:LONGEST] for text in texts[:MOST_TEXTS]]
