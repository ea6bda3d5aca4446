from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audiences.models import Audience
from tests.contacts.bygone import day, logged, numbers
from tests.factories import ContactFactory


@pytest.fixture
def file(tmp_path: Path, audience: Audience) -> Path:
    ContactFactory.create(audience=audience, email="a@x.com")
    path = tmp_path / "orders.tsv"
    path.write_text(f"email\twhen\tn\na@x.com\t{day(2)}\t7\nb@x.com\t{day(3)}\t8\n")
    return path


def run(audience: Audience, file: Path, *options: str) -> str:
    out = io.StringIO()
    told = ("--audience", str(audience.pk), str(file), *options)
    call_command("import_events", *told, stdout=out)
    return out.getvalue()


def test_a_file_is_imported_and_told_as_json(audience: Audience, file: Path) -> None:
    told = run(audience, file, "--json", "--name", "bought")

    assert json.loads(told) == numbers(2, 1, 0, 1, 0)
    assert logged(audience) == [("bought", {"n": 7})]


def test_the_name_is_that_of_the_file_and_refused_rows_are_listed(
    audience: Audience, file: Path
) -> None:
    told = run(audience, file)

    assert "line 3: Nobody in this audience has this address. b@x.com" in told
    assert logged(audience) == [("orders", {"n": 7})]


def test_strangers_are_added_where_that_is_asked_for(
    audience: Audience, file: Path
) -> None:
    run(audience, file, "--add-unknown")

    assert audience.contacts.get(email="b@x.com").status == "nonsubscribed"
    assert len(logged(audience)) == 2


def test_a_dry_run_leaves_nothing(audience: Audience, file: Path) -> None:
    told = run(audience, file, "--dry-run", "--json")

    assert json.loads(told) == numbers(2, 1, 0, 1, 1)
    assert (logged(audience), audience.pastimports.count()) == ([], 0)


@pytest.mark.parametrize(
    ("data", "options", "said"),
    [
        ("who,when\nAnn,2026-01-01\n", [], "Choose the column that holds the email"),
        ("email,n\na@x.com,1\n", [], "Choose the column that says when"),
        ("email,when\na@x.com,2026-01-01\n", ["--name", "x y"], "--name: A name has"),
        ("", [], "The file is empty."),
    ],
)
def test_what_cannot_be_imported_is_one_sentence(
    audience: Audience, file: Path, data: str, options: list[str], said: str
) -> None:
    file.write_text(data)

    with pytest.raises(CommandError, match=said):
        run(audience, file, *options)

    assert not audience.pastimports.exists()


def test_a_file_that_is_not_there_is_one_sentence(
    audience: Audience, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run(audience, tmp_path / "none.csv")
