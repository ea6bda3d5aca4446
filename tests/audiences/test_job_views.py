from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from audiences import actions, jobs
from audiences.models import Action, Audience, Job
from tests.audiences.answers import PART, text
from tests.conftest import membership_of

LEFT_ALONE = 2


@actions.inverse_of("tests.tick")
def untick(action: Action, ids: Sequence[int], actor: User | None) -> int:
    return max(0, len(ids) - LEFT_ALONE)


@pytest.fixture
def job(audience: Audience) -> Job:
    job = jobs.start(audience, "tests.count", "Counting people", owner=None, total=40)
    Job.objects.filter(audience=audience).update(state="running", done=10)
    return job


def url(name: str, row: Job | Action) -> str:
    return reverse(f"audiences:{name}", args=[row.audience_id, row.pk])


def end(job: Job, state: str, error: str = "") -> None:
    jobs_of = Job.objects.filter(audience=job.audience_id, pk=job.pk)
    jobs_of.update(state=state, error=error)


def test_progress_is_a_page_or_a_part(as_alice: Client, job: Job) -> None:
    page = text(as_alice.get(url("job_detail", job)))
    part = text(as_alice.get(url("job_detail", job), headers=PART))

    assert ("<html" in page, "<html" in part) == (True, False)
    for html in (page, part):
        assert f'id="job-{job.pk}"' in html
        assert 'aria-valuenow="25"' in html


def test_running_work_asks_again(as_alice: Client, job: Job) -> None:
    response = as_alice.get(url("job_detail", job), headers=PART)

    assert 'hx-trigger="every 1s, jobs-changed from:body"' in text(response)
    assert "HX-Trigger" not in response.headers


@pytest.mark.parametrize("state", ["finished", "failed", "canceled"])
def test_work_that_is_over_asks_no_more_and_says_so(
    as_alice: Client, job: Job, state: str
) -> None:
    end(job, state, error="The disk is full." if state == "failed" else "")

    response = as_alice.get(url("job_detail", job), headers=PART)

    assert 'hx-trigger="every' not in text(response)
    assert ("The disk is full." in text(response)) is (state == "failed")
    assert json.loads(response.headers["HX-Trigger"]) == {
        "job-over": {},
        "contacts-changed": {},
    }


def test_stopping_is_asked_of_the_job(as_alice: Client, job: Job) -> None:
    response = as_alice.post(url("job_cancel", job), headers=PART)

    job.refresh_from_db()
    assert job.cancel_requested
    assert "Stopping" in text(response)
    assert url("job_cancel", job) not in text(response)


def test_stopping_without_scripts_leads_back_to_the_progress(
    as_alice: Client, job: Job
) -> None:
    response = as_alice.post(url("job_cancel", job))

    assert response.headers["Location"] == url("job_detail", job)


def test_a_viewer_sees_progress_and_cannot_stop_it(
    client: Client, job: Job, alice: User
) -> None:
    membership = membership_of(alice)
    membership.role = Role.VIEWER
    membership.save()
    client.force_login(alice)

    html = text(client.get(url("job_detail", job)))

    assert url("job_cancel", job) not in html


@pytest.fixture
def action(audience: Audience, alice: User) -> Action:
    action = actions.begin(audience, "tests.tick", "Ticked", actor=alice)
    actions.add(action, list(range(1500)))
    return action


def test_undoing_says_how_many_changed_back_and_how_many_did_not(
    as_alice: Client, action: Action
) -> None:
    response = as_alice.post(url("action_undo", action), headers=PART)

    assert "1,498 contacts are as they were." in text(response)
    assert "2 were left alone, since they have changed meanwhile." in text(response)
    assert set(json.loads(response.headers["HX-Trigger"])) == {
        "contacts-changed",
        "jobs-changed",
    }


def test_undoing_without_scripts_leads_to_the_contacts(
    as_alice: Client, action: Action
) -> None:
    response = as_alice.post(url("action_undo", action))

    assert response.headers["Location"] == action.audience.get_absolute_url()


def test_undoing_twice_changes_nothing(as_alice: Client, action: Action) -> None:
    as_alice.post(url("action_undo", action), headers=PART)

    response = as_alice.post(url("action_undo", action), headers=PART)

    assert "This was taken back already" in text(response)
    action.refresh_from_db()
    assert action.undone == 1498
