from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from audiences import jobs
from audiences.models import Audience
from contacts.imports import running, staging, tags
from tests.contacts.import_pages import answers, url
from tests.contacts.importing import bring, take
from tests.contacts.test_imports_command import refusal, run
from tests.factories import TagFactory


@pytest.fixture(autouse=True)
def small_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tags, "MAX_NEW", 4)
    monkeypatch.setattr(staging, "BATCH", 2)
    monkeypatch.setattr(staging, "SECONDS", 0)


def tagged(n: int) -> str:
    """A file of so many people, each with a tag of their own and one of all."""
    rows = "".join(f'p{at}@example.com,here,"t{at},T{at}"\n' for at in range(n))
    return f"email,Tags,Labels\n{rows}"


def test_a_file_that_would_make_too_many_tags_is_refused_by_its_check(
    as_alice: Client, audience: Audience
) -> None:
    TagFactory.create(audience=audience, name="Here")

    run = take(audience, tagged(5))
    as_alice.post(url("check", run), answers(run))
    page = as_alice.get(url("check", run)).content.decode()

    assert "Column “Labels” would make more than 4 new tags" in page
    assert "Back to the columns" in page
    as_alice.post(url("start", run))
    run.refresh_from_db()
    assert (run.is_checked, run.job) == (False, None)
    assert (audience.tags.count(), audience.contacts.count()) == (1, 0)


def test_as_many_tags_as_an_import_makes_are_made(audience: Audience) -> None:
    TagFactory.create(audience=audience, name="here")

    bring(audience, tagged(4))

    assert audience.tags.count() == 5


def test_an_import_that_was_not_checked_makes_no_more_tags_either(
    audience: Audience,
) -> None:
    job = jobs.run(running.start(take(audience, tagged(9))))

    assert (job.state, audience.contacts.count()) == ("failed", 0)
    assert job.error.startswith("Column “Labels” would make more than 4 new tags")
    assert audience.tags.count() <= 4


@pytest.mark.parametrize("how", ["import", "dry run"])
def test_a_file_of_too_many_tags_is_refused_and_makes_none(
    audience: Audience, tmp_path: Path, how: str
) -> None:
    rows = "".join(f"p{at}@example.com,order {at}\n" for at in range(5))
    file = tmp_path / "people.csv"
    file.write_text(f"Email,Tags\n{rows}")

    said = refusal(audience, file, *(["--dry-run"] if how == "dry run" else []))

    assert said.startswith("Column “Tags” would make more than 4 new tags")
    assert (audience.tags.count(), audience.contacts.count()) == (0, 0)


def test_many_tags_that_are_there_are_given(audience: Audience, tmp_path: Path) -> None:
    for at in range(5):
        TagFactory.create(audience=audience, name=f"order {at}")
    rows = "".join(f"p{at}@example.com,Order {at}\n" for at in range(5))
    file = tmp_path / "people.csv"
    file.write_text(f"Email,Tags\n{rows}")

    run(audience, file)

    assert (audience.tags.count(), audience.contacts.count()) == (5, 5)
