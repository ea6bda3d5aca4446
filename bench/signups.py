"""Signing up by a form, against a view that answers nothing."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from bench import serving
from bench.datasets import Data
from bench.measuring import Seconds, at_least, bench, in_turns
from forms.signup import making
from forms.signup.design import new_design

ROUNDS = 5
THREADS, EACH = 8, 50


@bench(
    "signups",
    at_least("400 sign-ups of people unknown, 8 clients / empty view", 0.05, of="bare"),
)
def signups(data: Data) -> Seconds:
    """Whole requests to the web server as it is run, on connections that are kept.

    Each is of another address and from another machine: a contact who is pending, with
    events and counters, what they said, and a mail in the ledger. The bare view passes
    all middleware.
    """
    form = making.make(data.audience, "Bench", new_design(data.audience), actor=None)
    numbers = itertools.count()

    def said() -> list[tuple[str, str]]:
        return [
            (f"2001:db8::{n:x}", urlencode({"email": f"bench.{n}@signups.example"}))
            for n in itertools.islice(numbers, EACH)
        ]

    def side(path: str) -> Callable[[int], Callable[[], object]]:
        def prepare(_number: int) -> Callable[[], object]:
            each = [said() for _client in range(THREADS)]

            def send(client: int) -> None:
                serving.send_each(port, path, each[client])

            return lambda: list(pool.map(send, range(THREADS)))

        return prepare

    with serving.web(TRUSTED_PROXIES="1") as port, ThreadPoolExecutor(THREADS) as pool:
        ours = side(f"/join/{form.token}/embed")
        seconds = in_turns(ROUNDS, ours=ours, bare=side("/bench/nothing"))
    expected = THREADS * EACH * (ROUNDS + 1)
    if (held := form.signups.count()) != expected:
        raise RuntimeError(f"Of {expected} sign-ups {held} were held.")
    return seconds
