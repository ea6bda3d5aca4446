"""Browser profiles: what they are set to, and who is signed in."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, BrowserContext

from tests.browser.looking import WIDE

PATIENCE = 60_000  # milliseconds


def enter(
    browser: Browser, site: str, session: str = "", **options: Any
) -> BrowserContext:
    """A new profile, signed in if there is a session.

    Nothing moves in it. A click waits for what moves, and then scrolls the page before
    it tries again: an anchored menu goes along, and the click lands beside it.
    """
    given = {
        "viewport": WIDE,
        "base_url": site,
        "locale": "en-US",
        "reduced_motion": "reduce",
        **options,
    }
    context = browser.new_context(**given)
    context.set_default_timeout(PATIENCE)
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    return context
