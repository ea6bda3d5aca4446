"""What is to be pasted into DNS for a domain, and what the last look-up found there."""

from __future__ import annotations

from dataclasses import dataclass, field
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
    label: str
    said: str
    found: list[str] = field(default_factory=list)

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
    if settings.INBOUND_DOMAIN:
        listed.append(_mx(found.get("mx", {})))
    return listed


def _dkim(key: DkimKey, found: dict[str, Any]) -> Record:
    state = found.get("state", "")
    if key.removable_at:
        label, said = (
            "spare",
            _(
                "Replaced. Leave it there until %s, for mail that is still on its way; "
                "then remove it."
            )
            % _day(key.removable_at),
        )
    elif state == "ok" and key.used_at:
        label, said = "ok", _("Found. It signs what is sent from this domain.")
    elif state == "other":
        label, said = (
            "wrong",
            _(
                "There is a record of this name, but it holds another key. Replace its "
                "value with the one above."
            ),
        )
    elif key.used_at and state == "missing":
        label, said = "wrong", _("It was there, and is gone. Publish it again.")
    elif key.used_at:
        label, said = "open", _("In use. Nobody answered at the last look-up.")
    else:
        label, said = _waiting(state)
    return Record(
        f"dkim-{key.pk}",
        _("Signature (DKIM)"),
        *("TXT", key.record_name, key.record),
        *(label, _word(label), said, found.get("found", [])),
    )


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


def _spf(domain: SendingDomain, found: dict[str, Any], mechanism: str) -> Record:
    state = found.get("state", "")
    value = str(found.get("wanted") or f"v=spf1 {mechanism} ~all")
    if found.get("for", mechanism) != mechanism:  # the way out is another since
        state, value = "", f"v=spf1 {mechanism} ~all"
    match state:
        case "ok":
            label, said = "ok", _("Found. It lets the server send that mail leaves by.")
        case "incomplete":
            label, said = (
                "missing",
                _(
                    "There is one, without “%s”. Replace its value with the one above: it "
                    "keeps what stood there."
                )
                % mechanism,
            )
        case "twice":
            label, said = (
                "wrong",
                _(
                    "There are several, which makes all of them void. Replace them with "
                    "the one above."
                ),
            )
        case _:
            label, said = _waiting(state)
    return Record(
        *("spf", _("Servers that may send (SPF)")),
        *("TXT", checking.spf_name(domain), value),
        *(label, _word(label), said, found.get("found", [])),
    )


def _dmarc(domain: SendingDomain, found: dict[str, Any]) -> Record:
    state, value = found.get("state", ""), dmarc.WANTED
    if state == "ok":
        label, value = "ok", found["found"][0]
        said = _asks(domain.name, found)
    else:
        label, said = _waiting(state)
    return Record(
        *("dmarc", _("What others shall do with forgeries (DMARC)")),
        *("TXT", f"_dmarc.{found.get('at') or domain.name}", value),
        *(label, _word(label), said, found.get("found", [])),
    )


def _asks(name: str, found: dict[str, Any]) -> str:
    policy = {
        "none": _("Found. Forgeries are only reported; that is enough for inboxes."),
        "quarantine": _("Found. Forgeries go to the spam folder."),
        "reject": _("Found. Forgeries are refused."),
    }[found["policy"]]
    said = [policy]
    if found["at"] != name:
        said.append(
            _("It is the one of %s, which holds for this domain.") % found["at"]
        )
    if found["is_test"]:
        said.append(_("It is on trial (t=y), so others do less than it asks."))
    return " ".join(said)


def _mx(found: dict[str, Any]) -> Record:
    state, here = found.get("state", ""), urlsplit(settings.PUBLIC_URL).hostname or ""
    match state:
        case "ok":
            label, said = "ok", _("Found. Replies and bounces come back to Parterre.")
        case "other":
            label, said = (
                "open",
                _(
                    "Its mail goes to another server. That is right if the server hands it "
                    "to Parterre."
                ),
            )
        case _:
            label, said = _waiting(state)
    return Record(
        *("mx", _("Where replies and bounces go (MX)")),
        *("MX", settings.INBOUND_DOMAIN, f"10 {here}."),
        *(label, _word(label), said, found.get("found", [])),
    )


def _word(state: str) -> str:
    return {
        "ok": _("Found"),
        "missing": _("Missing"),
        "wrong": _("Wrong"),
        "spare": _("Replaced"),
    }.get(state, _("Open"))


def _day(at: datetime) -> str:
    return formats.date_format(timezone.localtime(at), "DATE_FORMAT")
