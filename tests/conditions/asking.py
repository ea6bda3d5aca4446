"""What can be asked of an audience, and how often hypothesis is to ask it."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

from conditions.subjects import subjects_of
from tests.conditions.worlds import Here

# Asked for against plain readings of their own.
ELSEWHERE = {
    "event": "tests/conditions/test_events.py",
    "sent": "tests/delivery/test_conditions.py",
    "opened": "tests/delivery/test_conditions.py",
    "clicked": "tests/delivery/test_conditions.py",
}


def some(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        # Shrinking asks the database a thousand times: to be had by leaving this out.
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def everything_asked(here: Here) -> list[tuple[str, str]]:
    return [
        (key, operator.key)
        for key, subject in subjects_of(here.audience).items()
        if key not in ELSEWHERE
        for operator in subject.operators
    ]
