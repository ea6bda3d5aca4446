from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings

from audiences import jobs
from audiences.models import Audience, Counter
from contacts import checking
from contacts.imports import launching, running
from contacts.models import Contact
from events.models import Event, EventTotal
from tests.contacts.import_pages import PART, PEOPLE, answers, begin, url, work
from tests.contacts.importing import everything, take
from tests.contacts.test_imports_oracle import FILES, csv_of
from tests.factories import (
    AudienceFactory,
    ContactFactory,
    GroupCategoryFactory,
    TagFactory,
)


def written(audience: Audience) -> dict[str, Any]:
    """Every row that an import could write."""
    contacts = Contact.objects.filter(audience=audience).order_by("pk")
    totals = EventTotal.objects.filter(audience=audience)
    return {
        "contacts": list(contacts.values()),
        "tags": list(audience.tags.order_by("pk").values()),
        "fields": list(audience.fields.order_by("pk").values()),
        "sources": list(audience.sources.values()),
        "consents": list(audience.consents.values()),
        "counters": sorted(Counter.objects.filter(audience=audience).values_list()),
        "events": Event.objects.filter(audience=audience).count(),
        "totals": totals.count(),
    }


def checked(client: Client, audience: Audience, data: str, **changed: Any) -> Any:
    """The page that says what would come of the file."""
    run = take(audience, data)
    client.post(url("check", run), answers(run, **changed))
    return client.get(url("check", run))


def test_a_check_writes_nothing(as_alice: Client, audience: Audience) -> None:
    ContactFactory.create(audience=audience, email="b@example.com")
    before = written(audience)

    page = checked(
        *(as_alice, audience, f"{PEOPLE}b@example.com,Bea,Rome,fresh\n"),
        new_tags="brand new",
        permission="customers",
    )

    assert written(audience) == before
    assert page.context["report"] == {
        "rows": 3,
        "created": 1,
        "updated": 1,
        "unchanged": 0,
        "refused": 1,
        "duplicates": 0,
    }
    assert page.context["reasons"] == [
        ("An email address needs an @ in the middle.", 1)
    ]


def test_the_list_of_jobs_says_what_a_check_found(
    as_alice: Client, audience: Audience
) -> None:
    checked(as_alice, audience, PEOPLE)
    run = audience.imports.get()

    html = as_alice.get(reverse("audiences:job_list", args=[audience.pk])).text

    found = "Of 2 rows: 1 new, 0 to be updated, 0 unchanged, 1 refused."
    assert found in html
    assert f'href="{run.get_absolute_url()}">To the import</a>' in html
    assert as_alice.get(run.get_absolute_url(), follow=True).status_code == 200


def test_a_tag_that_is_to_be_made_changes_who_is_there(
    as_alice: Client, audience: Audience
) -> None:
    there = TagFactory.create(audience=audience, name="Here")
    ContactFactory.create(audience=audience, email="a@example.com", tag_ids=[there.pk])
    file = "email\na@example.com\n"

    fresh = checked(as_alice, audience, file, new_tags="Fresh")
    known = checked(as_alice, audience, file, new_tags="HERE")

    assert fresh.context["report"]["updated"] == 1
    assert known.context["report"]["unchanged"] == 1


def test_what_was_checked_is_what_is_imported(
    as_alice: Client, audience: Audience
) -> None:
    run = take(audience, PEOPLE)
    begin(as_alice, run, permission="customers", new_tags="spring", c2__name="Town")
    foretold = as_alice.get(url("detail", run)).context["report"]
    assert foretold["rows"] == 0  # that of the import, which waits

    work()

    run.refresh_from_db()
    assert run.job
    assert run.check_job
    assert running.report(run.job) == running.report(run.check_job)
    person = everything(audience)["people"]["a@example.com"]
    assert (person["tags"], person["fields"]) == (["spring", "x"], {"Town": "Oslo"})


def test_back_at_the_columns_all_is_as_it_was_chosen(
    as_alice: Client, audience: Audience
) -> None:
    run = take(audience, PEOPLE)
    changed = {"permission": "customers", "permission_note": "Shop in May"}
    as_alice.post(url("check", run), answers(run, new_tags="spring, may", **changed))

    page = as_alice.get(url("map", run)).content.decode()

    assert 'value="customers" checked' in page
    assert 'value="Shop in May"' in page
    assert 'value="spring, may"' in page
    assert as_alice.get(url("detail", run)).headers["Location"] == url("check", run)


def test_a_long_check_shows_how_far_it_is_and_can_be_stopped(
    as_alice: Client, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "run_for_now", jobs.run_later)
    page = checked(as_alice, audience, PEOPLE)
    run = audience.imports.get()
    assert 'hx-trigger="every 1s"' in page.content.decode()
    assert as_alice.get(url("map", run)).headers["Location"] == url("check", run)
    watching = f"{url('check', run)}?watch=1"
    assert "HX-Refresh" not in as_alice.get(watching, headers=PART).headers

    as_alice.post(url("start", run))
    assert audience.jobs.count() == 1  # what is being checked does not start
    as_alice.post(url("cancel", run))
    jobs.run(audience.jobs.get())

    assert as_alice.get(watching, headers=PART).headers["HX-Refresh"] == "true"
    stopped = as_alice.get(url("check", run)).content.decode()
    assert "The check did not get to its end" in stopped
    assert "Import now" not in stopped
    listed = as_alice.get(url("list", audience)).text
    assert ("Canceled" in listed, "Checked" in listed) == (True, False)


def test_permission_is_kept_in_the_words_of_who_imports(
    as_alice: Client, audience: Audience
) -> None:
    run = take(audience, PEOPLE)
    begin(as_alice, run, permission="customers", permission_note="Shop in May")

    work()

    assert audience.consents.get().wording == (
        "They are customers who agreed to hear from us: Shop in May"
    )


@given(FILES)
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_check_foretells_the_report_of_any_file(db: None, file: Any) -> None:
    rows, status, update, tags = file
    audience = AudienceFactory.create()
    ContactFactory.create(audience=audience, email="a@example.com", first_name="Ann")
    GroupCategoryFactory.create(audience=audience, title="Drinks")
    run = take(audience, csv_of(rows), status=status, update_existing=update)
    run.new_tags = sorted(tags)
    run.save()
    before = written(audience)

    checking.check(run, lambda run: None, launching.begin_check)
    assert written(audience) == before
    run = launching.launch(audience, run.pk)

    assert run.check_job
    assert run.job
    assert running.report(run.check_job) == running.report(jobs.run(run.job))
