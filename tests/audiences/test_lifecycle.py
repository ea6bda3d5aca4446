from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django_q.models import OrmQ

from accounts.models import Account, AuditEntry, Plan, User
from accounts.plans import seed_plans
from audiences import jobs, lifecycle
from audiences.models import Audience
from audiences.plans import PlanLimit
from tests.conftest import membership_of
from tests.factories import AccountFactory, AudienceFactory


def limited(account: Account, most: int) -> None:
    account.plan = Plan.objects.create(name="Small", max_audiences=most, position=9)
    account.save()


def test_a_new_audience_comes_last_with_the_default_fields(
    account: Account, audience: Audience, alice: User
) -> None:
    made = lifecycle.create(account, actor=alice, name="Wholesale", country="NO")

    assert made.position == audience.position + 1
    tags = list(made.fields.in_order().values_list("tag", flat=True))
    assert tags == ["EMAIL", "FNAME", "LNAME", "ADDRESS", "PHONE", "BIRTHDAY"]


def test_a_new_audience_takes_what_is_missing_from_its_account(alice: User) -> None:
    account = AccountFactory.create(company="Fjord AS", city="Bergen", country="NO")

    made = lifecycle.create(account, actor=alice, name="Wholesale", city="Oslo")

    assert (made.company, made.city, made.country) == ("Fjord AS", "Oslo", "NO")
    assert (made.from_name, made.from_email) == ("Fjord AS", "alice@example.com")


def test_creating_is_written_to_the_audit_log(account: Account, alice: User) -> None:
    made = lifecycle.create(account, actor=alice, name="Wholesale", ip="192.0.2.1")

    entry = AuditEntry.objects.get(account=account)
    assert (entry.verb, entry.label, entry.actor, entry.ip) == (
        "audience.created",
        "Wholesale",
        alice,
        "192.0.2.1",
    )
    assert entry.details == {"audience": made.pk}


def test_the_plan_limit_says_what_it_is_and_what_opens_it(
    account: Account, audience: Audience
) -> None:
    limited(account, 1)
    Plan.objects.filter(name="Essentials").update(max_audiences=2)

    with pytest.raises(PlanLimit) as refusal:
        lifecycle.create(account, name="Second")

    assert str(refusal.value) == (
        "The plan Small includes 1 audience, archived ones counted. Delete one that is "
        "not needed, or ask whoever runs this installation for the plan Essentials."
    )
    assert list(account.audiences.all()) == [audience]


def test_an_audience_that_is_being_deleted_leaves_room(
    account: Account, audience: Audience, alice: User
) -> None:
    limited(account, 1)
    lifecycle.delete_later(audience, alice)

    made = lifecycle.create(account, name="Next")

    assert list(account.audiences.present()) == [made]


def test_archiving_twice_is_written_down_once(audience: Audience, alice: User) -> None:
    first = lifecycle.archive(audience, actor=alice)
    second = lifecycle.archive(audience, actor=alice)

    assert (first, second) == (True, False)
    verbs = AuditEntry.objects.values_list("verb", flat=True)
    assert list(verbs) == ["audience.archived"]


def test_unarchiving_brings_the_audience_back(audience: Audience) -> None:
    lifecycle.archive(audience)

    assert lifecycle.unarchive(audience)
    assert not lifecycle.unarchive(audience)
    assert list(Audience.objects.active()) == [audience]


def test_deleting_takes_the_audience_away_at_once(
    audience: Audience, alice: User
) -> None:
    other = AudienceFactory.create(account=audience.account)

    job = lifecycle.delete_later(audience, alice)

    assert list(Audience.objects.for_user(alice)) == [other]
    (queued,) = OrmQ.objects.all()
    task = queued.task
    assert (task["func"], task["args"]) == (
        "audiences.tasks.run_job",
        (audience.pk, job.pk),
    )


def test_deleting_twice_queues_one_job(audience: Audience, alice: User) -> None:
    first = lifecycle.delete_later(audience, alice)
    second = lifecycle.delete_later(audience, alice)

    assert first == second
    assert OrmQ.objects.count() == 1


def test_deleting_asks_other_work_to_stop(audience: Audience, alice: User) -> None:
    running = jobs.start(audience, "audiences.undo", "Undo", owner=alice)

    job = lifecycle.delete_later(audience, alice)

    running.refresh_from_db()
    job.refresh_from_db()
    assert (running.cancel_requested, job.cancel_requested) == (True, False)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_cannot_pass_the_limit() -> None:
    seed_plans()
    account = AccountFactory.create()
    limited(account, 1)

    def create(name: str) -> str:
        try:
            return lifecycle.create(account, name=name, country="NO").name
        except PlanLimit:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(create, ["One", "Two", "Three", "Four"]))

    assert sorted(made)[1:] == ["refused"] * 3
    assert account.audiences.count() == 1


def test_who_sees_only_some_audiences_sees_the_one_they_made(
    account: Account, bob: User
) -> None:
    membership = membership_of(bob)
    membership.is_narrowed = True
    membership.save()

    made = lifecycle.create(account, actor=bob, name="Wholesale", country="NO")

    assert list(Audience.objects.for_user(bob)) == [made]
