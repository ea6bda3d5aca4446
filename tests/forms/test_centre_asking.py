"""Asking for a link into one's own page, which tells nobody who is known."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from accounts.limits import Rate
from audiences.models import Audience
from contacts.models import Contact
from delivery.addressing import READING, told, written
from delivery.models import Delivery
from forms.centre import asking, keys
from tests.delivery.ledgers import people
from tests.factories import AudienceFactory
from tests.forms.centres import reader, sent_to, url_of

pytestmark = pytest.mark.django_db

ADDRESS = keys.Purpose.ADDRESS


@pytest.fixture(autouse=True)
def installation(settings: Any) -> None:
    settings.PUBLIC_URL = ""


@pytest.fixture
def anna(audience: Audience) -> Contact:
    (anna,) = people(audience, "anna@example.org", language="en", first_name="Anna")
    return anna


@pytest.fixture
def sent(anna: Contact) -> Delivery:
    return sent_to(anna)


def page(url: str) -> tuple[int, str]:
    response = reader().get(url)
    return response.status_code, response.content.decode()


def wrong_links(sent: Delivery) -> dict[str, str]:
    right = url_of(sent)
    return {
        "made up": url_of(Delivery(token=uuid4())),
        "cut off": right[:-1],
        "longer": f"{right}a",
        "in capitals": right.upper().replace("/P/", "/p/"),
        "that of the way out": f"/p/{written(sent.token)}",
        "that of reading": f"/p/{told(READING, sent.token)}",
        "of a key that is none": f"/p/{'a' * 32}",
        "null": "/p/%00",
        "not of this alphabet": f"/p/{'é' * 26}",
        "very long": f"/p/{'a' * 5000}",
    }


def mails(audience: Audience) -> list[str]:
    rows = Delivery.objects.filter(audience=audience.pk, message__kind="system")
    return [row.message.name for row in rows.select_related("message").order_by("pk")]


def test_who_asks_gets_a_link_and_nobody_learns_who_is_known(
    audience: Audience, anna: Contact
) -> None:
    url = f"/p/of/{audience.public_id}"

    known = reader().post(url, {"email": "Anna@Example.org "})
    unknown = reader().post(url, {"email": "nobody@example.org"})

    assert (known.status_code, known.content) == (200, unknown.content)
    assert mails(audience) == ["Link to their settings"]


def test_the_answer_is_the_same_once_one_address_was_asked_too_often(
    audience: Audience, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "OF_ADDRESS", Rate(1, 60))
    url = f"/p/of/{audience.public_id}"

    first, second = (reader().post(url, {"email": anna.email}) for _time in range(2))

    assert (second.status_code, second.content) == (200, first.content)
    assert len(mails(audience)) == 1


def test_one_machine_asks_only_so_often(
    audience: Audience, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "OF_MACHINE", Rate(1, 60))
    url = f"/p/of/{audience.public_id}"
    reader().post(url, {"email": "nobody@example.org"})

    response = reader().post(url, {"email": anna.email})

    assert response.status_code == 429
    assert mails(audience) == []


def test_nothing_goes_to_a_dead_address(audience: Audience) -> None:
    people(audience, "dead@example.org", status="cleaned")

    reader().post(f"/p/of/{audience.public_id}", {"email": "dead@example.org"})

    assert mails(audience) == []


@pytest.mark.parametrize(
    "email", ["", "anna", "anna@example.org\r\nBcc: all@example.org", "<b>@x.org"]
)
def test_what_is_no_address_is_said_in_words(audience: Audience, email: str) -> None:
    response = reader().post(f"/p/of/{audience.public_id}", {"email": email})

    assert response.status_code == 422
    assert 'class="invalid-feedback"' in response.content.decode()
    assert mails(audience) == []


def test_of_another_audience_nobody_is_asked(audience: Audience, anna: Contact) -> None:
    other = AudienceFactory.create(account=audience.account)

    reader().post(f"/p/of/{other.public_id}", {"email": anna.email})

    assert mails(audience) == mails(other) == []
