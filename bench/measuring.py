"""Benchmarks as ratios: our code and a limit of the machine, in turns, in one run."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from bench.datasets import Data

OURS = "ours"

type Better = Literal["higher", "lower"]
# Gets the number of the round, prepares it, and returns what is to be timed.
type Side = Callable[[int], Callable[[], object]]
type Seconds = dict[str, list[float]]


@dataclass(frozen=True)
class Goal:
    """A ratio to reach of one side, ours, against another.

    Higher is better: the part of its speed that ours has. Lower is better: how many
    times as long ours takes.
    """

    name: str
    against: str
    goal: float
    better: Better
    ours: str = OURS
    of_people: bool = False  # numbers are compared, not times

    def in_words(self, number: float) -> str:
        return f"{number:,.0f}" if self.of_people else f"{number * 1000:,.1f} ms"

    def measured(self, seconds: Seconds) -> Result:
        """The ratio in the middle of the rounds', each taken under the same load."""
        pairs = zip(seconds[self.ours], seconds[self.against], strict=True)
        longer = statistics.median(ours / other for ours, other in pairs)
        return Result(
            goal=self,
            ratio=1 / longer if self.better == "higher" else longer,
            ours=statistics.median(seconds[self.ours]),
            limit=statistics.median(seconds[self.against]),
        )


def at_least(name: str, goal: float, *, of: str) -> Goal:
    return Goal(name, of, goal, "higher")


def at_most(
    name: str, goal: float, *, times: str, of: str = OURS, of_people: bool = False
) -> Goal:
    return Goal(name, times, goal, "lower", of, of_people)


@dataclass(frozen=True)
class Result:
    goal: Goal
    ratio: float
    ours: float
    limit: float

    @property
    def holds(self) -> bool:
        if self.goal.better == "higher":
            return self.ratio >= self.goal.goal
        return self.ratio <= self.goal.goal

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.goal.name,
            "ratio": float(f"{self.ratio:.3g}"),
            "goal": self.goal.goal,
            "better": self.goal.better,
            "holds": self.holds,
        }


@dataclass(frozen=True)
class Bench:
    name: str
    goals: tuple[Goal, ...]
    measure: Callable[[Data], Seconds]


benches: list[Bench] = []


def bench(
    name: str, *goals: Goal
) -> Callable[[Callable[[Data], Seconds]], Callable[[Data], Seconds]]:
    """Register a function that measures its sides on a fresh copy of the data."""

    def register(measure: Callable[[Data], Seconds]) -> Callable[[Data], Seconds]:
        benches.append(Bench(name, goals, measure))
        return measure

    return register


def in_turns(rounds: int, *, ours: Side, **others: Side) -> Seconds:
    """Time every side once in each round, after a round that does not count."""
    sides = {OURS: ours, **others}
    seconds: Seconds = {name: [] for name in sides}
    for number in range(rounds + 1):
        # Whoever comes first pays for what the one before left to be cleaned up.
        names = list(sides) if number % 2 else list(reversed(sides))
        for name in names:
            timed = _time(sides[name](number))
            if number:
                seconds[name].append(timed)
    return seconds


def _time(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
