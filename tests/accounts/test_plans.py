from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from accounts.models import Plan
from accounts.plans import seed_plans

NAMES = ["Unlimited", "Free", "Essentials", "Standard", "Premium"]


def names() -> list[str]:
    return list(Plan.objects.values_list("name", flat=True))


def test_an_installation_starts_with_five_plans(db: None) -> None:
    assert names() == NAMES


def test_the_default_plan_limits_nothing(db: None) -> None:
    plan = Plan.objects.get(is_default=True)

    assert plan.name == "Unlimited"
    limits = (plan.max_audiences, plan.max_users, plan.max_contacts, plan.event_days)
    assert limits == (None, None, None, None)
    assert plan.nested_segments


def test_the_free_plan_is_small(db: None) -> None:
    plan = Plan.objects.get(name="Free")

    assert (plan.max_audiences, plan.max_users, plan.max_contacts) == (1, 1, 500)
    assert not plan.multi_step_flows


def test_seeding_twice_adds_nothing(db: None) -> None:
    seed_plans()
    seed_plans()

    assert names() == NAMES


def test_a_renamed_and_an_edited_plan_stay_as_they_are(db: None) -> None:
    Plan.objects.filter(name="Standard").update(name="Agency", max_audiences=9)
    Plan.objects.filter(name="Premium").delete()

    seed_plans()

    assert names() == ["Unlimited", "Free", "Essentials", "Agency"]
    assert Plan.objects.get(name="Agency").max_audiences == 9


@pytest.mark.django_db(transaction=True)
def test_a_flushed_database_gets_its_plans_back() -> None:
    call_command("flush", interactive=False, verbosity=0)

    assert names() == NAMES


def test_only_one_plan_is_the_default(db: None) -> None:
    with pytest.raises(IntegrityError):
        Plan.objects.filter(name="Free").update(is_default=True)
