"""Files that are read in vain: an import of them ends, and says why."""

from __future__ import annotations

import pytest

from audiences import jobs
from audiences.models import Audience
from contacts.imports import intake, reading, running, staging
from tests.contacts.importing import bring, numbers, refusals, take


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "BATCH", 5)
    monkeypatch.setattr(staging, "SECONDS", 0)


def test_a_file_of_little_but_bad_rows_is_given_up_before_anybody_comes(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "MAX_REFUSED", 2)
    rows = "email\na@example.com\nb@example.com\nc@example.com\nd\ne\nf\ng\n"

    job = jobs.run(running.start(take(audience, rows)))

    assert job.state == "failed"
    assert "of the first 7 rows, 4 cannot be taken" in job.error
    assert refusals(audience) == [(5, "email_no_at"), (6, "email_no_at")]
    assert not audience.contacts.exists()


@pytest.mark.parametrize("blank", [3, 4])
def test_blank_lines_without_end_are_a_reason_to_stop(
    audience: Audience, monkeypatch: pytest.MonkeyPatch, blank: int
) -> None:
    monkeypatch.setattr(reading, "MAX_BLANK_LINES", 3)
    people = [f"p{n}@example.com\n" for n in range(30)]
    run = take(audience, "".join(["email\n", *people, ",\n" * blank, "last@x.com\n"]))

    job = jobs.run(running.start(run))

    if blank == 3:
        assert running.report(job) == numbers(31, 31, 0, 0, 0, 0)
    else:
        assert job.state == "failed"
        assert job.error.startswith("From line 32 on, more than a million lines")
        assert intake.rows_about(run) == 30
        assert not audience.contacts.exists()


def test_many_bad_rows_among_more_good_ones_stop_nothing(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "MAX_REFUSED", 2)
    rows = "email\na\nb@example.com\nc\nd@example.com\ne@example.com\nf\n"

    assert bring(audience, rows) == numbers(6, 3, 0, 0, 3, 0)
