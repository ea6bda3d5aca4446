"""The look at pages finds what is wrong with them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.looking import PHONE, WIDE, faults_at

PAGE = """
<!doctype html><html lang="en"><head><title>A page</title><style>
  body {{ background: #fff; color: #111; font-size: 16px }}
  .pale {{ color: #eee }}
  @media (prefers-color-scheme: dark) {{ .night {{ color: #eee }} }}
</style></head><body><main><h1>Title</h1>{body}</main></body></html>
"""
LAYER = """
<dialog id="layer" aria-label="Layer">{inside}</dialog>
<script>document.getElementById("layer").showModal()</script>
"""


def looked_at(visit: Visit, body: str) -> list[str]:
    page: Page = visit()
    page.set_content(PAGE.format(body=body))
    return faults_at(page, (WIDE, PHONE))


@pytest.mark.parametrize(
    "body",
    [
        '<p class="pale">Pale</p>',
        '<p class="night">Pale at night</p>',
        '<input aria-label="Small" style="font-size: 12px">',
        '<p style="width: 800px">Wide</p>',
        LAYER.format(inside='<p class="pale">Pale</p>'),
        LAYER.format(inside='<p class="night">Pale at night</p>'),
        LAYER.format(inside="<input>"),
    ],
)
def test_a_fault_is_found(visit: Visit, body: str) -> None:
    assert looked_at(visit, body)


@pytest.mark.parametrize(
    "body",
    ["<p>Plain</p>", LAYER.format(inside="<p>Plain</p>")],
    ids=["page", "layer"],
)
def test_nothing_is_found_where_nothing_is_wrong(visit: Visit, body: str) -> None:
    assert looked_at(visit, body) == []
