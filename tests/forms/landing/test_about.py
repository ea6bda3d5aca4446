"""What an audience tells anybody of itself, and its archive."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from audiences.models import Audience
from delivery.models import Message
from forms.landing import archiving
from forms.models import AboutPage
from tests.delivery.ledgers import message
from tests.factories import AudienceFactory, ContactFactory
from tests.forms.landing.opening import anyone

LETTER = (
    "<script>alert(1)</script><p>Dear *|FNAME|reader|*,</p>"
    '<a href="*|UNSUB|*">out</a><a href="https://fjord.example/?e=*|URL:EMAIL|*">x</a>'
)


@pytest.fixture
def open_house(audience: Audience) -> Audience:
    AboutPage.objects.create(
        audience=audience,
        is_public=True,
        has_archive=True,
        texts={"en": {"who": "We **roast**", "what": "A letter <b>a month</b>"}},
    )
    return audience


def url(audience: Audience, more: str = "") -> str:
    return f"/pages/{audience.public_id}{more}"


def archived(audience: Audience, **fields: object) -> tuple[Message, str]:
    one = message(audience, **fields)
    one.audience = audience
    archiving.show(one)
    public_id = audience.archivedmessages.get(message=one).public_id
    return one, url(audience, f"/archive/{public_id}")


@pytest.mark.parametrize("more", ["", "/archive", "/archive/0123456789"])
def test_an_audience_tells_nothing_unless_staff_says_so(
    audience: Audience, more: str
) -> None:
    assert anyone().get(url(audience, more)).status_code == 404


def test_it_tells_who_writes_and_what_one_gets(open_house: Audience) -> None:
    said = anyone().get(url(open_house)).content.decode()

    assert "We <strong>roast</strong>" in said
    assert "A letter &lt;b&gt;a month&lt;/b&gt;" in said


def test_the_archive_can_stay_closed(open_house: Audience) -> None:
    _one, path = archived(open_house)
    open_house.aboutpages.update(has_archive=False)

    for more in (url(open_house, "/archive"), path, f"{path}/body"):
        assert anyone().get(more).status_code == 404
    assert anyone().get(url(open_house)).status_code == 200


def test_a_message_is_read_as_nobody_in_particular(open_house: Audience) -> None:
    ContactFactory.create(audience=open_house, first_name="Ann")
    _one, path = archived(open_house, html=LETTER, subject="For *|FNAME|you|*")

    page = anyone().get(path).content.decode()
    body = anyone().get(f"{path}/body")
    said = body.content.decode()

    assert "For you" in page
    assert "Dear reader," in said
    assert 'href=""' in said  # of the way out: it is nobody's
    assert "/c/" not in said
    assert "sandbox" in body.headers["Content-Security-Policy"]
    assert "script-src" not in body.headers["Content-Security-Policy"]
    assert "default-src 'none'" in body.headers["Content-Security-Policy"]


def test_the_archive_lists_what_is_marked_the_last_first(open_house: Audience) -> None:
    first, _path = archived(open_house, subject="First")
    archived(open_house, subject="Second")
    message(open_house, subject="Not marked")
    other = AudienceFactory.create(account=open_house.account)
    archived(other, subject="Of another")

    said = anyone().get(url(open_house, "/archive")).content.decode()

    assert said.index("Second") < said.index("First")
    assert "Not marked" not in said
    assert "Of another" not in said
    archiving.hide(first)
    assert "First" not in anyone().get(url(open_house, "/archive")).content.decode()


@pytest.mark.parametrize("n", [1, 3])
def test_the_archive_asks_as_often_for_many(
    open_house: Audience, n: int, django_assert_num_queries: object
) -> None:
    for k in range(n):
        archived(open_house, subject=f"Letter {k}")

    with django_assert_num_queries(7):  # type: ignore[operator]
        anyone().get(url(open_house, "/archive"))


def test_the_archive_is_paged_by_its_messages(
    open_house: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archiving, "MANY", 2)
    ids = [archived(open_house, subject=f"Letter {k}.")[0].pk for k in range(3)]

    first = anyone().get(url(open_house, "/archive")).content.decode()
    second = anyone().get(url(open_house, f"/archive?before={ids[1]}")).content.decode()

    assert f"?before={ids[1]}" in first
    assert "Letter 0." not in first
    assert "Letter 0." in second
    assert "?before" not in second


def test_staff_marks_a_message_on_its_page(
    as_alice: Client, open_house: Audience
) -> None:
    one = message(open_house)
    path = reverse("forms:message_archived", args=[open_house.pk, one.pk])

    assert path in as_alice.get(one.get_absolute_url()).content.decode()
    as_alice.post(path, {"shown": "1"})
    as_alice.post(path, {"shown": "1"})
    assert open_house.archivedmessages.count() == 1
    as_alice.post(path)
    assert open_house.archivedmessages.count() == 0


def test_a_notice_to_one_cannot_be_marked(
    as_alice: Client, open_house: Audience
) -> None:
    one = message(open_house, kind="system")
    path = reverse("forms:message_archived", args=[open_house.pk, one.pk])

    assert as_alice.post(path, {"shown": "1"}).status_code == 404


def test_staff_writes_it_in_each_language(as_alice: Client, audience: Audience) -> None:
    audience.languages = ["fr"]
    audience.save()
    path = reverse("forms:about_update", args=[audience.pk])
    said = {"is_public": "on", "text-en-who": "We", "text-fr-who": "Nous"}

    as_alice.post(path, said)

    assert "<p>Nous</p>" in anyone().get(f"{url(audience)}?lang=fr").content.decode()
    assert "<p>We</p>" in anyone().get(url(audience)).content.decode()
