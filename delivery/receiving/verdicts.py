"""What a refusal means for the address: dead, not now, or we are not let in.

Only about a third of the refusals for good (5xx) speak of a dead address: whoever took
each of them for one would drop two people too many for each that is gone. Hard is what
says that nobody is there; all else passes. The rules are asked from the top.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from delivery.models import Bounce

# So many messages in a row that were not taken for now, over at least so many days,
# say that nobody reads there any more (Mailchimp: 7 to 15; Discourse: 4 at once).
SOFT_IN_A_ROW = 5
SOFT_DAYS = 7

LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Verdict:
    bounce: Bounce | None  # None says nothing against anybody
    reason: str  # a word of `receiving.words`


@dataclass(frozen=True, slots=True)
class Rule:
    """Matches the words of an answer, or its status (RFC 3463), or its code."""

    bounce: Bounce
    reason: str
    words: str = ""
    status: str = ""
    source: str = ""  # where it is said that this means so


# How a server begins what it says (RFC 2034).
STATUS = re.compile(r"\s*([245])(\.\d{1,3}\.\d{1,3})\b")
HARD, SOFT, BLOCK = Bounce.HARD, Bounce.SOFT, Bounce.BLOCK
RULES = (
    # Words come first where servers use one status for many things.
    Rule(
        SOFT,
        "full",
        words=r"mailbox (is |has |size )?(full|exceeded|limit)|over ?quota|quota (is )?"
        r"exceed|exceeded.{0,30}quota|quotaexceeded|out of storage|insufficient"
        r" (system )?storage|storage (allocation|limit)|bo[iî]te.{0,20}pleine",
        source="Gmail 4.2.2, Outlook 5.2.2, Yahoo; Sisimai mailboxfull",
    ),
    Rule(
        BLOCK,
        "blocked",
        words=r"black ?list|block ?list|\bdnsbl\b|\brbl\b|spamhaus|barracuda|spamcop"
        r"|\bs3140\b|\bs3150\b|(your|client|sending) (ip|host).{0,60}(block"
        r"|reject|denied)"
        r"|blocked using|ip address.{0,40}(blocked|reputation)|poor reputation"
        r"|low reputation|bad reputation",
        source="Outlook S3140, lists of senders; Sisimai blocked",
    ),
    Rule(
        BLOCK,
        "spam",
        words=r"\bspam\b|\bunsolicited\b|\bjunk mail\b|content (was )?rejected"
        r"|message (looks like|contains) .{0,30}(spam|virus)|considered (as )?spam",
        source="Gmail 5.7.1, Yahoo PH01; Sisimai spamdetected, contenterror",
    ),
    Rule(
        BLOCK,
        "unverified",
        words=r"\bdmarc\b|\bdkim\b|\bspf\b|unauthenticated|not authenticated"
        r"|authentication (required|requirements|failed)|5\.7\.515|5\.7\.26"
        r"|reverse dns|\bptr\b|\bfcrdns\b",
        source="Gmail 5.7.26, Outlook 5.7.515; Sisimai authfailure, requireptr",
    ),
    Rule(
        BLOCK,
        "busy",
        words=r"too many (connections|messages|recipients)|rate ?limit|throttl"
        r"|unusual rate|\[?tss0[0-9]|temporarily deferred|gr[ea]ylist",
        status=r"4\.7\.\d+|4\.3\.2",
        source="Yahoo TSS04, Gmail 4.7.28; Sisimai toomanyconn, ratelimited",
    ),
    Rule(
        BLOCK,
        "unverified",
        words=r"sender address|address of the sender|(sender|sending)(.s)? domain"
        r"|domain of (the )?sender",
        status=r"5\.1\.[78]",
        source="RFC 3463 (the sender’s address); Postfix “Sender address rejected”",
    ),
    Rule(
        HARD,
        "unknown",
        status=r"5\.1\.(1|3|6|10)",
        source="RFC 3463 (bad mailbox, bad syntax, moved), Outlook 5.1.10",
    ),
    Rule(
        HARD,
        "nowhere",
        status=r"5\.1\.2|5\.4\.4",
        source="RFC 3463 (bad system), Postfix 5.4.4 (host not found)",
    ),
    Rule(
        HARD,
        "nowhere",
        words=r"host (or domain name )?not found|domain (name )?not found|nxdomain"
        r"|no such domain|unknown host|host unknown|name service error|unrouteable"
        r"|domain (does not|doesn.t) exist|dns error.{0,40}(not found|nxdomain)",
        source="Sisimai hostunknown",
    ),
    Rule(
        HARD,
        "unknown",
        words=r"user unknown|unknown user|no such (user|mailbox|recipient|address)"
        r"|user (was )?not found|recipient (was )?not found|unknown local.?part"
        r"|(user|account|mailbox|recipient|address).{0,40}(does not|doesn.t) exist"
        r"|doesn.t have (a|an) .{0,30}account|invalid (mailbox|recipient|user)"
        r"|no mailbox (here )?by that name|unknown recipient|recipient unknown"
        r"|unknown (address|account|mailbox)|mailbox (not found|unavailable or not"
        r" local)|account.{0,30}(discontinued|has been closed)|not a known"
        r" user|recipient ?not ?found|utilisateur inconnu|adresse.{0,20}inconnue"
        r"|addressee unknown|user does not exist|unknown e-?mail address"
        r"|not a (registered|valid) .{0,20}(user|mailbox|address)",
        source="Sisimai userunknown; Yahoo “doesn’t have a yahoo.com account”",
    ),
    Rule(SOFT, "full", status=r"[45]\.2\.[24]", source="RFC 3463"),
    Rule(
        SOFT,
        "closed",
        words=r"mailbox (is )?(disabled|inactive|unavailable|suspended)|account.{0,30}"
        r"(suspended|inactive|locked)",
        status=r"[45]\.2\.1",
        source="RFC 3463 (not accepting messages); Sisimai suspend, filtered",
    ),
    Rule(
        SOFT,
        "large",
        words=r"message (is )?too (large|big)|size limit",
        status=r"[45]\.(2\.3|3\.4)",
        source="RFC 3463",
    ),
    Rule(BLOCK, "policy", status=r"[45]\.7\.\d+", source="RFC 3463 (security, policy)"),
    Rule(
        BLOCK,
        "policy",
        words=r"policy|access denied|relay(ing)? (denied|not permitted)|not allowed"
        r"|rejected for|refused by|administrative",
        source="Sisimai policyviolation, rejected, norelaying",
    ),
    Rule(
        SOFT,
        "unreachable",
        words=r"timed? ?out|connection (refused|reset)|no route|could not (connect|be"
        r" delivered)|unable to connect|expired|retry (time|timeout)|loop",
        status=r"[45]\.4\.\d+",
        source="RFC 3463 (network); Sisimai expired, networkerror",
    ),
)
MATCHING = [
    (
        rule,
        re.compile(rule.words, re.I) if rule.words else None,
        re.compile(rule.status) if rule.status else None,
    )
    for rule in RULES
]
# What a report says that is no failure yet, or none at all.
NO_FAILURES = {
    "delayed": "delayed",
    "delivered": "delivered",
    "relayed": "delivered",
    "expanded": "delivered",
}


def verdict_of(status: str, answer: str, action: str = "failed") -> Verdict:
    """What is to be made of one refusal."""
    if action in NO_FAILURES:
        return Verdict(None, NO_FAILURES[action])
    said = answer[:LONGEST]
    for rule, words, code in MATCHING:
        if rule.bounce is HARD and status.startswith("4"):
            continue  # who was only not found for now
        if (code and code.fullmatch(status)) or (words and words.search(said)):
            return Verdict(rule.bounce, rule.reason)
    return Verdict(SOFT, "other")


def of_reply(code: int, text: str) -> Verdict:
    """What is to be made of what a server said when it was handed a message."""
    found = STATUS.match(text)
    kind = "4" if code < 500 or (found and found[1] == "4") else "5"
    return verdict_of(kind + (found[2] if found else ".0.0"), f"{code} {text}")


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Of several that speak of one delivery."""
    order = [None, *Bounce.values]
    return max(
        verdicts,
        key=lambda verdict: order.index(verdict.bounce),
        default=Verdict(SOFT, "other"),
    )
