"""People and machines are told apart, with the reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from delivery.tracking.rules import REASONS, Asked, reason

SENT = datetime(2026, 11, 28, 12, tzinfo=UTC)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"
CLICK = Asked(
    id=1,
    link_id=10,
    kind="page",
    delivery_id=1,
    at=SENT + timedelta(minutes=5),
    agent=FIREFOX,
    is_head=False,
    sent_at=SENT,
)
OPEN = replace(CLICK, kind="pixel", link_id=1)


def after(seconds: float, **changes: object) -> Asked:
    """Another hit of the same delivery, so long after the click."""
    at = CLICK.at + timedelta(seconds=seconds)
    return replace(CLICK, id=2, at=at, **changes)  # type: ignore[arg-type]


AGENTS = {
    FIREFOX: "",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15": "",
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 "
    "(via ggpht.com GoogleImageProxy)": "",
    "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html": "",
    "Mozilla/5.0": "apple",
    "": "nameless",
    " ": "nameless",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)": (
        "scanner"
    ),
    "Barracuda Sentinel (EE)": "scanner",
    "python-requests/2.32": "scanner",
    "curl/8.10": "scanner",
    "Mozilla/5.0 (X11) HeadlessChrome/156.0": "scanner",
    "Slackbot-LinkExpanding 1.0": "scanner",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5": "scanner",
}


@pytest.mark.parametrize(("agent", "why"), AGENTS.items(), ids=range(len(AGENTS)))
def test_programs_say_what_they_are(agent: str, why: str) -> None:
    assert reason(replace(OPEN, agent=agent), []) == why


CASES = {
    "somebody clicks": (CLICK, [], ""),
    "somebody opens": (OPEN, [], ""),
    "only looks whether it is there": (replace(CLICK, is_head=True), [], "head"),
    "before it was sent": (
        replace(CLICK, at=SENT - timedelta(seconds=1)),
        [],
        "at_once",
    ),
    "at once": (replace(OPEN, at=SENT + timedelta(seconds=4)), [], "at_once"),
    "soon": (replace(OPEN, at=SENT + timedelta(seconds=6)), [], ""),
    "nobody knows when it was sent": (replace(CLICK, sent_at=None), [], ""),
    "two links": (CLICK, [after(1, link_id=11)], ""),
    "three links": (CLICK, [after(1, link_id=11), after(2, link_id=12)], "burst"),
    "three links in turn": (
        *(CLICK, [after(20, link_id=11), after(40, link_id=12)]),
        "",
    ),
    "one link thrice": (CLICK, [after(1), after(2)], ""),
    "opened before two links": (
        *(OPEN, [after(1, link_id=11), after(2, link_id=12), after(3)]),
        "",
    ),
    "the trap": (replace(CLICK, kind="trap"), [], "trap"),
    "beside the trap": (CLICK, [after(30, kind="trap", link_id=9)], "trap"),
    "long before the trap": (CLICK, [after(300, kind="trap", link_id=9)], ""),
}


@pytest.mark.parametrize(("one", "others", "why"), CASES.values(), ids=CASES)
def test_a_machine_is_known_by_what_it_does(
    one: Asked, others: list[Asked], why: str
) -> None:
    assert reason(one, others) == why


def test_every_reason_has_a_sentence() -> None:
    given = {why for *_case, why in CASES.values()} | set(AGENTS.values())

    assert given - {""} == set(REASONS)
