from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.imports import encodings, normalizing, preview, reading
from contacts.imports.reading import Dialect, FileRefused, Record
from tests.contacts.importing import cells_of, records_of

WEST = "email,name\nzoe@example.com,Zoé Lefèvre\nkoln@example.com,Jürgen Müller\n"
EAST = "email,name\nzof@example.com,Zażółć Gęślą\nlod@example.com,Paweł Łódź\n"
CZECH = "email,name\njiri@example.com,Jiří Dvořák\nruz@example.com,Štěpán Růžička\n"
RUSSIAN = "email,name\nivan@example.com,Иван Петров\nanna@example.com,Анна Смирнова\n"
GREEK = "email,name\ng@example.com,Γιώργος Παπαδόπουλος\nm@example.com,Μαρία Αθήνα\n"
JAPANESE = "email,name\nt@example.com,山田太郎\nh@example.com,鈴木花子\n"


def dialect_of(data: bytes) -> Dialect:
    return preview.detect_dialect(normalizing.normalize(io.BytesIO(data)))


def refusal_of(data: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        preview.preview(normalizing.normalize(io.BytesIO(data)))
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (WEST, "utf-8"),
        (WEST, "utf-8-sig"),
        (WEST, "cp1252"),
        (WEST, "latin-1"),
        (WEST, "mac_roman"),
        (WEST, "utf-16"),
        (WEST, "utf-16-le"),
        (WEST, "utf-16-be"),
        (WEST, "utf-32"),
        (EAST, "cp1250"),
        (CZECH, "cp1250"),
        (EAST, "utf-16"),
        (RUSSIAN, "koi8_r"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "utf-16-le"),
        (GREEK, "cp1253"),
        (JAPANESE, "cp932"),
        (JAPANESE, "utf-8"),
    ],
)
def test_a_file_is_read_in_the_encoding_it_is_in(text: str, encoding: str) -> None:
    wanted = [line.split(",") for line in text.splitlines()[1:]]

    assert cells_of(text.encode(encoding)) == wanted


def test_two_encodings_in_one_file_are_read_line_by_line() -> None:
    west = "".join(f"a{n}@example.com,Zoé Lefèvre\n" for n in range(40))
    east = "".join(f"b{n}@example.com,Jürgen Łódź\n" for n in range(40))
    header = b"email,name\n"

    for data in (
        header + west.encode("cp1252") + east.encode(),
        header + east.encode() + west.encode("cp1252"),
    ):
        assert {cells[1] for cells in cells_of(data)} == {"Zoé Lefèvre", "Jürgen Łódź"}


def test_two_encodings_in_one_line_are_told_apart() -> None:
    line = b"a@example.com," + "Łódź".encode() + b"," + "Zoé".encode("cp1252")

    assert cells_of(b"email,city,name\n" + line) == [["a@example.com", "Łódź", "Zoé"]]


def test_letters_far_down_in_the_file_still_tell_its_encoding() -> None:
    plain = b"".join(b"a%d@example.com,Ann\n" % n for n in range(60_000))
    data = b"email,name\n" + plain + "z@example.com,Иван Петров\n".encode("koi8_r") * 9

    assert len(plain) > encodings.SAMPLE
    assert dialect_of(data).encoding == "koi8_r"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", ":", "^", "~"])
def test_the_sign_between_columns_is_found(delimiter: str) -> None:
    rows = [["email", "name"], ["a@example.com", "Doe, Ann"], ["b@example.com", "1;2"]]
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in rows]

    assert cells_of("\r\n".join(lines).encode()) == rows[1:]


@pytest.mark.parametrize(
    ("data", "delimiter"),
    [
        (b"a@example.com;1,5;2,5\nb@example.com;2,5;3,5\n", ";"),
        (b"Doe, Ann\ta@example.com\nRoe, Bo\tb@example.com\n", "\t"),
        (b"email\na@example.com\nb@example.com\n", ","),
        (b'"a@example.com";"x, y, z"\n"b@example.com";"x, y, z"\n', ";"),
    ],
)
def test_addresses_tell_the_sign_between_columns(data: bytes, delimiter: str) -> None:
    assert dialect_of(data).delimiter == delimiter


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"email\na@example.com\n", [2]),
        (b"a@example.com\nb@example.com\n", [1, 2]),
        (b"\n\r\n  \nemail,name\n\na@example.com,Ann\n", [6]),
        (b"\n\na@example.com,Ann\n", [3]),
        (b"email,name\n,\n ,\t\n;\na@example.com,Ann", [4, 5]),
    ],
)
def test_titles_and_blank_lines_are_no_rows(data: bytes, lines: list[int]) -> None:
    assert [record.line for record in records_of(data)] == lines


def test_line_ends_of_every_age_are_understood() -> None:
    wanted = [["a@example.com", "Ann"], ["b@example.com", "Bo"]]
    data = b"email,name\na@example.com,Ann\nb@example.com,Bo\n"

    for end in (b"\n", b"\r\n", b"\r"):
        assert cells_of(data.replace(b"\n", end)) == wanted
    # The end of a line may lie across two pieces of a file that is rewritten.
    long = "email,name\r\n" + "a@example.com,Ann\r\n" * 100_000
    assert records_of(long.encode("utf-16"))[-1].line == 100_001


def test_a_cell_may_hold_lines_quotes_and_signs() -> None:
    data = b'email,note\na@example.com,"one\r\ntwo, ""three"""\nb@example.com,x\n'

    first, second = records_of(data)

    assert first.cells == ["a@example.com", 'one\ntwo, "three"']
    assert (first.line, first.end_line, second.line) == (2, 3, 4)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('a@example.com,"Ann" Smith', "Ann Smith"),
        ('a@example.com, "Smith, Ann"', "Smith, Ann"),
        ('a@example.com,5" pipe', '5" pipe'),
        ('a@example.com,"5"" pipe"', '5" pipe'),
        ('a@example.com,""', ""),
    ],
)
def test_odd_quotes_that_are_closed_are_no_problem(written: str, read: str) -> None:
    assert cells_of(f"email,name\n{written}\n".encode()) == [["a@example.com", read]]


@pytest.mark.parametrize(
    "after",
    [
        'b@example.com,Bo\nc@example.com,"Roe, Cy"\n',
        'b@example.com,Bo\nc@example.com,"Roe, Cy","x"',
        'b@example.com,Bo\n"c@example.com","Roe, Cy"\n',
        "b@example.com,Bo\n" + "c@example.com,Cy\n" * 300,
    ],
)
def test_a_quote_that_is_never_closed_costs_its_own_line_only(after: str) -> None:
    data = f'email,name\na@example.com,"Ann\n{after}'

    first, *others = records_of(data.encode())

    assert (first.line, first.problem) == (2, "quote")
    assert first.cells == ['a@example.com,"Ann']
    assert [record.line for record in others] == [3 + n for n in range(len(others))]
    assert len(others) == len(after.splitlines())
    assert not any(record.problem for record in others)


def test_a_line_of_three_megabytes_costs_itself_only() -> None:
    long = b"b@example.com," + b"x" * 3_000_000
    data = b"email,name\na@example.com,Ann\n" + long + b"\nc@example.com,Cy\n"

    records = records_of(data)

    assert [(r.line, r.problem) for r in records] == [(2, ""), (3, "long"), (4, "")]
    assert records[2].cells == ["c@example.com", "Cy"]
    assert records[2].end == len(data)


def test_a_long_line_inside_of_quotes_costs_no_other_line() -> None:
    long = b"b@example.com," + b"x" * 3_000_000
    data = b'email,name\na@example.com,"Ann\n' + long + b"\nc@example.com,Cy\n"

    records = records_of(data)

    problems = [(record.line, record.problem) for record in records]
    assert problems == [(2, "quote"), (3, "long"), (4, "")]
    assert records[2].end == len(data)


def test_nul_bytes_cost_their_own_line_only() -> None:
    data = b"email,name\na@example.com,A\0nn\nb@example.com,Bo\n"

    first, second = records_of(data)

    assert (first.problem, first.cells) == ("nul", ["a@example.com", "Ann"])
    assert (second.problem, second.cells) == ("", ["b@example.com", "Bo"])


def test_rows_may_be_ragged() -> None:
    data = b"email,name,city\na@example.com\nb@example.com,Bo,Oslo,more\n"

    assert cells_of(data) == [
        ["a@example.com"],
        ["b@example.com", "Bo", "Oslo", "more"],
    ]


def test_a_row_of_very_many_cells_is_a_problem_of_this_row() -> None:
    data = b"email,name\na@example.com,A\nb@example.com" + b",x" * 300 + b"\n"

    assert [record.problem for record in records_of(data)] == ["", "columns"]
    assert len(preview.preview(io.BytesIO(data)).rows) == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \n\n", "The file is empty."),
        (b"\xef\xbb\xbf\n", "The file holds no rows."),
        (b"email,name\n", "The file holds titles but no rows below them."),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "This is a PNG file"),
        (b"PK\x03\x04" + bytes(99), "This is a ZIP or Excel file"),
        (b"%PDF-1.7\nx", "This is a PDF file"),
        (bytes(range(1, 256)) * 20, "This is no text file."),
        (
            ",".join(f"c{n}" for n in range(10_000)).encode() + b"\na@example.com\n",
            "The file has 10,000 columns; at most 300 can be imported.",
        ),
        (b'email,"name\na@example.com,Ann\n', "The row of titles, in line 1, cannot"),
        (b"x" * 3_000_000 + b"\na@example.com\n", "The row of titles, in line 1,"),
    ],
)
def test_what_is_no_file_of_contacts_is_refused_in_a_sentence(
    data: bytes, sentence: str
) -> None:
    assert refusal_of(data).startswith(sentence)


def test_without_titles_the_longest_of_the_first_rows_counts() -> None:
    head = preview.preview(io.BytesIO(b"a@example.com\nb@example.com,Bo,Oslo\n"))

    assert head.titles == ["", "", ""]
    assert len(head.rows) == 2


def test_bytes_that_an_encoding_lacks_are_still_read() -> None:
    text = "email,name\n" + "a@example.com,Zoé\n" * 20
    data = text.encode("cp1252") + b"b@example.com,\x81\x9d\n"

    assert cells_of(data)[-1][0] == "b@example.com"


ODD = st.sampled_from(
    ['"', '""', ",", "\n", "\r\n", "\r", "x", "a@b.c", "é", "\0", " ", ";", "\ufeff"]
)


@given(st.lists(ODD, max_size=60).map("".join), st.sampled_from(["utf-8", "cp1252"]))
@settings(max_examples=150)
def test_reading_goes_on_from_any_record_as_if_it_had_never_stopped(
    text: str, encoding: str
) -> None:
    data = text.encode(encoding, "replace")
    dialect = Dialect(encoding, ",", has_header=False)

    def rest(offset: int, line: int) -> list[Record]:
        return list(reading.records(io.BytesIO(data), dialect, offset, line))

    whole = rest(0, 0)

    for place, record in enumerate(whole):
        assert rest(record.end, record.end_line) == whole[place + 1 :]
    assert [r.line for r in whole] == sorted({r.line for r in whole})
