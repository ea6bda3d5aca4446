"""Getting about without a mouse."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

FAR = 120  # stops of Tab; no page should need more

HAS_FOCUS = "element => element === document.activeElement"


def press(page: Page, *keys: str) -> None:
    """Press one key after the other; a word unpacked is typed."""
    for key in keys:
        page.keyboard.press(key)


def tab_to(target: Locator) -> None:
    """Press Tab until the focus is there."""
    target.wait_for()
    for _ in range(FAR):
        press(target.page, "Tab")
        if target.evaluate(HAS_FOCUS):
            return
    raise AssertionError(f"Tab does not lead to {target}")
