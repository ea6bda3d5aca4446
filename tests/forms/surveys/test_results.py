"""What was answered is counted, listed and taken out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuditEntry, User
from audiences import jobs
from audiences.models import Audience
from contacts.exports import expiring
from contacts.exports.orders import Format
from forms.models import Survey
from forms.surveys import exporting, listing, making
from forms.surveys.answers import Reply
from forms.surveys.design import Design
from forms.surveys.periods import Period
from forms.surveys.results import results_of
from tests.contacts.exporting import csv_of, sheets_of
from tests.factories import ContactFactory
from tests.forms.surveys.asking import answers, many, one, rating, survey, text


@pytest.fixture
def of(audience: Audience) -> Survey:
    return survey(
        audience,
        many("Which?", "Tea", "Coffee", "Water", pk=1, other=True),
        rating(pk=2),
        text(pk=3),
    )


def url(of: Survey, more: str = "") -> str:
    return f"/audiences/{of.audience_id}/surveys/{of.pk}/{more}"


def test_each_answer_is_counted_of_those_who_answered_the_question(of: Survey) -> None:
    answers(of, Reply(1, option=10), Reply(1, option=11), Reply(2, number=4))
    answers(of, Reply(1, option=10), Reply(2, number=5))
    answers(of, Reply(1, option=0, text="Cocoa"))
    answers(of, Reply(3, text="Why not"))

    results = results_of(of, Period.of(of.audience, {}))

    which, good, why = results.results
    assert results.total == 4
    assert [(each.label, each.n, each.percent) for each in which.shares] == [
        ("Tea", 2, 67),
        ("Coffee", 1, 33),
        ("Water", 0, 0),
        ("Other", 1, 33),
    ]
    assert (which.n, good.n, good.average, why.n) == (3, 2, 4.5, 1)
    assert [answer.text for answer in why.texts] == ["Why not"]
    assert sum(results.values) == 4


def test_every_number_leads_to_as_many_submissions(
    of: Survey, as_alice: Client
) -> None:
    for option in (10, 10, 11):
        answers(of, Reply(1, option=option), Reply(2, number=3))

    results = results_of(of, Period.of(of.audience, {}))

    for share in [each for result in results.results for each in result.shares]:
        page = as_alice.get(share.url).context["page"]
        assert len(page.rows) == share.n


def test_a_period_counts_its_days_alone(of: Survey) -> None:
    for day in (1, 2, 3):
        row = answers(of, Reply(1, option=10))
        at = datetime(2026, 3, day, 12, tzinfo=UTC)
        of.submissions.filter(pk=row.pk).update(at=at)
        of.answers.filter(submission=row.pk).update(at=at)
    said = {"days": "own", "from": "2026-03-02", "to": "2026-03-02"}

    results = results_of(of, Period.of(of.audience, said))

    assert (results.total, results.results[0].shares[0].n) == (1, 1)
    assert results.values == [1]


@pytest.mark.parametrize("said", ["x", "2026-13-40", "9999-12-31", "0001-01-01"])
def test_a_day_that_is_none_asks_for_all(
    of: Survey, as_alice: Client, said: str
) -> None:
    answers(of, Reply(1, option=10))

    page = as_alice.get(url(of), {"days": "own", "from": said, "to": said})

    assert page.context["results"].total == 1


def test_results_of_years_stand_in_months(of: Survey) -> None:
    row = answers(of, Reply(1, option=10))
    of.submissions.filter(pk=row.pk).update(at=timezone.now() - timedelta(days=800))

    results = results_of(of, Period.of(of.audience, {}))

    assert results.is_by_month
    assert results.values[0] == 1


def test_what_is_asked_no_more_keeps_its_results(of: Survey, as_alice: Client) -> None:
    answers(of, Reply(1, option=10))
    making.change(of, Design().with_questions([rating("How bad?", pk=2)]))

    page = as_alice.get(url(of)).text

    assert "Which?" in page
    assert "asked no more" in page
    assert "How good?" not in page


@pytest.mark.parametrize("n", [1, 3])
def test_results_take_as_many_queries_for_one_as_for_three(
    audience: Audience,
    as_alice: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    n: int,
) -> None:
    of = survey(audience, *(text(pk=pk) for pk in range(1, n + 1)))
    for _time in range(n):
        answers(of, *(Reply(pk, text="Words") for pk in range(1, n + 1)))
    as_alice.get(url(of))

    with django_assert_num_queries(11):
        as_alice.get(url(of))


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_takes_as_many_queries_for_one_as_for_three(
    audience: Audience,
    as_alice: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    n: int,
) -> None:
    of = survey(audience, one(pk=1))
    for _time in range(n):
        contact = ContactFactory.create(audience=audience)
        answers(of, Reply(1, option=10), contact=contact)
    as_alice.get(url(of, "answers/"))

    with django_assert_num_queries(7):
        as_alice.get(url(of, "answers/"))


def test_lists_are_paged_by_key(
    of: Survey, as_alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "SIZE", 2)
    rows = [answers(of, Reply(3, text=f"Text {n}")) for n in range(5)]

    seen = []
    following = url(of, "answers/")
    while following:
        page = as_alice.get(following).context["page"]
        seen += [row.pk for row in page.rows]
        following = page.next_url

    assert seen == [row.pk for row in reversed(rows)]
    texts = as_alice.get(url(of, "texts/?question=3")).context["page"]
    assert [answer.text for answer in texts.rows] == ["Text 4", "Text 3"]


@pytest.mark.parametrize("before", ["x", "1-1", "-", "9" * 40])
def test_a_place_that_is_none_begins_at_the_newest(
    of: Survey, as_alice: Client, before: str
) -> None:
    answers(of, Reply(1, option=10))

    page = as_alice.get(url(of, "answers/"), {"before": before})

    assert page.status_code == 200


def test_a_file_says_who_answered_what_and_holds_no_formula(
    of: Survey, alice: User
) -> None:
    ann = ContactFactory.create(
        audience=of.audience, email="ann@example.com", first_name="=1+1", last_name=""
    )
    answers(of, Reply(1, option=10), Reply(1, option=11), contact=ann)
    answers(of, Reply(2, number=3), Reply(3, text="=cmd|' /C calc'!A0"))

    done = {
        format: jobs.run(exporting.launch(of, format, owner=alice, ip="192.0.2.7"))
        for format in exporting.FORMATS
    }

    titles, first, second = csv_of(done[Format.CSV])
    assert titles[1:] == [
        *("Email address", "Name", "By whom", "Language"),
        *("Which?", "How good?", "Why?"),
    ]
    assert first[1:] == [
        *("ann@example.com", "'=1+1", "By their own link", "en"),
        *("Tea, Coffee", "", ""),
    ]
    assert second[7] == "'=cmd\\|' /C calc'!A0"
    (sheet,) = sheets_of(done[Format.XLSX]).values()
    assert sheet[2][7] == "=cmd|' /C calc'!A0"
    assert AuditEntry.objects.filter(verb="survey_export.ordered").count() == 2


def test_a_file_of_nothing_has_its_titles(of: Survey, alice: User) -> None:
    job = jobs.run(exporting.launch(of, Format.CSV, owner=alice, ip="192.0.2.7"))

    assert len(csv_of(job)) == 1


def test_a_file_of_many_is_written_in_slices(
    of: Survey, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "SLICE", 2)
    for n in range(5):
        answers(of, Reply(3, text=str(n)))

    done = [
        jobs.run(exporting.launch(of, format, owner=alice, ip="192.0.2.7"))
        for format in exporting.FORMATS
    ]

    assert [row[7] for row in csv_of(done[0])] == ["Why?", "0", "1", "2", "3", "4"]
    (sheet,) = sheets_of(done[1]).values()
    assert [row[7] for row in sheet] == ["Why?", "0", "1", "2", "3", "4"]


def test_files_go_when_their_time_is_over(of: Survey, alice: User) -> None:
    job = jobs.run(exporting.launch(of, Format.CSV, owner=alice, ip="192.0.2.7"))
    of.audience.jobs.filter(pk=job.pk).update(
        finished_at=timezone.now() - timedelta(days=400)
    )

    assert expiring.expire() == 1


def test_who_may_take_contacts_out_may_take_answers_out(
    of: Survey, as_alice: Client, bob: User
) -> None:
    answers(of, Reply(1, option=10))
    member = Client()
    member.force_login(bob)

    assert member.post(url(of, "export/"), {"format": "csv"}).status_code == 403
    started: Any = as_alice.post(url(of, "export/"), {"format": "csv"})
    job = of.audience.jobs.get(kind=exporting.KIND)
    file = as_alice.post(f"/audiences/{of.audience_id}/surveys/export/{job.pk}/")

    assert started.status_code == 302
    assert b"Which?" in b"".join(file.streaming_content)  # type: ignore[attr-defined]
