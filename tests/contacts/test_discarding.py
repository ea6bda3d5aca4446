"""A file that was thrown away leaves nothing that leads to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from audiences import jobs
from audiences.models import Audience, Job
from contacts import checking
from contacts.imports import launching
from contacts.models.uploads import MappedUpload
from contacts.past import running
from tests.contacts import bygone, importing
from tests.contacts.import_pages import PEOPLE


def contacts(audience: Audience) -> MappedUpload:
    run = importing.take(audience, PEOPLE)
    return checking.check(run, lambda run: None, launching.begin_check)


def past_events(audience: Audience) -> MappedUpload:
    run = bygone.take(audience, f"email,when\na@x.com,{bygone.day(2)}\n")
    return checking.check(run, lambda run: None, running.begin_check)


def begun_contacts(audience: Audience) -> tuple[MappedUpload, Job]:
    run = importing.take(audience, PEOPLE)
    return run, launching.begin_check(run)


def begun_past_events(audience: Audience) -> tuple[MappedUpload, Job]:
    run = bygone.take(audience, f"email,when\na@x.com,{bygone.day(2)}\n")
    return run, running.begin_check(run)


@pytest.mark.parametrize("checked", [contacts, past_events])
def test_the_checks_of_a_discarded_file_are_no_jobs_any_more(
    as_alice: Client, audience: Audience, checked: Callable[[Audience], MappedUpload]
) -> None:
    run, other = checked(audience), checked(audience)
    page = reverse("audiences:job_list", args=[audience.pk])
    assert run.url("detail") in as_alice.get(page).text

    as_alice.post(run.url("discard"))

    told = as_alice.get(page).text
    assert run.url("detail") not in told
    assert other.url("detail") in told


@pytest.mark.parametrize("begun", [begun_contacts, begun_past_events])
def test_a_file_is_not_discarded_while_it_is_checked(
    as_alice: Client,
    audience: Audience,
    begun: Callable[[Audience], tuple[MappedUpload, Job]],
) -> None:
    run, job = begun(audience)

    answer = as_alice.post(run.url("discard"), follow=True)
    jobs.run(job)

    assert "Checking every row" in answer.text
    assert job.state == "finished"
    assert as_alice.post(run.url("discard")).status_code == 302
    assert not audience.jobs.exists()


@pytest.mark.parametrize("begun", [begun_contacts, begun_past_events])
@pytest.mark.parametrize("stopped", [False, True])
def test_a_check_of_what_is_there_no_more_ends(
    audience: Audience,
    begun: Callable[[Audience], tuple[MappedUpload, Job]],
    stopped: bool,
) -> None:
    run, job = begun(audience)
    type(run)._default_manager.filter(audience=audience, pk=run.pk).delete()
    if stopped:
        jobs.cancel(job)

    jobs.run(job)

    assert job.state == ("canceled" if stopped else "finished")
