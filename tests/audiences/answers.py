"""What tests of views ask with and read in the answers."""

from __future__ import annotations

from typing import Any

# How htmx asks for a part of a page.
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def text(response: Any) -> str:  # the test client's answers have no public type
    return str(response.content, "utf-8")
