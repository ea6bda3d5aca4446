"""Pages are made, written, published, doubled, put away and deleted."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files import File

from audiences.models import Audience
from contacts.models import Contact
from delivery.models import Delivery
from forms.landing import making, pictures
from forms.landing.checking import troubles_of
from forms.landing.content import Content, Rule
from forms.landing.making import SlugTaken
from forms.landing.pictures import PictureRefused
from forms.models import LandingPage, LandingPicture
from tests.factories import ContactFactory
from tests.forms.landing.opening import (
    anyone,
    block,
    drafted,
    own_path,
    page,
    sent_to,
    shown,
    text,
    write,
)

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x08\x00\x00\x00\x08\x08\x02"
    b"\x00\x00\x00" + b"\x00" * 40
)


def png(name: str = "x.png") -> File[bytes]:
    return File(BytesIO(PNG), name)


def troubles(made: LandingPage) -> list[str]:
    return [one.sentence for one in troubles_of(made, Content.of(made.draft))]


def test_an_address_is_made_of_the_title(audience: Audience) -> None:
    titles = ["Été à Bergen!", "Été à Bergen!", "Archive", "日本"]

    assert [page(audience, title).slug for title in titles] == [
        "ete-a-bergen",
        "ete-a-bergen-2",
        "archive-2",
        "page",
    ]


def test_a_page_cannot_be_published_where_another_is(audience: Audience) -> None:
    shown(audience, text("First"))
    second = shown(audience, text("Second"), title="Summer")
    write(second, text("Second"), slug="spring")

    assert troubles(second) == ["Another page has this address."]
    with pytest.raises(SlugTaken):
        making.publish(second, actor=None)


def test_the_checklist_says_what_is_missing_and_where(audience: Audience) -> None:
    made = drafted(
        audience,
        text(""),
        text("Dear *|FNAME|*,\nyou are *|FNAMED|*", "b"),
        block("picture", picture="x.png"),
        block("picture", "empty"),
        block("button", texts={"text": "Go"}, url="javascript:alert(1)"),
        block("form"),
        text("Hello", "c", rule=Rule("segment", 999_999)),
    )

    assert troubles(made) == [
        "1. Text: It is empty.",
        "2. Text: There is no merge tag “FNAMED”. Did you mean “FNAME”? "
        "Line 2, column 9.",
        "3. Picture: Say what can be seen in the picture, for who cannot see it.",
        "4. Picture: There is no picture in it.",
        "5. Button: Write an address that begins with https://, mailto: or tel:.",
        "6. Sign-up form: Choose a form.",
        "7. Text: What its rule asks for is gone: nobody would see it.",
    ]


def test_a_page_with_nothing_on_it_is_not_done(audience: Audience) -> None:
    assert troubles(drafted(audience)) == ["There is nothing on the page yet."]


def test_a_double_has_the_draft_and_pictures_of_its_own(
    audience: Audience, own_files: Path
) -> None:
    made = page(audience)
    name = pictures.take(made, png())
    write(made, block("picture", picture=name, texts={"alt": "A cup"}))

    copy = making.duplicate(made, actor=None)
    making.delete(made, actor=None)

    assert copy.title == "Spring (copy)"
    assert copy.published is None
    assert Content.of(copy.draft).blocks == Content.of(made.draft).blocks
    assert [one.name for one in copy.pictures.all()] == [name]
    assert copy.pictures.get().file.read() == PNG


def test_a_picture_that_nothing_shows_is_let_go(
    audience: Audience,
    own_files: Path,
    django_capture_on_commit_callbacks: object,
) -> None:
    made = page(audience)
    name = pictures.take(made, png())
    write(made, block("picture", picture=name, texts={"alt": "A cup"}))
    making.publish(made, actor=None)
    write(made, text("Without"))

    assert made.pictures.count() == 1  # the page shows it still
    file = made.pictures.get().file
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        making.publish(made, actor=None)
    assert made.pictures.count() == 0
    assert not file.storage.exists(str(file.name))


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=alert(1)>", b"GIF89a", b"<html>", b"\x00" * 100]
)
def test_what_is_no_picture_is_refused(audience: Audience, content: bytes) -> None:
    with pytest.raises(PictureRefused):
        pictures.take(page(audience), File(BytesIO(content), "x.png"))

    assert not LandingPicture.objects.filter(audience=audience).exists()


def test_who_is_merged_opens_pages_as_who_they_became(audience: Audience) -> None:
    kept: Contact = ContactFactory.create(audience=audience, first_name="Ann")
    gone: Contact = ContactFactory.create(audience=audience, first_name="Anna")
    made = shown(audience, text("Dear *|FNAME|*"))
    delivery = sent_to(gone)
    path = own_path(made, delivery)
    Delivery.objects.filter(audience=audience, pk=delivery.pk).update(contact=kept)

    assert "Dear Ann<" in anyone().get(path).content.decode()
