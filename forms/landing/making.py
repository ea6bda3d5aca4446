"""Pages are made, written, published, put away and deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AuditEntry
from forms.landing import pictures
from forms.landing.content import MOST_SLUG, RESERVED, Content, new_content, slug_of
from forms.models import LandingPage, LandingSlug

if TYPE_CHECKING:
    from accounts.models import User
    from audiences.models import Audience
    from forms.landing.querysets import LandingPageQuerySet

MOST = 200  # of an audience: they stand on one page


class SlugTaken(ValueError):
    """Another page has this address."""


def has_room(audience: Audience) -> bool:
    return audience.landingpages.count() < MOST


@transaction.atomic
def make(
    audience: Audience, title: str, *, actor: User | None, ip: str | None = None
) -> LandingPage:
    slug = free_slug(audience, title)
    content = new_content(title, slug, audience.language)
    page = LandingPage.objects.create(
        audience=audience, title=title, slug=slug, draft=content.data()
    )
    _record("made", page, actor, ip)
    return page


@transaction.atomic
def duplicate(
    page: LandingPage, *, actor: User | None, ip: str | None = None
) -> LandingPage:
    """Another with the same draft, which nobody sees yet."""
    content = Content.of(page.draft)
    title = _("%(title)s (copy)") % {"title": page.title[:80]}
    slug = free_slug(page.audience, title)
    copy = LandingPage.objects.create(
        audience=page.audience,
        title=title,
        slug=slug,
        draft=content.called(title, slug).data(),
    )
    pictures.copy(page, copy, content.pictures)
    _record("made", copy, actor, ip)
    return copy


@transaction.atomic
def save(page: LandingPage, content: Content) -> None:
    """Write the draft; what is shown stays as it is.

    One that was never published is at its new address already.
    """
    news: dict[str, Any] = {"title": content.title, "draft": content.data()}
    if not page.version:
        news["slug"] = content.slug
    _write(page, news)
    pictures.tidy(page)


@transaction.atomic
def publish(page: LandingPage, *, actor: User | None, ip: str | None = None) -> None:
    """Show the draft as it is from now on, at its address. Raises `SlugTaken`."""
    slug, before = Content.of(page.draft).slug, page.slug
    _write(
        page,
        {
            "published": page.draft,
            "published_at": timezone.now(),
            "version": page.version + 1,
            "slug": slug,
        },
    )
    if slug != before:
        LandingSlug.objects.update_or_create(
            audience=page.audience, slug=before, defaults={"page": page}
        )
    # The address is this page's alone: none that had it before is found there.
    page.audience.landingslugs.filter(slug=slug).delete()
    pictures.tidy(page)
    _record("published", page, actor, ip)


@transaction.atomic
def unpublish(page: LandingPage, *, actor: User | None, ip: str | None = None) -> bool:
    """Show it to nobody; False where it is so."""
    shown = _rows(page).filter(published__isnull=False)
    if not shown.update(published=None, published_at=None):
        return False
    _record("unpublished", page, actor, ip)
    return True


@transaction.atomic
def archive(page: LandingPage, *, actor: User | None, ip: str | None = None) -> bool:
    """Put it away: nobody sees it; False where it is so."""
    if not _rows(page).filter(archived_at=None).update(archived_at=timezone.now()):
        return False
    _record("archived", page, actor, ip)
    return True


@transaction.atomic
def unarchive(page: LandingPage, *, actor: User | None, ip: str | None = None) -> bool:
    """Have it back as it was, published or not; False where it is so."""
    if not _rows(page).exclude(archived_at=None).update(archived_at=None):
        return False
    _record("unarchived", page, actor, ip)
    return True


@transaction.atomic
def delete(page: LandingPage, *, actor: User | None, ip: str | None = None) -> None:
    """For good, with its numbers and pictures; what people did stays in the log."""
    _record("deleted", page, actor, ip)
    pictures.forget(page)
    _rows(page).delete()


def free_slug(audience: Audience, title: str, besides: int | None = None) -> str:
    """An address made of the title, with a number where it is taken."""
    base = slug_of(title) or "page"
    slug, n = base, 1
    while slug in RESERVED or is_taken(audience, slug, besides):
        n += 1
        slug = f"{base[: MOST_SLUG - 5]}-{n}"
    return slug


def is_taken(audience: Audience, slug: str, besides: int | None = None) -> bool:
    """Whether another page is there; one that was there before gives way."""
    pages = audience.landingpages.filter(slug=slug)
    return pages.exclude(pk=besides or 0).exists()


def _write(page: LandingPage, news: dict[str, Any]) -> None:
    try:
        with transaction.atomic():
            _rows(page).update(**news)
    except IntegrityError:
        raise SlugTaken(_("Another page has this address.")) from None
    for name, value in news.items():
        setattr(page, name, value)


def _rows(page: LandingPage) -> LandingPageQuerySet:
    rows: LandingPageQuerySet = page.audience.landingpages.filter(pk=page.pk)
    return rows


def _record(verb: str, page: LandingPage, actor: User | None, ip: str | None) -> None:
    details: dict[str, Any] = {"audience": page.audience_id, "page": page.pk}
    account, what = page.audience.account, f"landing.{verb}"
    AuditEntry.objects.record(account, what, page.title, actor=actor, ip=ip, **details)
