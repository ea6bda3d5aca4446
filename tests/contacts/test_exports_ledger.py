"""The whole history of consent as a file in the zip of an export."""

from __future__ import annotations

import io

import pytest

from accounts.models import User
from audiences.models import Audience
from contacts.causes import Cause, version_of
from contacts.exports import running
from contacts.imports import arrivals, containers
from tests.contacts.exporting import content, export, order, zip_of
from tests.factories import ContactFactory


@pytest.fixture
def two(audience: Audience, alice: User) -> Audience:
    """Of whom one agreed and left, and one never did either."""
    ContactFactory.create(audience=audience, email="a@x.com", status="nonsubscribed")
    ContactFactory.create(audience=audience, email="b@x.com")
    row = audience.contacts.filter(email="a@x.com")
    row.subscribe(Cause(audience, "staff", actor=alice, ip="192.0.2.7", wording="Yes"))
    row.unsubscribe(Cause(audience, "link"))
    return audience


def test_every_line_stands_in_a_file_of_its_own(
    two: Audience, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "SLICE", 1)

    files = zip_of(export(two, alice, order("zip", consents=True)))

    assert set(files) == {"subscribed.csv", "unsubscribed.csv", "consents.csv"}
    titles, given, withdrawn = files["consents.csv"]
    told = dict(zip(titles, given, strict=True))
    assert told["Email address"] == "a@x.com"
    assert (told["Given"], told["How"], told["By"]) == ("yes", "staff", "Alice")
    assert (told["Wording"], told["Version of the wording"]) == (
        "Yes",
        version_of("Yes"),
    )
    assert (told["Channel"], told["Purpose"]) == ("email", "marketing")
    assert withdrawn[4:6] == ["no", "link"]


def test_without_being_asked_for_it_is_left_out(two: Audience, alice: User) -> None:
    assert "consents.csv" not in zip_of(export(two, alice, order("zip")))


def test_an_import_of_the_zip_takes_it_for_no_list(two: Audience, alice: User) -> None:
    job = export(two, alice, order("zip", consents=True))

    run = arrivals.receive(two, io.BytesIO(content(job)), "everyone.zip", owner=alice)

    assert sorted(run.parts) == ["subscribed.csv", "unsubscribed.csv"]


@pytest.mark.parametrize(
    ("name", "is_list"),
    [
        ("consents.csv", False),
        ("consents-2.csv", False),
        ("subscribed.csv", True),
        ("consents/people.csv", True),
    ],
)
def test_only_our_own_ledger_is_left_out(name: str, is_list: bool) -> None:
    assert containers.is_list(name) == is_list
