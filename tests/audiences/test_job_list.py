from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from audiences import actions, jobs
from audiences.models import Action, Audience, Job
from audiences.worklist import PAGE_SIZE, Page
from tests.audiences.answers import PART, text
from tests.conftest import membership_of

WINTER = {"tag": 1, "tag_name": "Winter"}
STATES = ["queued", "running", "finished", "failed", "canceled"]


def url(audience: Audience, query: str = "") -> str:
    return reverse("audiences:job_list", args=[audience.pk]) + query


def make(audience: Audience, state: str = "finished", **more: Any) -> Job:
    kind = str(more.pop("kind", "contacts.tag"))
    params = {"action": None, "with": WINTER, **more.pop("params", {})}
    job = jobs.start(audience, kind, f"Work {state}", owner=None)
    changed = {"state": state, "params": params, **more}
    Job.objects.filter(audience=audience, pk=job.pk).update(**changed)
    job.refresh_from_db()
    return job


def acted(audience: Audience, n: int = 3, **more: object) -> Action:
    action = actions.begin(audience, "contacts.tag", "Tagged", actor=None)
    Action.objects.filter(audience=audience, pk=action.pk).update(n=n, **more)
    return action


def test_the_list_is_a_page_or_a_part(as_alice: Client, audience: Audience) -> None:
    job = make(audience)

    page, part = (text(as_alice.get(url(audience), headers=h)) for h in ({}, PART))

    assert ("<html" in page, "<html" in part) == (True, False)
    for html in (page, part):
        assert f'id="job-row-{job.pk}"' in html


def test_nothing_yet_says_what_will_be_here(
    as_alice: Client, audience: Audience
) -> None:
    make(Audience.objects.create(account=audience.account, country="NO"))

    assert "Nothing has run yet" in text(as_alice.get(url(audience)))


@pytest.mark.parametrize("state", STATES)
def test_only_work_under_way_makes_the_page_ask_again(
    as_alice: Client, audience: Audience, state: str
) -> None:
    job = make(audience, state)

    html = text(as_alice.get(url(audience), headers=PART))

    under_way = state in {"queued", "running"}
    assert ("every 2s" in html) is under_way
    assert ("data-poll" in html) is under_way
    assert (f'id="stop-{job.pk}"' in html) is under_way


def test_work_says_who_started_it_what_came_of_it_and_why_it_broke_off(
    as_alice: Client, audience: Audience, alice: User
) -> None:
    make(audience, owner=alice, counts={"changed": 1200}, done=1200)
    make(audience, "failed", error="The disk is full.")
    make(audience, "running", done=10, total=40)

    html = text(as_alice.get(url(audience)))

    assert "Alice" in html
    assert "1,200 contacts tagged “Winter”" in html
    assert "The disk is full." in html
    assert "10 of 40" in html
    assert 'aria-valuenow="25"' in html


def test_what_can_be_taken_back_has_its_button(
    as_alice: Client, audience: Audience
) -> None:
    long_ago = timezone.now() - timedelta(days=31)
    shown = make(audience, params={"action": acted(audience).pk})
    for action in (
        acted(audience, undone_at=timezone.now()),
        acted(audience, n=0),
        acted(audience, created_at=long_ago),
    ):
        make(audience, params={"action": action.pk})
    undo = acted(audience)
    make(audience, kind="audiences.undo", params={"action": undo.pk})

    html = text(as_alice.get(url(audience)))

    assert html.count('id="undo-') == 1
    assert f'id="undo-{shown.pk}"' in html


def test_a_viewer_sees_and_touches_nothing(
    client: Client, audience: Audience, alice: User
) -> None:
    membership = membership_of(alice)
    membership.role = Role.VIEWER
    membership.save()
    client.force_login(alice)
    make(audience, "running")
    make(audience, params={"action": acted(audience).pk})
    make(audience, kind="contacts.import", params={"import": 1})

    html = text(client.get(url(audience)))

    assert html.count("<tr id=") == 2
    assert "<form" not in html.partition('id="job-table"')[2].partition("</table>")[0]


def test_pages_follow_each_other_by_key(as_alice: Client, audience: Audience) -> None:
    made = [make(audience) for _each in range(PAGE_SIZE + 2)]

    first = text(as_alice.get(url(audience)))
    rest = text(as_alice.get(url(audience, f"?before={made[2].pk}")))

    assert f"?before={made[2].pk}" in first
    assert first.count('id="job-row-') == PAGE_SIZE
    assert rest.count('id="job-row-') == 2
    assert "before=" not in rest.partition('class="foot"')[2].partition("</nav>")[0]


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "²"])
def test_a_place_that_is_none_is_the_first_page(
    as_alice: Client, audience: Audience, before: str
) -> None:
    job = make(audience)

    html = text(as_alice.get(url(audience), {"before": before}))

    assert f'id="job-row-{job.pk}"' in html


@pytest.mark.parametrize("n", [1, 3])
def test_a_page_is_two_queries(
    audience: Audience,
    alice: User,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _each in range(n):
        action = acted(audience)
        params = {"action": action.pk}
        make(audience, owner=alice, params=params)
        make(audience, "finished", kind="contacts.import", params={"import": 1})
    member = membership_of(alice)

    with django_assert_num_queries(2):
        page = Page.of(audience, member, None)
        said = [
            (entry.outcome, entry.link, str(entry.job.owner)) for entry in page.entries
        ]

    assert len(said) == 2 * n


def test_work_of_the_house_is_listed_only_when_it_failed(
    as_alice: Client, audience: Audience
) -> None:
    house = [make(audience, state, kind="contacts.rate") for state in STATES]
    own = make(audience)

    html = text(as_alice.get(url(audience)))

    failed = house[STATES.index("failed")]
    listed = [job.pk for job in [*house, own] if f'id="job-row-{job.pk}"' in html]
    assert listed == [failed.pk, own.pk]
    assert "every 2s" not in html


def test_only_work_of_the_house_is_no_list(
    as_alice: Client, audience: Audience
) -> None:
    make(audience, kind="contacts.rate")

    assert "Nothing has run yet" in text(as_alice.get(url(audience)))


def test_what_stays_for_another_page_is_listed_as_long_as_the_rest(
    as_alice: Client, audience: Audience, settings: Any
) -> None:
    settings.JOB_DAYS = 30
    now = timezone.now()
    params = {"import": 1}
    for days in (31, 29):
        ended = now - timedelta(days=days)
        make(audience, kind="contacts.import", params=params, finished_at=ended)

    html = text(as_alice.get(url(audience)))

    assert html.count('id="job-row-') == 1


@pytest.mark.parametrize("kind", ["contacts.import", "contacts.export"])
def test_work_that_was_stopped_says_so_where_nothing_came_of_it(
    as_alice: Client, audience: Audience, kind: str
) -> None:
    params = {"import": 1}
    waiting = make(audience, "canceled", kind=kind, params=params)
    begun = make(audience, "canceled", kind=kind, params=params, done=5)

    said = {
        entry.job.pk: entry.outcome
        for entry in as_alice.get(url(audience)).context["page"].entries
    }

    assert said[waiting.pk] == "Stopped before anything was done."
    assert said[begun.pk] == "Stopped before its end."
