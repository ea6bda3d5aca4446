"""What is wrong with a page as it stands: for axe, on a phone, in either theme."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    ViewportSize,
)

WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
NARROW: ViewportSize = {"width": 320, "height": 700}

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The theme changes colours and nothing else.
COLOR_RULES = ["color-contrast", "link-in-text-block"]

# Of a long list ten are looked at; the others are like them.
SETTLED = """async () => {
  const alike = "tbody tr:nth-child(n + 11), option:nth-child(n + 11)";
  document.querySelectorAll(alike).forEach((one) => one.remove());
  const ends = (animation) => animation.effect?.getComputedTiming().endTime < Infinity;
  const moving = document.getAnimations().filter(ends);
  await Promise.all(moving.map((animation) => animation.finished.catch(() => {})));
}"""
# The colours of a theme are there with the second frame after it was asked for.
DRAWN = """() => new Promise((done) => {
  requestAnimationFrame(() => requestAnimationFrame(done));
})"""
# The page below what is opened on it has been looked at by itself.
AXE = """async (only) => {
  const opened = [...document.querySelectorAll("dialog[open], :popover-open")];
  const over = opened.some((one) => one.id !== "toasts");
  const options = { runOnly: only, resultTypes: ["violations"], preload: false };
  const found = await axe.run(over ? { include: opened } : document, options);
  const where = (node) => `${node.target.join(" ")}: ${node.failureSummary}`;
  return found.violations.map((one) => `${one.id}: ${one.nodes.map(where).join("; ")}`);
}"""
SIDEWAYS = """() => {
  const boxes = document.querySelectorAll("html, main, dialog[open], :popover-open");
  const wide = (box) => box.scrollWidth > box.clientWidth;
  const named = (box) => box.id || box.className || box.localName;
  return [...boxes].filter(wide).map(named);
}"""
SMALL_FIELDS = """() => {
  const fields = document.querySelectorAll("input, select, textarea");
  const others = ["checkbox", "radio", "file", "hidden"];
  const typed = (field) => !others.includes(field.type);
  const small = (field) => parseFloat(getComputedStyle(field).fontSize) < 16;
  return [...fields].filter((field) => typed(field) && small(field))
    .map((field) => field.id || field.name || field.outerHTML);
}"""


def faults_at(page: Page, sizes: Sequence[ViewportSize]) -> list[str]:
    """What is wrong at each of these sizes; the theme is light before and after."""
    found = []
    for size in sizes:
        page.set_viewport_size(size)
        found += _faults(page)
        if size == PHONE:
            found += _narrow_faults(page)
    return found


def _faults(page: Page) -> list[str]:
    page.evaluate(SETTLED)
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe_source())
    found = _axe(page, "light", {"type": "tag", "values": STANDARDS})
    page.emulate_media(color_scheme="dark")
    page.evaluate(DRAWN)
    page.evaluate(SETTLED)
    found += _axe(page, "dark", {"type": "rule", "values": COLOR_RULES})
    page.emulate_media(color_scheme="light")
    return found


def _narrow_faults(page: Page) -> list[str]:
    """What does not fit on phones; the page is left as wide as a small one."""
    found = [f"fields below 16 px: {name}" for name in page.evaluate(SMALL_FIELDS)]
    for size in (PHONE, NARROW):
        page.set_viewport_size(size)
        sideways = page.evaluate(SIDEWAYS)
        found += [f"{name} scrolls sideways at {size['width']}" for name in sideways]
    return found


def _axe(page: Page, theme: str, only: dict[str, Any]) -> list[str]:
    size = cast(ViewportSize, page.viewport_size)
    violations = page.evaluate(AXE, only)
    return [f"axe, {theme} {size['width']}: {found}" for found in violations]


@cache
def _axe_source() -> str:
    return Path(settings.NODE_MODULES, "axe-core", "axe.min.js").read_text()


class Watch:
    """Everything that a browser complains about, and whom it asks for files."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.site = site
        self.seen: list[str] = []
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.seen.append(str(error.error)))
        context.on("request", self._follow)

    def take(self) -> list[str]:
        """What was seen since the last time."""
        seen, self.seen = self.seen, []
        return seen

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not self._is_an_answer(message):
            self.seen.append(f"{message.type}: {message.text}")

    def _is_an_answer(self, message: ConsoleMessage) -> bool:
        """Whether it only says that a page or a part answered with 4xx, as it may."""
        path = urlsplit(message.location["url"]).path
        refused = "responded with a status of 4" in message.text
        return refused and not path.startswith("/static/")

    def _follow(self, request: Request) -> None:
        local = (self.site, "data:", "blob:", "about:")
        if not request.url.startswith(local):
            self.seen.append(f"asked somebody else: {request.url}")
