"""The editor of a page, and the list of pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from audiences.models import Audience
from forms.landing.content import Content
from forms.models import LandingPage
from forms.signup import making as signing
from forms.signup.design import new_design
from tests.forms.landing.opening import anyone, drafted, page, shown, text
from tests.forms.landing.test_making import PNG


@pytest.fixture
def made(audience: Audience) -> LandingPage:
    return drafted(audience, text("One", "b1"), text("Two", "b2"))


def url(made: LandingPage, verb: str = "update") -> str:
    return reverse(f"forms:landingpage_{verb}", args=[made.audience_id, made.pk])


def values(made: LandingPage, **said: Any) -> dict[str, Any]:
    """What the editor posts of the page with two texts."""
    return {
        "title": "Spring",
        "slug": "spring",
        "accent": "#5544cf",
        "is_found": "on",
        "block": ["b1", "b2"],
        "kind-b1": "text",
        "kind-b2": "text",
        "text-en-b1-text": "One",
        "text-en-b2-text": "Two",
        **said,
    }


def keys(made: LandingPage) -> list[str]:
    made.refresh_from_db()
    return [block.key for block in Content.of(made.draft).blocks]


def test_a_draft_is_saved_and_nobody_sees_it(
    as_alice: Client, made: LandingPage
) -> None:
    as_alice.post(url(made), values(made, block=["b2", "b1"], title="Summer"))

    assert keys(made) == ["b2", "b1"]
    assert made.title == "Summer"
    assert made.published is None


def test_publishing_shows_it(as_alice: Client, made: LandingPage) -> None:
    as_alice.post(url(made), values(made, publish="1"))

    made.refresh_from_db()
    assert made.version == 1
    assert b"One" in anyone().get(made.public_path).content


def test_what_is_missing_keeps_it_from_being_published(
    as_alice: Client, made: LandingPage
) -> None:
    said = values(made, publish="1", **{"text-en-b2-text": ""})

    response = as_alice.post(url(made), said)

    assert response.status_code == 422
    made.refresh_from_db()
    assert made.published is None
    assert Content.of(made.draft).texts["en"] == {"b1-text": "One"}


@pytest.mark.parametrize(
    ("said", "order"),
    [
        ({"up": "b2"}, ["b2", "b1"]),
        ({"down": "b1"}, ["b2", "b1"]),
        ({"drop": "b1"}, ["b2"]),
    ],
)
def test_buttons_move_and_drop_blocks_without_saving(
    as_alice: Client, made: LandingPage, said: dict[str, str], order: list[str]
) -> None:
    response = as_alice.post(url(made), values(made, **said))

    html = response.content.decode()
    found = sorted(("b1", "b2"), key=lambda k: html.find(f'id="block-{k}"'))
    assert [k for k in found if f'id="block-{k}"' in html] == order
    assert keys(made) == ["b1", "b2"]


@pytest.mark.parametrize(
    "kind", ["heading", "text", "picture", "button", "columns", "divider", "form"]
)
def test_each_kind_of_block_can_be_added(
    as_alice: Client, made: LandingPage, kind: str
) -> None:
    response = as_alice.post(url(made), values(made, add="1", new=kind))

    assert response.status_code == 200
    assert response.content.decode().count('class="rowcard partcard blockcard"') == 3


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("slug", "archive", "Another page of ours stands there."),
        ("slug", "–", "Use letters and digits."),
        ("slug", "taken", "Another page has this address."),
        ("accent", "red;}body{", "Choose a color."),
        ("title", "", "This field is required."),
    ],
)
def test_what_makes_no_sense_is_said(
    as_alice: Client, made: LandingPage, name: str, value: str, sentence: str
) -> None:
    page(made.audience, "Taken")

    response = as_alice.post(url(made), values(made, **{name: value}))

    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_a_form_is_chosen_among_those_of_the_audience(
    as_alice: Client, made: LandingPage
) -> None:
    form = signing.make(made.audience, "Footer", new_design(made.audience), actor=None)

    said = values(made, **{"kind-b2": "form"})
    response = as_alice.post(url(made), said, follow=True)

    assert f'<option value="{form.pk}">Footer</option>' in response.content.decode()


def test_the_editor_begins_with_what_is_there(
    as_alice: Client, made: LandingPage
) -> None:
    html = as_alice.get(url(made)).content.decode()

    assert 'name="slug" value="spring"' in html
    assert "is-invalid" not in html


def test_pages_and_texts_are_bounded(as_alice: Client, made: LandingPage) -> None:
    many = [f"k{n}" for n in range(200)]
    kinds = {f"kind-{key}": "text" for key in many}
    texts = {"text-en-k0-text": "x" * 20_000}

    as_alice.post(url(made), values(made, block=many, **kinds, **texts))

    assert len(keys(made)) == 40
    assert len(Content.of(made.draft).texts["en"]["k0-text"]) == 10_000


@pytest.mark.parametrize("key", ['"><script>', "a b", "é", "x" * 30])
def test_a_block_whose_key_is_none_is_left_out(
    as_alice: Client, made: LandingPage, key: str
) -> None:
    as_alice.post(url(made), values(made, block=[key], **{f"kind-{key}": "text"}))

    assert keys(made) == []


def test_a_picture_is_brought_and_shown(
    as_alice: Client, made: LandingPage, own_files: Path
) -> None:
    said = values(
        made,
        **{
            "kind-b2": "picture",
            "text-en-b2-alt": "A cup",
            "file-b2": SimpleUploadedFile("x.svg", PNG),
        },
        publish="1",
    )

    as_alice.post(url(made), said)

    name = made.pictures.get().name
    assert name.endswith(".png")
    path = f"/pages/{made.audience.public_id}/picture/{name}"
    assert path in anyone().get(made.public_path).content.decode()
    response = anyone().get(path)
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_what_is_no_picture_is_refused_in_words(
    as_alice: Client, made: LandingPage, own_files: Path
) -> None:
    said = {
        "kind-b2": "picture",
        "file-b2": SimpleUploadedFile("x.png", b"<svg onload=alert(1)>"),
    }

    response = as_alice.post(url(made), values(made, **said))

    assert response.status_code == 422
    assert "This is no PNG, JPEG, GIF or WebP picture." in response.content.decode()


def test_the_picture_of_another_page_cannot_be_taken(
    as_alice: Client, made: LandingPage
) -> None:
    said = {"kind-b2": "picture", "picture-b2": "0123.png"}

    as_alice.post(url(made), values(made, **said))

    made.refresh_from_db()
    assert Content.of(made.draft).pictures == frozenset()


def test_the_preview_shows_what_is_being_written(
    as_alice: Client, made: LandingPage
) -> None:
    said = values(made, **{"text-en-b1-text": "Dear *|FNAME|friend|*"})

    response = as_alice.post(url(made, "preview"), said)

    html = response.content.decode()
    assert "<html" not in html
    assert "Dear friend" in html
    assert keys(made) == ["b1", "b2"]


def test_a_page_is_deleted_by_its_title(as_alice: Client, made: LandingPage) -> None:
    assert as_alice.post(url(made, "delete"), {"title": "Other"}).status_code == 422
    assert as_alice.post(url(made, "delete"), {"title": "Spring"}).status_code == 302
    assert not made.audience.landingpages.exists()


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_asks_as_often_for_many(
    as_alice: Client, audience: Audience, n: int, django_assert_num_queries: Any
) -> None:
    for k in range(n):
        shown(audience, text("Hello"), title=f"Page {k}")
    path = reverse("forms:landingpage_list", args=[audience.pk])
    as_alice.get(path)

    with django_assert_num_queries(6):
        response = as_alice.get(path)

    assert response.content.decode().count('<tr id="landingpage-') == n


def test_the_list_as_a_part_is_a_part(as_alice: Client, audience: Audience) -> None:
    path = reverse("forms:landingpage_list", args=[audience.pk])
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}

    part = as_alice.get(path, headers=headers).content.decode()

    assert "<html" not in part
    assert "<html" in as_alice.get(path).content.decode()
