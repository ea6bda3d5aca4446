"""`make bench`: what the code makes of the machine, against what the machine can do.

`python -m bench import` runs only what begins with that word, and leaves the results
of all else as they were.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib
import json
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import django

from bench import environment, measuring
from config.environment import HOME, open_folder
from config.postgres import Cluster, ClusterError

if TYPE_CHECKING:
    from bench.datasets import Datasets

MODULES = (
    *("imports", "workbooks", "contacts", "profile"),
    *("segments", "membership", "preferences", "reactions", "ingest", "past", "api"),
    *("messages", "deliveries", "overview", "sending", "clicks"),
    "signups",
)
RESULTS = environment.FOLDER / "results.json"
ROW = "{:<48} {:>10} {:>10} {:>8} {:>9}  {}"


def main() -> None:
    words = tuple(sys.argv[1:])
    django.setup()
    for module in MODULES:
        importlib.import_module(f"bench.{module}")
    try:
        with alone(), server() as cluster:
            results = measure(cluster, words)
    except ClusterError as error:
        raise SystemExit(str(error)) from None
    keep([result.to_dict() for result in results], is_whole=not words)


def keep(measured: list[dict[str, Any]], *, is_whole: bool) -> None:
    """Write down the results: all of them, or in the places of those of that name."""
    if not is_whole:
        new = {one["name"]: one for one in measured}
        known = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
        measured = [new.pop(one["name"], one) for one in known] + list(new.values())
    RESULTS.write_text(json.dumps(measured, indent=2) + "\n")


def measure(cluster: Cluster, words: tuple[str, ...]) -> list[measuring.Result]:
    from bench.datasets import Datasets  # needs what django.setup() loads

    datasets = Datasets(cluster, environment.SIZE)
    build(datasets)
    print(ROW.format("", "ours", "limit", "ratio", "goal", ""))
    results = []
    for bench in measuring.benches:
        if words and not bench.name.startswith(words):
            continue
        with datasets.copied() as data:
            seconds = bench.measure(data)
        measured = [goal.measured(seconds) for goal in bench.goals]
        for result in measured:
            print(row(result), flush=True)
        results += measured
    return results


def build(datasets: Datasets) -> None:
    start = time.perf_counter()
    if datasets.ensure():
        seconds = time.perf_counter() - start
        print(f"Built {environment.SIZE:,} contacts in {seconds:.0f} s.")


def row(result: measuring.Result) -> str:
    sign = "≥" if result.goal.better == "higher" else "≤"
    return ROW.format(
        result.goal.name,
        result.goal.in_words(result.ours),
        result.goal.in_words(result.limit),
        f"{result.ratio:.3g}",
        f"{sign} {result.goal.goal:g}",
        "holds" if result.holds else "FAILS",
    )


@contextlib.contextmanager
def server() -> Iterator[Cluster]:
    """The server of the data folder, as durable as in use; left as it was found."""
    cluster = Cluster.for_home(HOME, fsync=True)
    started = cluster.start()
    try:
        yield cluster
    finally:
        if started:
            cluster.stop()


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Wait for another run of benchmarks in the same folder to end."""
    with (open_folder(HOME) / "bench.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    main()
