from __future__ import annotations

import io
import struct
import time
import zipfile

import pytest

from contacts.imports import containers, zips
from contacts.imports.reading import FileRefused
from contacts.imports.zips import ZipRefused
from tests.contacts.workbooks import lying, workbook_of, zip_of

BOMB = zip_of({"xl/workbook.xml": bytes(64 << 20)})
MANY = zip_of({f"{n}.csv": b"email\n" for n in range(1_001)})


def code_of(data: bytes) -> str:
    with pytest.raises(ZipRefused) as caught:
        zips.check_contents(io.BytesIO(data))
    return str(caught.value)


def encrypted() -> bytes:
    data = bytearray(zip_of({"a.csv": b"email\n"}))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + place] |= 1
    return bytes(data)


def with_many_entries(n: int) -> bytes:
    """A zip file whose last record says that there are so many members."""
    data = bytearray(zip_of({"a.csv": b"email\n"}))
    struct.pack_into("<H", data, data.rfind(b"PK\x05\x06") + 10, n)
    return bytes(data)


def sharing() -> bytes:
    """Members that all point at the same packed bytes."""
    data = zip_of({"a.csv": bytes(1 << 20)})
    start, end = data.find(b"PK\x01\x02"), data.rfind(b"PK\x05\x06")
    entry, tail = data[start:end], bytearray(data[end:])
    struct.pack_into("<HHL", tail, 8, 99, 99, 99 * len(entry))
    return data[:start] + 99 * entry + bytes(tail)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04 and no more", "broken"),
        (zip_of({"a.csv": b"email\n"})[:-30], "broken"),
        (encrypted(), "password"),
        (BOMB, "bomb"),
        (lying(zip_of({"a.csv": bytes(8 << 20)}), 1000), "bomb"),
        (MANY, "members"),
        (with_many_entries(60_000), "members"),
        (sharing(), "bomb"),
        (zip_of({"../a.csv": b"email\n"}), "names"),
        (zip_of({"/etc/a.csv": b"email\n"}), "names"),
        (zip_of({"a\\..\\..\\b.csv": b"email\n"}), "names"),
    ],
)
def test_a_trap_is_left_shut(data: bytes, code: str) -> None:
    began = time.monotonic()

    assert code_of(data) == code

    assert time.monotonic() - began < 1


def test_too_much_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MAX_BYTES", 1000)

    assert code_of(zip_of({"a.csv": bytes(600), "b.csv": bytes(600)})) == "large"


def test_a_sound_zip_is_read_in_pieces() -> None:
    content = b"email,name\n" * 200_000
    file = io.BytesIO(zip_of({"folder/": b"", "a.csv": content}))

    (member,) = zips.members(file)
    zips.check_contents(file)

    assert member.filename == "a.csv"
    pieces = list(zips.pieces(file, member))
    assert b"".join(pieces) == content
    assert max(map(len, pieces)) <= zips.PIECE


def test_members_that_are_not_packed_are_read_too() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.csv", b"email\n" * 100_000)

    (member,) = zips.members(out)

    assert b"".join(zips.pieces(out, member)) == b"email\n" * 100_000


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"email\na@example.com\n", "text"),
        (workbook_of(["email"]), "sheet"),
        (zip_of({"xl/workbook.bin": b""}), "sheet"),
        (
            zip_of({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
            "sheet",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "sheet"),
        (zip_of({"subscribed_a.CSV": "email\n"}), "archive"),
    ],
)
def test_the_kind_of_a_file_is_told_by_what_is_in_it(data: bytes, kind: str) -> None:
    assert containers.kind_of(io.BytesIO(data)).name == kind


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (BOMB, "The file unpacks to far more than it should"),
        (zip_of({"word/document.xml": ""}), "There is neither a sheet nor a list"),
        (zip_of({}), "There is neither a sheet nor a list"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + bytes((1 << 20) - 16)
            + "EncryptedPackage".encode("utf-16-le"),
            "The file is locked with a password.",
        ),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(FileRefused, match=sentence):
        containers.kind_of(io.BytesIO(data))
