from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Plan
from audiences.models import Audience
from contacts.imports import staging
from contacts.models import Field
from tests.contacts.importing import everything
from tests.contacts.workbooks import workbook_of, zip_of
from tests.factories import ContactFactory, TagFactory

PEOPLE = """\
Email,First name,Age,Tags
a@example.com,Ann,44,vip
b@example.com,Bo,,
nobody,Cy,,
a@example.com,Anna,forty-five,
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    return path


def run(audience: Audience | str, file: Path, *options: str) -> str:
    named = audience if isinstance(audience, str) else str(audience.pk)
    out = io.StringIO()
    call_command(
        "import_contacts", "--audience", named, str(file), *options, stdout=out
    )
    return out.getvalue()


def refusal(audience: Audience | str, file: Path, *options: str) -> str:
    with pytest.raises(CommandError) as refused:
        run(audience, file, *options)
    assert refused.value.returncode == 1
    return str(refused.value)


def test_the_report_as_json_has_exactly_these_keys(
    audience: Audience, file: Path
) -> None:
    assert json.loads(run(audience, file, "--json")) == {
        "rows": 4,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "refused": 1,
        "duplicates": 1,
    }


def test_the_report_in_words_names_line_and_reason(
    audience: Audience, file: Path
) -> None:
    said = run(audience, file)

    assert "created         2" in said
    assert "Column “Age” became a new field." in said
    assert "line 4, Email: An email address needs an @ in the middle. nobody" in said


def test_an_audience_is_named_by_its_number_or_its_public_id(
    audience: Audience, file: Path
) -> None:
    run(audience.public_id, file)

    assert audience.contacts.count() == 2


def test_columns_that_are_not_known_become_text_fields(
    audience: Audience, file: Path
) -> None:
    run(audience, file)

    assert Field.objects.get(audience=audience, label="Age").type == "text"
    people = everything(audience)["people"]
    assert people["a@example.com"]["fields"] == {"Age": "forty-five"}


def test_everyone_gets_the_status_and_the_tags_asked_for(
    audience: Audience, file: Path
) -> None:
    TagFactory.create(audience=audience, name="Spring")

    run(audience, file, "--status", "nonsubscribed", "--tags", "spring, new,,")

    people = everything(audience)["people"]
    assert {person["status"] for person in people.values()} == {"nonsubscribed"}
    assert people["b@example.com"]["tags"] == ["Spring", "new"]


def test_people_who_are_here_are_updated_only_when_asked(
    audience: Audience, file: Path
) -> None:
    ContactFactory.create(audience=audience, email="a@example.com", first_name="Old")

    report = json.loads(run(audience, file, "--json"))
    assert (report["created"], report["updated"], report["unchanged"]) == (1, 0, 1)
    report = json.loads(run(audience, file, "--update", "--json"))
    assert (report["created"], report["updated"], report["unchanged"]) == (0, 1, 1)
    assert audience.contacts.get(email="a@example.com").first_name == "Anna"


@pytest.mark.parametrize("options", [(), ("--update",)])
def test_a_dry_run_gives_the_numbers_of_the_real_one(
    audience: Audience, file: Path, options: tuple[str, ...]
) -> None:
    ContactFactory.create(audience=audience, email="b@example.com", first_name="Bo")
    before = everything(audience)
    options = (*options, "--tags", "new", "--json")

    dry = run(audience, file, *options, "--dry-run")

    assert everything(audience) == before
    assert not audience.tags.exists()
    assert dry == run(audience, file, *options)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (
            b"\x89PNG\r\n\x1a\n" + bytes(99),
            "This is a PNG file, whatever its name says.",
        ),
        (b"Email,Name\n", "The file holds titles but no rows below them."),
        (b"Name,City\nAnn,Oslo\n", "No column of the file holds email addresses."),
        (b",".join([b"x"] * 10_000) + b"\n1\n", "The file has 10,000 columns;"),
        (
            b"Email," + b",".join(b"c%d" % n for n in range(101)) + b"\na@b.cc\n",
            "The file has more than 100 columns that no field is there for.",
        ),
    ],
)
def test_a_bad_file_is_one_sentence_and_leaves_nothing(
    audience: Audience, file: Path, data: bytes, sentence: str
) -> None:
    file.write_bytes(data)
    before = everything(audience)

    said = refusal(audience, file)

    assert said.startswith(sentence)
    assert "\n" not in said
    assert everything(audience) == before
    assert not audience.imports.exists()
    assert not audience.jobs.exists()


def test_what_cannot_be_opened_is_one_sentence(
    audience: Audience, tmp_path: Path
) -> None:
    nowhere = tmp_path / "none.csv"

    assert refusal(audience, nowhere) == f"{nowhere}: No such file or directory."
    assert refusal(audience, tmp_path) == f"{tmp_path}: Is a directory."


@pytest.mark.parametrize("name", ["0", "none", "9" * 30, "²", ""])
def test_an_audience_that_is_not_there_is_one_sentence(
    audience: Audience, file: Path, name: str
) -> None:
    assert refusal(name, file) == f"There is no audience {name}."


def test_a_tag_that_is_too_long_is_one_sentence(audience: Audience, file: Path) -> None:
    said = refusal(audience, file, "--tags", "x" * 101)

    assert said == "A tag has at most 100 characters."
    assert not audience.imports.exists()


@pytest.mark.parametrize("status", ["pending", "archived", "x"])
def test_a_status_that_no_file_can_give_is_refused(
    audience: Audience, file: Path, status: str
) -> None:
    assert refusal(audience, file, "--status", status) == (
        "The status is one of subscribed, unsubscribed, nonsubscribed, cleaned."
    )


def test_a_file_may_have_any_name(audience: Audience, tmp_path: Path) -> None:
    path = Path(str(tmp_path), "caf\udce9 " + "x" * 200 + ".csv")
    path.write_text(PEOPLE)

    run(audience, path)

    assert audience.imports.get().filename.endswith("x.csv")


def test_many_rows_take_many_slices(
    audience: Audience, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "BATCH", 2)
    monkeypatch.setattr(staging, "SECONDS", 0)

    report: dict[str, Any] = json.loads(run(audience, file, "--json"))

    assert report["rows"] == 4


def test_a_workbook_of_several_sheets_needs_the_name_of_one(
    audience: Audience, tmp_path: Path
) -> None:
    path = tmp_path / "people.xlsx"
    path.write_bytes(workbook_of(["x"], People=[["email"], ["a@example.com"]]))

    assert refusal(audience, path) == "Say which with --sheet: Sheet, People."
    assert "There is no part “Men”" in refusal(audience, path, "--sheet", "Men")
    assert (
        json.loads(run(audience, path, "--sheet", "People", "--json"))["created"] == 1
    )


def test_all_lists_of_an_archive_come_in_or_the_one_that_is_named(
    audience: Audience, tmp_path: Path
) -> None:
    path = tmp_path / "export.zip"
    names = {"unsubscribed_a.csv": "out", "subscribed_a.csv": "in"}
    lists = {name: f"email\n{who}@example.com\n" for name, who in names.items()}
    path.write_bytes(zip_of(lists))

    run(audience, path, "--sheet", "unsubscribed_a.csv")
    assert everything(audience)["statuses"] == {"unsubscribed": 1}
    run(audience, path)
    assert everything(audience)["statuses"] == {"unsubscribed": 1, "subscribed": 1}
    assert "There is no part" in refusal(audience, path, "--sheet", "b.csv")


def limited(audience: Audience, most: int) -> None:
    plan = Plan.objects.create(name="Tiny", position=99, max_contacts=most)
    audience.account.plan = plan
    audience.account.save(update_fields=["plan"])


def test_a_plan_without_room_is_one_sentence_and_leaves_nothing(
    audience: Audience, file: Path
) -> None:
    limited(audience, 1)
    before = everything(audience)

    said = refusal(audience, file, "--tags", "spring")

    assert said.startswith("The plan Tiny includes 1 contact, the archived not")
    assert everything(audience) == before
    assert not audience.tags.exists()
    assert not audience.imports.exists()


def test_a_plan_with_just_enough_room_lets_them_in(
    audience: Audience, file: Path
) -> None:
    limited(audience, 2)

    assert json.loads(run(audience, file, "--json", "--tags", "x"))["created"] == 2
    assert everything(audience)["tagged"] == {"x": 2}
    assert json.loads(run(audience, file, "--json", "--dry-run"))["created"] == 0


def test_a_refused_row_of_an_archive_is_told_by_its_list(
    audience: Audience, tmp_path: Path
) -> None:
    path = tmp_path / "export.zip"
    lists = {
        "subscribed.csv": "email\na@b.cc\n",
        "cleaned.csv": "email\n\nno\na@a.cc\n",
    }
    path.write_bytes(zip_of(lists))

    said = run(audience, path)

    assert "cleaned.csv, line 3, email: An email address needs" in said


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_more_tags_for_everyone_than_a_person_gets_are_refused(
    audience: Audience, file: Path, options: list[str]
) -> None:
    names = ",".join(f"t{at}" for at in range(51))

    said = refusal(audience, file, "--tags", names, *options)

    assert said == "A person gets at most 50 tags at once."
    assert audience.tags.count() == 0
