"""Visitors who go from one house to another."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Page

from accounts.models import User
from tests.browser import houses
from tests.browser.browsing import enter
from tests.browser.database import Database
from tests.browser.looking import Watch


@dataclass
class Visitors:
    """One browser profile for each user and for nobody, kept from page to page."""

    browser: Browser
    site: str
    town: Database
    watches: dict[int, Watch] = field(default_factory=dict)
    contexts: dict[int, BrowserContext] = field(default_factory=dict)

    def send(self, user: User | None) -> Page:
        """A new tab of this user."""
        pk = user.pk if user else 0
        if pk not in self.contexts:
            context = enter(
                self.browser, self.site, self._session(user), reduced_motion="reduce"
            )
            self.contexts[pk] = context
            self.watches[pk] = Watch(context, self.site)
        return self.contexts[pk].new_page()

    def complaints(self) -> list[str]:
        return [said for watch in self.watches.values() for said in watch.take()]

    def _session(self, user: User | None) -> str:
        if user is None:
            return ""
        with self.town.opened():
            return houses.session_of(user)

    def leave(self) -> None:
        for context in self.contexts.values():
            context.close()
