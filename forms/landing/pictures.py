"""Pictures of pages: taken if they are one, kept while a draft or page shows them."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction

from audiences.models.jobs import private_storage
from contacts import strays
from forms.landing.content import Content
from forms.models import LandingPicture
from forms.signup.pictures import PictureRefused, kind_of

if TYPE_CHECKING:
    from audiences.models import Audience
    from forms.models import LandingPage

MOST = 60  # of a page, with those that its draft shows no more
FOLDER = "pictures"


def take(page: LandingPage, file: File[bytes]) -> str:
    """Keep what was brought and return its name; raises `PictureRefused`."""
    if page.pictures.count() >= MOST:
        tidy(page)
    return _keep(page, f"{secrets.token_hex(16)}.{kind_of(file)}", file)


def find(audience: Audience, name: str) -> LandingPicture | None:
    """The picture of this name, for anybody: who sees the page has been told of it."""
    if not name.isascii() or len(name) > 40:
        return None
    return audience.landingpictures.filter(name=name).order_by("pk").first()


def copy(page: LandingPage, other: LandingPage, names: Collection[str]) -> None:
    """Let another page show the same pictures; each has files of its own."""
    for picture in page.pictures.filter(name__in=names).order_by("pk"):
        with picture.file.open("rb") as file:
            _keep(other, picture.name, ContentFile(file.read()))


def tidy(page: LandingPage) -> None:
    """Let go of what neither the draft nor the page shows."""
    shown = Content.of(page.draft).pictures
    if page.published is not None:
        shown |= Content.of(page.published).pictures
    _forget(page, page.pictures.exclude(name__in=shown))


def forget(page: LandingPage) -> None:
    _forget(page, page.pictures.all())


def sweep() -> int:
    """Delete files of pages and audiences that are gone; return how many."""
    return strays.sweep(FOLDER, known_files)


def known_files(names: list[str]) -> set[str]:
    rows = LandingPicture.objects.filter(file__in=names)
    return set(rows.values_list("file", flat=True))


def _keep(page: LandingPage, name: str, file: File[bytes]) -> str:
    picture = LandingPicture(audience=page.audience, page=page, name=name)
    picture.file.save(name, file, save=False)
    picture.save(force_insert=True)
    return name


def _forget(page: LandingPage, rows: object) -> None:
    pictures = list(rows.order_by("pk"))  # type: ignore[attr-defined]
    if not pictures:
        return
    page.pictures.filter(pk__in=[picture.pk for picture in pictures]).delete()
    files = [str(picture.file.name) for picture in pictures]
    storage = private_storage()

    def clear() -> None:
        for name in files:
            storage.delete(name)

    transaction.on_commit(clear)


__all__ = ["PictureRefused", "copy", "find", "forget", "sweep", "take", "tidy"]
