"""Links into a contact's own page: whose they are, and what becomes of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.limits import Rate
from audiences import people as places
from audiences.models import Audience
from contacts.causes import Cause
from contacts.merging import merge
from contacts.models import Consent, Contact
from delivery.addressing import READING, told, written
from delivery.models import Delivery
from events.models import Event
from forms.centre import asking, keys
from forms.centre.views import answers
from forms.models import CentreKey
from tests.delivery.ledgers import later, people
from tests.factories import AudienceFactory
from tests.forms.centres import choose, form_at, reader, sent_to, url_of

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


@pytest.mark.parametrize("which", wrong_links(Delivery()))
def test_a_wrong_link_leads_to_a_calm_page_and_changes_nothing(
    sent: Delivery, anna: Contact, which: str
) -> None:
    url = wrong_links(sent)[which]

    for more in ("", "/leave", "/return", "/link"):
        response = reader().post(f"{url}{more}", {"days": "7", "all": "1"})
        assert response.status_code == 404
        assert "This link leads nowhere" in response.content.decode()
    assert page(url)[0] == 404
    anna.refresh_from_db()
    assert anna.status == "subscribed"


def test_whoever_tries_many_wrong_links_is_stopped_and_right_ones_are_not(
    sent: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "ASTRAY", Rate(1, 60))

    assert [page("/p/wrong")[0] for _time in range(2)] == [404, 429]
    assert page(url_of(sent))[0] == 200


def test_looking_changes_nothing_however_often(sent: Delivery, anna: Contact) -> None:
    before = (Event.objects.count(), Consent.objects.count(), anna.changed_at)

    for more in ("", "?in=fr", "?all=1&days=7"):
        reader().get(url_of(sent, more))
        reader().head(url_of(sent, more))
    for more in ("/leave", "/return", "/link"):
        assert reader().get(url_of(sent, more)).status_code == 405

    anna.refresh_from_db()
    after = (Event.objects.count(), Consent.objects.count(), anna.changed_at)
    assert after == before


def test_the_page_is_for_nobody_to_keep_or_find(sent: Delivery) -> None:
    response = reader().get(url_of(sent))

    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert not response.cookies


def test_a_link_of_who_was_merged_leads_to_who_stays(
    sent: Delivery, anna: Contact, audience: Audience
) -> None:
    (kept,) = people(audience, "kept@example.org", language="en")
    key = keys.make(anna, keys.Purpose.OPEN)

    merge(audience, kept.pk, anna.pk, {}, Cause(audience, "staff"))

    assert "k•••@example.org" in page(url_of(sent))[1]
    assert "k•••@example.org" in page(key)[1]


def test_nobody_is_behind_a_link_of_who_was_erased(
    sent: Delivery, anna: Contact, audience: Audience
) -> None:
    key = keys.make(anna, keys.Purpose.OPEN)
    places.erase(places.Person(audience, anna.pk, anna.email).alone)
    audience.contacts.filter(pk=anna.pk).delete()

    status, html = page(url_of(sent))

    assert status == 404
    assert "Nobody is behind this link any more" in html
    assert page(key)[0] == 404
    assert reader().post(url_of(sent, "/leave")).status_code == 404


def test_a_deleted_audience_has_no_pages(sent: Delivery, anna: Contact) -> None:
    key = keys.make(anna, keys.Purpose.OPEN)
    sent.audience.deleting_at = timezone.now()
    sent.audience.save()

    for url in (url_of(sent), key, f"/p/of/{sent.audience.public_id}"):
        assert page(url)[0] == 404


def test_a_message_to_an_address_alone_opens_nobodys_page(
    sent: Delivery, audience: Audience
) -> None:
    alone = sent.message.deliveries.create(
        audience=audience, email="someone@example.org", state="sent"
    )

    assert page(url_of(alone))[0] == 404


def test_a_fresh_link_tells_all_and_takes_what_is_emptied(anna: Contact) -> None:
    url = keys.make(anna, keys.Purpose.OPEN)

    assert 'value="Anna"' in page(url)[1]
    choose(url, first_name="")

    anna.refresh_from_db()
    assert anna.first_name == ""


def test_a_fresh_page_that_is_stale_takes_back_nothing_that_staff_wrote(
    anna: Contact, audience: Audience
) -> None:
    url = keys.make(anna, keys.Purpose.OPEN)
    form = form_at(url)
    audience.contacts.filter(pk=anna.pk).update(first_name="Annette")

    reader().post(url, {**form.values, "last_name": ["Berg"]})

    anna.refresh_from_db()
    assert (anna.first_name, anna.last_name) == ("Annette", "Berg")


def test_a_fresh_link_is_too_old_after_a_day_and_leads_to_another(
    anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = keys.make(anna, keys.Purpose.OPEN)
    later(monkeypatch, timedelta(hours=25))

    status, html = page(url)

    assert (status, "Anna" in html) == (404, False)
    assert "This link is too old" in html
    assert f"/p/of/{anna.audience.public_id}" in html
    assert reader().post(f"{url}/leave").status_code == 404
    anna.refresh_from_db()
    assert anna.status == "subscribed"


def test_keys_are_kept_as_hashes_and_go_in_the_end(
    anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = keys.make(anna, keys.Purpose.OPEN).rpartition("/")[2]
    (row,) = CentreKey.objects.filter(audience=anna.audience_id).values()
    assert token not in str(row)

    later(monkeypatch, timedelta(days=32))
    keys.make(anna, keys.Purpose.OPEN)

    assert anna.audience.centrekeys.count() == 1


def test_a_key_of_one_purpose_serves_no_other(anna: Contact) -> None:
    opens = keys.make(anna, keys.Purpose.OPEN).rpartition("/")[2]
    takes = keys.make(anna, ADDRESS, "new@example.org").rpartition("/")[2]

    assert page(f"/p/confirm/{opens}")[0] == 404
    assert page(f"/p/{takes}")[0] == 404


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


def test_much_is_not_read(sent: Delivery, anna: Contact) -> None:
    response = reader().post(url_of(sent), {"first_name": "x" * 400_000})

    assert response.status_code == 422
    anna.refresh_from_db()
    assert anna.first_name == "Anna"


@pytest.mark.parametrize(
    "shown", ["", "{", "[]", "[" * 90_000, '{"days": {"x": 1}}', "x" * 150_000]
)
def test_what_was_shown_may_be_nonsense(
    sent: Delivery, anna: Contact, shown: str
) -> None:
    response = choose(url_of(sent), shown=shown, last_name="Berg")

    assert response.status_code == 200
    anna.refresh_from_db()
    assert anna.last_name == "Berg"


def test_who_posts_again_and_again_is_stopped_but_can_always_leave(
    sent: Delivery, anna: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "OF_ONE", Rate(1, 60))

    codes = [choose(url_of(sent), last_name=name).status_code for name in "AB"]
    reader().post(url_of(sent, "/leave"))

    assert codes == [200, 429]
    anna.refresh_from_db()
    assert (anna.last_name, anna.status) == ("A", "unsubscribed")
