"""How many contacts the plan of an account includes, all its audiences together."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Plan
from audiences.models import Audience
from audiences.plans import PlanLimit
from contacts import adding, checking
from contacts.adding import Person
from contacts.causes import Cause
from contacts.imports import launching
from contacts.models import Import
from tests.audiences.answers import text
from tests.contacts.importing import take
from tests.factories import AudienceFactory, ContactFactory


@pytest.fixture
def small(audience: Audience) -> Audience:
    """An audience of an account with room for three, of whom two are there."""
    account = audience.account
    account.plan = Plan.objects.create(name="Small", max_contacts=3)
    account.save()
    ContactFactory.create(audience=audience, email="ann@example.com")
    ContactFactory.create(audience=AudienceFactory.create(account=account))
    ContactFactory.create(audience=audience, archived_at=timezone.now())
    ContactFactory.create_batch(5)
    return Audience.objects.select_related("account__plan").get(pk=audience.pk)


def add(audience: Audience, email: str, *, update: bool = False) -> None:
    adding.add(audience, Person(email), Cause(audience, "staff"), update=update)


def test_one_more_than_the_plan_includes_is_not_added(small: Audience) -> None:
    add(small, "new@example.com")

    with pytest.raises(PlanLimit) as refused:
        add(small, "newer@example.com")

    assert str(refused.value).startswith("The plan Small includes 3 contacts")
    assert not small.contacts.filter(email="newer@example.com").exists()
    add(small, "ann@example.com", update=True)


def test_the_page_says_why_nobody_can_be_added(
    as_alice: Client, small: Audience
) -> None:
    add(small, "new@example.com")
    url = reverse("contacts:contact_create", args=[small.pk])

    response = as_alice.post(url, {"email": "newer@example.com"})

    assert response.status_code == 422
    assert "There is room for 0 more." in text(response)


def checked(audience: Audience, *emails: str) -> Import:
    run = take(audience, "\n".join(["email", *emails]), status="nonsubscribed")
    return checking.check(run, lambda run: None, launching.begin_check)


def test_an_import_that_brings_too_many_does_not_start(
    as_alice: Client, small: Audience
) -> None:
    run = checked(small, "ann@example.com", "b@example.com", "c@example.com")
    url = reverse("contacts:import_start", args=[small.pk, run.pk])

    response = as_alice.post(url, follow=True)

    assert "There is room for 1 more." in text(response)
    run.refresh_from_db()
    assert run.job_id is None


def test_an_import_for_which_there_is_room_starts(small: Audience) -> None:
    run = checked(small, "ann@example.com", "b@example.com")

    assert launching.launch(small, run.pk).job_id
