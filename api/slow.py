"""What a request may take: whoever asks for more is told so, and holds nobody up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from api.problems import bad_request
from conditions.asking import TooSlow, bounded

SECONDS = 20


@contextmanager
def in_time() -> Iterator[None]:
    """What is read within it ends in time; raises a Problem."""
    try:
        with bounded(SECONDS):
            yield
    except TooSlow:
        detail = (
            "This takes too long to find out. Ask for a shorter time, or narrow it "
        )
        raise bad_request("Request Too Slow", f"{detail}otherwise.") from None
