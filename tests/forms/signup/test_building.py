"""Staff builds forms; what is saved is a version."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from forms.models import SignupForm, SignupFormVersion
from forms.signup import making, pictures
from forms.signup.design import PREFERENCE, Design, new_design
from tests.factories import PreferenceFactory, TagFactory

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 20, 10) + b"\x08\x06"
GIF = b"GIF89a" + struct.pack("<HH", 20, 10) + b"\x00"
JPG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", 10, 20)
WEBP = b"RIFF\x00\x00\x00\x00WEBPVP8L\x00\x00\x00\x00\x2f\x13\x40\x02\x00"


def url(form: SignupForm, more: str = "") -> str:
    return f"/audiences/{form.audience_id}/forms/{form.pk}/{more}"


def said(form: SignupForm, **news: Any) -> dict[str, Any]:
    """What the page of the builder posts as it is shown."""
    design = Design.of(form.design)
    parts = [part.key for part in design.parts]
    return {
        "name": form.name,
        "accent": design.accent,
        "background": "#ffffff",
        "is_double": "on",
        "part": parts,
        **news,
    }


def design_of(form: SignupForm) -> Design:
    form.refresh_from_db()
    return Design.of(form.design)


def test_a_form_is_made_with_a_name_and_asks_for_the_address(
    as_bob: Client, audience: Any
) -> None:
    as_bob.post(f"/audiences/{audience.pk}/forms/new/", {"name": "Footer"})

    form = audience.signupforms.get()
    assert (form.name, form.version) == ("Footer", 1)
    assert audience.sources.get(kind="form").label == "Footer"


def test_saving_makes_a_version_only_where_something_changed(
    as_bob: Client, form: SignupForm
) -> None:
    for heading in ("News", "News", "More news"):
        as_bob.post(url(form), said(form, **{"text-en-heading": heading}))

    versions = SignupFormVersion.objects.filter(audience=form.audience)
    wordings = [one.wordings["en"] for one in versions.order_by("number")]
    assert [text.partition("\n")[0] for text in wordings] == [
        "Sign up",
        "News",
        "More news",
    ]


def test_questions_stand_in_the_order_that_was_given_to_them(
    as_bob: Client, form: SignupForm
) -> None:
    keys = [part.key for part in design_of(form).parts]

    as_bob.post(url(form), said(form, part=keys[::-1]))

    assert [part.key for part in design_of(form).parts] == keys[::-1]


def test_a_question_moves_by_a_button_without_being_saved(
    as_bob: Client, form: SignupForm
) -> None:
    keys = [part.key for part in design_of(form).parts]

    response = as_bob.post(url(form), said(form, down=keys[0]))

    shown = [response.text.index(f'value="{key}"') for key in keys]
    assert shown[1] < shown[0] < shown[2]
    assert [part.key for part in design_of(form).parts] == keys


def test_a_question_is_added_and_taken_away(as_bob: Client, form: SignupForm) -> None:
    news = PreferenceFactory.create(audience=form.audience, name="Tastings")
    key = f"preference-{news.pk}"

    added = as_bob.post(url(form), said(form, add="1", new=key))
    parts = [part.key for part in design_of(form).parts]
    dropped = as_bob.post(url(form), said(form, part=[*parts, key], drop=key))

    assert f'name="part" value="{key}"' in added.text
    assert f'name="part" value="{key}"' not in dropped.text


def test_the_address_is_asked_for_whatever_is_posted(
    as_bob: Client, form: SignupForm
) -> None:
    email = form.audience.fields.get(column="email")
    key = f"field-{email.pk}"

    as_bob.post(url(form), said(form, part=[], **{f"hidden-{key}": "on"}))

    (part,) = design_of(form).parts
    assert (part.key, part.hidden) == (key, False)


def test_what_is_set_of_a_question_is_kept(as_bob: Client, form: SignupForm) -> None:
    news = PreferenceFactory.create(audience=form.audience)
    key = f"preference-{news.pk}"
    parts = [part.key for part in design_of(form).parts]

    as_bob.post(url(form), said(form, part=[*parts, key], **{f"ticked-{key}": "on"}))

    last = design_of(form).parts[-1]
    assert (last.kind, last.ticked) == (PREFERENCE, True)


def test_what_is_ticked_beforehand_is_warned_of(
    as_bob: Client, form: SignupForm
) -> None:
    news = PreferenceFactory.create(audience=form.audience)
    key = f"preference-{news.pk}"
    parts = [part.key for part in design_of(form).parts]
    data = said(form, part=[*parts, key], **{f"ticked-{key}": "on"})
    as_bob.post(url(form), data)

    assert "is no consent" in as_bob.get(url(form)).text


def test_nothing_of_another_audience_can_be_asked_or_given(
    as_bob: Client, form: SignupForm
) -> None:
    theirs, tag = PreferenceFactory.create(), TagFactory.create()
    parts = [part.key for part in design_of(form).parts]

    response = as_bob.post(
        url(form),
        said(form, part=[*parts, f"preference-{theirs.pk}"], tags=[tag.pk]),
    )
    as_bob.post(url(form), said(form, part=[*parts, f"preference-{theirs.pk}"]))

    assert response.status_code == 422
    assert [part.key for part in design_of(form).parts] == parts


@pytest.mark.parametrize(
    "bad",
    [
        {"redirect": "javascript:alert(1)"},
        {"redirect": "ftp://fjord.example"},
        {"accent": "red; background: url(x)"},
        {"has_background": "on", "background": "#12345"},
        {"name": ""},
    ],
)
def test_what_cannot_be_is_refused(
    as_bob: Client, form: SignupForm, bad: dict[str, str]
) -> None:
    response = as_bob.post(url(form), said(form, **bad))

    assert response.status_code == 422
    form.refresh_from_db()
    assert form.version == 1


@pytest.mark.parametrize(
    "picture", [PNG, GIF, JPG, WEBP], ids=["png", "gif", "jpg", "webp"]
)
def test_a_logo_is_shown_to_everybody(
    as_bob: Client,
    form: SignupForm,
    anyone: Client,
    own_files: Path,
    picture: bytes,
) -> None:
    file = BytesIO(picture)
    file.name = "logo.svg.exe"

    as_bob.post(url(form), said(form, logo=file))

    response = anyone.get(f"/join/{form.token}/logo")
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("image/")
    assert b"".join(response.streaming_content) == picture  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "picture",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        b"GIF8",
        b"hello",
        GIF[:6] + struct.pack("<HH", 5000, 10) + b"\x00",
        PNG + b"x" * pictures.MOST_BYTES,
    ],
    ids=["svg", "cut", "text", "wide", "heavy"],
)
def test_what_is_no_picture_is_refused(
    as_bob: Client, form: SignupForm, own_files: Path, picture: bytes
) -> None:
    file = BytesIO(picture)
    file.name = "logo.png"

    response = as_bob.post(url(form), said(form, logo=file))

    assert response.status_code == 422
    form.refresh_from_db()
    assert not form.logo


def test_a_preview_shows_what_is_not_saved(as_bob: Client, form: SignupForm) -> None:
    response = as_bob.post(
        url(form, "preview/"), said(form, **{"text-en-heading": "Tastings"})
    )

    assert "Tastings" in response.text
    assert "<html" not in response.text
    form.refresh_from_db()
    assert form.version == 1


def test_a_closed_form_says_so_until_it_is_opened_again(
    as_bob: Client, form: SignupForm, anyone: Client
) -> None:
    page, statuses = f"/join/{form.token}", []

    for verb in ("archive/", "unarchive/", "delete/"):
        as_bob.post(url(form, verb))
        statuses.append(anyone.get(page).status_code)

    assert statuses == [410, 200, 404]


def test_html_for_other_sites_is_posted_to_us(as_bob: Client, form: SignupForm) -> None:
    response = as_bob.get(url(form, "share/"))

    assert f"/join/{form.token}/embed" in response.text
    assert f"/join/{form.token}/frame" in response.text


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_asks_as_much_for_many_as_for_one(
    as_bob: Client,
    audience: Any,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(n):
        making.make(audience, f"Form {number}", new_design(audience), actor=None)
    path = f"/audiences/{audience.pk}/forms/"
    as_bob.get(path)

    with django_assert_num_queries(6):
        as_bob.get(path)


@pytest.mark.parametrize("more", ["", "share/", "delete/"])
def test_strangers_find_nothing(
    client: Client, charlie: Any, form: SignupForm, more: str
) -> None:
    client.force_login(charlie)

    assert client.get(url(form, more)).status_code == 404
