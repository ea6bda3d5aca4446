"""What is to be pasted into DNS for a domain, and what the last look-up found there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from delivery.identities import checking, dmarc, spf

if TYPE_CHECKING:
    from datetime import datetime

    from delivery.models import DkimKey, SendingDomain

# How a state is shown: the color of its badge.
COLORS = {"ok": "ok", "missing": "warn", "wrong": "bad", "spare": "info"}


@dataclass(frozen=True, slots=True)
class Record:
    """One record: `state` is ok, missing, wrong, spare (may go) or open (not known)."""

    id: str
    title: str
    type: str
    name: str
    value: str
    state: str
    said: str
    found: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        return {
            "ok": _("Found"),
            "missing": _("Missing"),
            "wrong": _("Wrong"),
            "spare": _("Replaced"),
        }.get(self.state, _("Open"))

    @property
    def color(self) -> str:
        return COLORS.get(self.state, "neutral")


def records_of(domain: SendingDomain) -> list[Record]:
    """The keys first, without which the domain is not verified."""
    found = domain.findings
    keys = sorted(
        domain.keys.all(), key=lambda key: (key.replaced_at is not None, -key.pk)
    )
    listed = [_dkim(key, found.get("dkim", {}).get(key.selector, {})) for key in keys]
    listed.append(_dmarc(domain, found.get("dmarc", {})))
    if mechanism := spf.mechanism_of(checking.mail_url_of(domain)):
        listed.append(_spf(domain, found.get("spf", {}), mechanism))
    if settings.INBOUND_DOMAIN and "." in _here():
        listed.append(_mx(found.get("mx", {})))
    return [_told_whose(record, domain) for record in listed]


def _told_whose(record: Record, domain: SendingDomain) -> Record:
    """A record that stands elsewhere is not up to whoever owns the domain."""
    if record.name == domain.name or record.name.endswith(f".{domain.name}"):
        return record
    if record.id == "dmarc" or record.state == "ok":
        return record
    whose = _("It belongs to this installation, not to your domain.")
    return replace(record, said=f"{record.said} {whose}")


def _dkim(key: DkimKey, found: dict[str, Any]) -> Record:
    state, said = _judged_key(key, found.get("state", ""))
    return Record(
        id=f"dkim-{key.pk}",
        title=_("Signature (DKIM)"),
        type="TXT",
        name=key.record_name,
        value=key.record,
        state=state,
        said=said,
        found=found.get("found", []),
    )


def _judged_key(key: DkimKey, state: str) -> tuple[str, str]:
    if key.removable_at:
        text = _(
            "Replaced. Leave it there until %s, for mail that is still on its way; "
            "then remove it."
        )
        return "spare", text % _day(key.removable_at)
    if state == "ok" and key.used_at:
        return "ok", _("It signs what is sent from this domain.")
    if state == "other":
        return "wrong", _(
            "There is a record of this name, but it holds another key. Replace its "
            "value with this one."
        )
    if key.used_at and state == "missing":
        return "wrong", _("It was there, and is gone. Publish it again.")
    if key.used_at:
        return "open", _("In use. Nobody answered at the last look-up.")
    return _waiting(state)


def _waiting(state: str) -> tuple[str, str]:
    """Of a record that is to be published still."""
    match state:
        case "missing":
            return "missing", _(
                "Not found yet. After it is published it can take an hour, in rare "
                "cases a day, until it is seen everywhere."
            )
        case "unanswered":
            return "open", _("The servers of the domain did not answer. Try again.")
        case _:
            return "open", _("Publish it where the domain is managed, then check.")


def _dmarc(domain: SendingDomain, found: dict[str, Any]) -> Record:
    is_there = found.get("state") == "ok"
    state, said = _waiting(found.get("state", ""))
    if is_there:
        state, said = "ok", _asks(domain.name, found)
    return Record(
        id="dmarc",
        title=_("What others shall do with forgeries (DMARC)"),
        type="TXT",
        name=f"_dmarc.{found.get('at') or domain.name}",
        value=found["found"][0] if is_there else dmarc.WANTED,
        state=state,
        said=said,
    )


def _asks(name: str, found: dict[str, Any]) -> str:
    policy = {
        "none": _("Forgeries are only reported; that is enough for inboxes."),
        "quarantine": _("Forgeries go to the spam folder."),
        "reject": _("Forgeries are refused."),
    }[found["policy"]]
    said = [policy]
    if found["at"] != name:
        at = found["at"]
        said.append(_("It is the one of %s, which holds for this domain.") % at)
    if found["is_test"]:
        said.append(_("It is on trial (t=y), so others do less than it asks."))
    return " ".join(said)


def _spf(domain: SendingDomain, found: dict[str, Any], mechanism: str) -> Record:
    if found.get("for", mechanism) != mechanism:  # the way out is another since
        found = {}
    match found.get("state", ""):
        case "ok":
            state = "ok"
            said = _("It lets the server send that mail leaves by.")
        case "incomplete":
            state = "missing"
            said = _(
                "There is one, without “%s”. Replace its value with this one, which "
                "keeps what stood there."
            )
            said %= mechanism
        case "twice":
            state = "wrong"
            said = _(
                "There are several, which makes all of them void. Replace them with "
                "this one."
            )
        case other:
            state, said = _waiting(other)
    return Record(
        id="spf",
        title=_("Servers that may send (SPF)"),
        type="TXT",
        name=checking.spf_name(domain),
        value=found.get("wanted") or f"v=spf1 {mechanism} ~all",
        state=state,
        said=said,
        found=found.get("found", []),
    )


def _mx(found: dict[str, Any]) -> Record:
    match found.get("state", ""):
        case "ok":
            state = "ok"
            said = _("Replies and bounces come back to Parterre.")
        case "other":
            state = "open"
            said = _(
                "Its mail goes to another server. That is right if the server hands it "
                "to Parterre."
            )
        case other:
            state, said = _waiting(other)
    return Record(
        id="mx",
        title=_("Where replies and bounces go (MX)"),
        type="MX",
        name=settings.INBOUND_DOMAIN,
        value=f"10 {_here()}.",
        state=state,
        said=said,
        found=found.get("found", []),
    )


def _here() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or ""


def _day(at: datetime) -> str:
    return formats.date_format(timezone.localtime(at), "DATE_FORMAT")
