from __future__ import annotations

import pytest

from delivery.receiving import verdicts
from delivery.receiving.verdicts import RULES, Verdict, verdict_of, worst

SAID = [
    # status, words, bounce, reason
    ("5.1.1", "550 5.1.1 The email account that you tried to reach", "hard", "unknown"),
    ("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound", "hard", "unknown"),
    (
        "",
        "554 delivery error: dd This user doesn't have a yahoo.com account (a@b)",
        "hard",
        "unknown",
    ),
    ("5.0.0", "550 user unknown", "hard", "unknown"),
    (
        "5.1.8",
        "550 5.1.8 <news@fjord.example>: Sender address rejected: Domain not found",
        "block",
        "unverified",
    ),
    ("5.3.0", "553 5.3.0 <a@b.com>... Unknown E-Mail Address", "hard", "unknown"),
    ("5.1.2", "Bad destination system", "hard", "nowhere"),
    ("5.4.4", "Host or domain name not found", "hard", "nowhere"),
    ("4.1.1", "450 4.1.1 user unknown", "soft", "other"),
    ("5.2.2", "552 5.2.2 mailbox full", "soft", "full"),
    ("5.1.1", "550 5.1.1 user unknown: mailbox is over quota", "soft", "full"),
    (
        "5.2.1",
        "550 5.2.1 The email account that you tried to reach is disabled",
        "soft",
        "closed",
    ),
    (
        "5.7.1",
        "550 5.7.1 Message rejected as spam by content scanning",
        "block",
        "spam",
    ),
    (
        "5.7.1",
        "550 5.7.1 Client host [192.0.2.1] blocked using zen.spamhaus.org",
        "block",
        "blocked",
    ),
    (
        "5.7.515",
        "550 5.7.515 Access denied, sending domain does not meet the required"
        " authentication level",
        "block",
        "unverified",
    ),
    ("5.7.26", "550-5.7.26 This mail is unauthenticated", "block", "unverified"),
    ("4.7.0", "421 4.7.0 [TSS04] Messages temporarily deferred", "block", "busy"),
    ("5.7.1", "550 5.7.1 relaying not possible", "block", "policy"),
    ("4.4.1", "connect to mx.example.com: Connection timed out", "soft", "unreachable"),
    ("5.3.4", "552 5.3.4 message size exceeds limit", "soft", "large"),
    ("5.0.0", "554 transaction failed", "soft", "other"),
    ("", "", "soft", "other"),
]


@pytest.mark.parametrize(("status", "words", "bounce", "reason"), SAID)
def test_a_refusal_is_hard_only_where_nobody_is_there(
    status: str, words: str, bounce: str, reason: str
) -> None:
    found = verdict_of(status, words)

    assert (found.bounce, found.reason) == (bounce, reason)


@pytest.mark.parametrize(
    ("code", "text", "bounce"),
    [
        (550, "5.1.1 nobody here", "hard"),
        (550, "5.1.1 nobody\n5.1.1 here", "hard"),
        (550, "No such user", "hard"),
        (450, "5.1.1 nobody here", "soft"),
        (550, "4.1.1 nobody here", "soft"),
        (554, "", "soft"),
        (421, "4.7.0 too many connections", "block"),
    ],
)
def test_a_reply_begins_with_its_status(code: int, text: str, bounce: str) -> None:
    assert verdicts.of_reply(code, text).bounce == bounce


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_is_no_failure_says_nothing_against_anybody(action: str) -> None:
    assert verdict_of("5.1.1", "user unknown", action).bounce is None


def test_of_several_the_worst_counts() -> None:
    full, dead = verdict_of("5.2.2", ""), verdict_of("5.1.1", "")
    late = Verdict(None, "delayed")

    assert worst([late, full, dead]) == dead
    assert worst([late, full]) == full


def test_every_rule_says_where_it_comes_from() -> None:
    assert [rule for rule in RULES if not rule.source] == []
