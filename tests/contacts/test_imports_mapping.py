from __future__ import annotations

from typing import Any

import pytest

from contacts.imports import mapping
from contacts.imports.mapping import Column
from contacts.imports.reading import FileRefused
from contacts.models import Field

DEFAULTS = [
    *(("EMAIL", "Email address", "text"), ("FNAME", "First name", "text")),
    *(("LNAME", "Last name", "text"), ("ADDRESS", "Address", "address")),
    *(("PHONE", "Phone", "phone"), ("BIRTHDAY", "Birthday", "birthday")),
]


def fields_of(*more: tuple[str, str, str]) -> list[Field]:
    return [
        Field(pk=pk, tag=tag, label=label, type=type)
        for pk, (tag, label, type) in enumerate([*DEFAULTS, *more], 1)
    ]


def fills(
    titles: str, *rows: str, more: tuple[tuple[str, str, str], ...] = ()
) -> list[str]:
    """What is suggested for the columns: a tag, a type in brackets, or another."""
    fields = fields_of(*more)
    tags = {field.pk: field.tag for field in fields}
    columns = mapping.suggest(titles.split(","), [r.split(",") for r in rows], fields)
    return [_said(column, tags) for column in columns]


def _said(column: Column, tags: dict[int, str]) -> str:
    if column.target == mapping.FIELD:
        return tags[column.field or 0]
    return f"[{column.type}]" if column.target == mapping.NEW else column.target


@pytest.mark.parametrize(
    ("titles", "wanted"),
    [
        ("Email,First name,Last name", ["EMAIL", "FNAME", "LNAME"]),
        ("E-Mail Address,FNAME,LNAME", ["EMAIL", "FNAME", "LNAME"]),
        ("Adresse e-mail,Prénom,Nom", ["EMAIL", "FNAME", "LNAME"]),
        ("E-mailadres,Voornaam,Achternaam", ["EMAIL", "FNAME", "LNAME"]),
        ("E-Mail-Adresse,Vorname,Nachname", ["EMAIL", "FNAME", "LNAME"]),
        ("email,Téléphone,Anniversaire", ["EMAIL", "PHONE", "BIRTHDAY"]),
        ("email,Tags,ÉTIQUETTES,labels", ["EMAIL", "tags", "tags", "tags"]),
        ("email,Shoe size", ["EMAIL", "[text]"]),
    ],
)
def test_titles_of_the_usual_tools_are_known(titles: str, wanted: list[str]) -> None:
    assert fills(titles) == wanted


# Covered of Flexmail's files: its five default fields and interests, by their titles in
# three languages, the three statuses of its contacts and, as new fields, the source,
# the date added and custom fields. Preferences are a text until the audience has some.
@pytest.mark.parametrize(
    "titles",
    [
        "Email address,First name,Name,Language,Interests,Status,Source,Shoe",
        "Adresse e-mail,Prénom,Nom,Langue,Centres d’intérêt,Statut,Source,Pointure",
        "E-mailadres,Voornaam,Naam,Taal,Interesses,Status,Bron,Schoenmaat",
        "email,first_name,name,language,interest labels,status,source,shoe",
    ],
)
def test_the_columns_of_flexmail_are_known_in_its_languages(titles: str) -> None:
    rows = [
        "a@b.c,Ann,Doe,nl,News,Confirmed,Web,38",
        "b@b.c,Bo,,fr,,Onbevestigd,,",
        "c@b.c,,Roe,en,Shop,blacklisted,,39",
    ]

    assert fills(titles, *rows) == [
        *("EMAIL", "FNAME", "LNAME", "language", "tags", "status", "[text]"),
        "[number]",
    ]


def test_a_name_alone_may_be_the_whole_one() -> None:
    assert fills("email,Name") == ["EMAIL", "[text]"]


@pytest.mark.parametrize(
    ("samples", "wanted"),
    [
        (["1", "2.5", "-3"], "[number]"),
        (["1", "", "x"], "[text]"),
        (["01000", "02139"], "[text]"),
        (["+32", "+33"], "[text]"),
        (["2024-01-31", "31/12/2023"], "[date]"),
        (["https://a.example", "http://b.example/x"], "[url]"),
        (["a.example"], "[text]"),
        ([], "[text]"),
    ],
)
def test_the_type_of_a_new_field_is_guessed(samples: list[str], wanted: str) -> None:
    rows = [f"a@example.com,{sample}" for sample in samples]

    assert fills("email,x", *rows) == ["EMAIL", wanted]


def test_codes_are_known_by_their_values_too() -> None:
    codes = "email,language,country"

    assert fills(codes, "a@b.c,fr,FR", "b@b.c,pt-BR,br") == [
        *("EMAIL", "language", "country")
    ]
    assert fills(codes, "a@b.c,fr,France", "b@b.c,nl,Belgique") == [
        *("EMAIL", "language", "country")
    ]
    assert fills(codes, "a@b.c,French,Ours") == ["EMAIL", "[text]", "[text]"]


@pytest.mark.parametrize(
    "title", ["Status", "Statut", "Email Marketing Status", "subscription_status"]
)
def test_a_status_is_known_by_its_title_and_by_its_words(title: str) -> None:
    titles = f"email,{title}"

    assert fills(titles, "a@b.c,Active", "b@b.c,", "c@b.c,Désinscrit") == [
        *("EMAIL", "status")
    ]
    assert fills(titles, "a@b.c,Active", "b@b.c,Gold") == ["EMAIL", "[text]"]
    assert fills("email,mood", "a@b.c,Active") == ["EMAIL", "[text]"]


def test_fields_of_the_audience_go_before_the_usual_names() -> None:
    more = (("MOBILE", "Mobile", "phone"), ("CITY", "Città", "text"))

    assert fills("email,mobile,citta,CITY", more=more)[1:3] == ["MOBILE", "CITY"]


def test_titles_of_any_script_are_told_apart() -> None:
    more = (("F1", "Имя", "text"), ("F2", "!!!", "text"))
    titles = "email,имя,Фамилия,???,***"

    assert fills(titles, more=more) == ["EMAIL", "F1", "[text]", "[text]", "[text]"]


def test_a_second_column_for_the_same_is_left_out_and_says_why() -> None:
    columns = mapping.suggest(
        ["email", "City", "E-mail", "city", "City"], [["a@b.c"]], fields_of()
    )

    assert [column.target for column in columns] == [
        *("field", "new", "skip", "skip", "skip")
    ]
    assert columns[2].note == "“email” fills the same already."
    assert columns[4].note == "“City” fills the same already."


def test_a_column_without_title_and_values_is_left_out() -> None:
    rows = [["a@b.c", "", "x"], ["b@b.c", " ", ""]]

    _email, empty, unnamed = mapping.suggest(["email", "", ""], rows, fields_of())

    assert (empty.title, empty.target) == ("Column 2", "skip")
    assert empty.note == "it has neither a title nor values."
    assert (unnamed.target, unnamed.label) == ("new", "Column 3")


def test_addresses_are_found_without_a_title() -> None:
    rows = ["Ann,a@example.com", "Bo,", "Cy,c@example.com"]

    assert fills("who,reach", *rows) == ["[text]", "EMAIL"]
    assert fills(",", *rows) == ["[text]", "EMAIL"]


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ([Column("x")], "No column of the file holds email addresses."),
        (
            [Column("e", "field", field=1), *[Column("x", "new")] * 101],
            "The file has more than 100 columns that no field is there for.",
        ),
    ],
)
def test_a_mapping_that_nothing_can_come_of_is_refused(
    columns: list[Column], sentence: str
) -> None:
    mapped: list[dict[str, Any]] = [column.to_dict() for column in columns]

    with pytest.raises(FileRefused, match=sentence):
        mapping.check(mapped, fields_of())


def test_merge_tags_of_new_fields_are_short_plain_and_unique() -> None:
    taken: set[str] = set()
    labels = ["Shoe size (EU)", "Shoe size (UK)", "Straße", "42", "Имя", "", "FNAME"]

    for label in labels:
        taken.add(mapping.new_tag(label, taken | {"FNAME"}))

    assert taken == {*("SHOE_SIZE", "SHOE_SIZE2", "STRAE", "F42", "F", "F2", "FNAME2")}
