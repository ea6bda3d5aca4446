"""Following links of a message, against a view that does nothing but redirect."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from bench import serving
from bench.datasets import Data
from bench.measuring import Seconds, at_least, bench, in_turns
from bench.statements import fetch
from delivery.addressing import READING, told, written
from delivery.models import Delivery, Link, Message
from delivery.tracking import buffer

ROUNDS = 5
THREADS, EACH = 8, 250
WROTE = """
SELECT count(*), count(delivery_id) FROM delivery_hit
WHERE audience_id = %(audience)s AND link_id = %(link)s
"""


@bench(
    "clicks",
    at_least("2,000 followed links, 8 clients / view that redirects", 1, of="bare"),
)
def clicks(data: Data) -> Seconds:
    """Whole requests to the web server as it is run, on connections that are kept.

    The bare view passes all middleware and asks no database; ours is answered before
    that, and what came is written once a second.
    """
    message = Message.objects.create(
        audience=data.audience, kind="bulk", name="Bench", from_email="a@x.example"
    )
    link = Link.objects.create(
        audience=data.audience, message=message, url="https://shop.example/tea"
    )
    readers = [
        Delivery.objects.create(
            audience=data.audience, message=message, email=f"{n}@x.org", state="sent"
        )
        for n in range(THREADS)
    ]
    paths = [f"/c/{written(link.token)}/{told(READING, one.token)}" for one in readers]

    def side(path_of: Callable[[int], str]) -> Callable[[int], Callable[[], object]]:
        def ask(client: int) -> None:
            serving.follow(port, path_of(client), EACH)

        return lambda number: lambda: list(pool.map(ask, range(THREADS)))

    with serving.web() as port, ThreadPoolExecutor(THREADS) as pool:
        seconds = in_turns(
            ROUNDS,
            ours=side(lambda client: paths[client]),
            bare=side(lambda client: "/bench/redirect"),
        )
        time.sleep(2 * buffer.EVERY)
    expected = THREADS * EACH * (ROUNDS + 1)
    params = {"audience": data.audience.pk, "link": link.pk}
    if fetch(WROTE, params) != [(expected, expected)]:
        raise RuntimeError(f"Of {expected} clicks not all were written.")
    return seconds
