"""The plans an installation starts with; from then on they are edited in the admin."""

from typing import Any

from accounts.models import Plan

SHUT: dict[str, Any] = {
    "single_step_event_flows": False,
    "multi_step_flows": False,
    "event_tags_in_flows": False,
    "event_property_conditions": False,
    "new_conversations": False,
    "nested_segments": False,
}

SEEDS: list[dict[str, Any]] = [
    {"name": "Unlimited", "is_default": True},
    {
        "name": "Free",
        "max_audiences": 1,
        "max_users": 1,
        "max_contacts": 500,
        "event_days": 30,
        **SHUT,
    },
    {
        "name": "Essentials",
        "max_audiences": 3,
        "max_users": 3,
        "max_contacts": 50_000,
        "event_days": 30,
        **SHUT,
        "single_step_event_flows": True,
        "event_tags_in_flows": True,
        "new_conversations": True,
    },
    {
        "name": "Standard",
        "max_audiences": 5,
        "max_users": 5,
        "max_contacts": 100_000,
        "event_days": 92,
    },
    {"name": "Premium", "event_days": 549},
]


def seed_plans(**_signal: object) -> None:
    """Add the plans that are missing, once; edited and renamed ones stay."""
    if Plan.objects.exists():
        return
    Plan.objects.bulk_create(
        [Plan(position=position, **seed) for position, seed in enumerate(SEEDS)],
        ignore_conflicts=True,
    )
