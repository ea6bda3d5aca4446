"""DMARC (RFC 9989): what a domain asks of others about mail in its name.

The policy is that of the domain itself or of the organization above it, which is found
by walking up the names (4.10), without a list of public suffixes. The tags pct, rf and
ri of RFC 7489 mean nothing any more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from delivery.identities.dns import Resolver

WANTED = "v=DMARC1; p=none"
POLICIES = ("none", "quarantine", "reject")
LONGEST = 8  # labels of a name above which the walk takes a leap


@dataclass(frozen=True, slots=True)
class Judged:
    """`state` is ok or missing; `at` is whose record it is, `policy` what it asks."""

    state: str
    found: list[str] = field(default_factory=list)
    at: str = ""
    policy: str = ""
    is_test: bool = False


def judge(domain: str, resolver: Resolver) -> Judged:
    """What holds for mail from the domain; raises Unanswered."""
    own = _record_at(domain, resolver)
    if own:
        return _judged(own, domain, "p")
    seen: list[tuple[str, str]] = []
    for name in walk(domain)[1:]:
        record = _record_at(name, resolver)
        if not record:
            continue
        seen.append((name, record))
        if _tags(record).get("psd") in {"y", "n"}:
            break
    if not seen:
        return Judged("missing")
    # The organization's is the highest, unless whoever rules the suffix speaks there.
    name, record = seen[-1]
    if _tags(record).get("psd") == "y" and len(seen) > 1:
        name, record = seen[-2]
    return _judged(record, name, "sp")


def walk(domain: str) -> list[str]:
    """The names that are asked, of at most eight: from the domain up to the top."""
    labels = domain.split(".")
    names = [domain]
    labels = labels[-(LONGEST - 1) :] if len(labels) > LONGEST - 1 else labels[1:]
    while labels and len(names) < LONGEST:
        names.append(".".join(labels))
        labels = labels[1:]
    return names


def _record_at(name: str, resolver: Resolver) -> str:
    """The record of the name; none where several contradict each other."""
    texts = resolver.txt(f"_dmarc.{name}")
    found = [text for text in texts if _tags(text).get("v") == "DMARC1"]
    found = [text for text in found if text.replace(" ", "").startswith("v=DMARC1")]
    return found[0] if len(found) == 1 else ""


def _judged(record: str, at: str, tag: str) -> Judged:
    tags = _tags(record)
    said = (tags.get(tag) or tags.get("p") or "none").lower()
    policy = said if said in POLICIES else "none"
    return Judged("ok", [record], at, policy, tags.get("t") == "y")


def _tags(record: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): value.strip() for name, _is, value in pairs if _is}
