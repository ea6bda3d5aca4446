"""Which page a public address names, and who opens it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audiences.models import Audience
from delivery import addressing
from delivery.models import Delivery
from delivery.optouts.finding import reader_of
from forms.landing.content import MOST_SLUG
from forms.landing.showing import ANYBODY, Reader

if TYPE_CHECKING:
    from forms.models import LandingPage

PUBLIC_ID = re.compile(r"[0-9a-f]{10}\Z")
SLUG = re.compile(r"[a-z0-9_-]+\Z", re.A)


@dataclass(frozen=True, slots=True)
class Found:
    """A page that is shown; `is_past` where the address is one that it had before."""

    page: LandingPage
    is_past: bool = False


def audience_named(public_id: str) -> Audience | None:
    """The audience whose address it is; none that is put aside or gone."""
    if not PUBLIC_ID.match(public_id):
        return None
    audiences = Audience.objects.filter(archived_at=None, deleting_at=None)
    return audiences.select_related("account").filter(public_id=public_id).first()


def find(audience: Audience, slug: str) -> Found | None:
    slug = slug.lower()
    if len(slug) > MOST_SLUG or not SLUG.match(slug):
        return None
    page = audience.landingpages.live().filter(slug=slug).first()
    if page is not None:
        return Found(_of(page, audience))
    past = audience.landingslugs.filter(slug=slug).values("page_id")
    moved = audience.landingpages.live().filter(pk__in=past).first()
    return Found(_of(moved, audience), is_past=True) if moved else None


def has_page(audience: Audience, slug: str) -> bool:
    """Whether messages can lead there."""
    return find(audience, slug) is not None


@dataclass(frozen=True, slots=True)
class Opened:
    """Who opened a page; `delivery` is that whose link it was."""

    reader: Reader = ANYBODY
    delivery: Delivery | None = None

    @property
    def is_personal(self) -> bool:
        return self.reader.contact is not None


def opened_by(audience: Audience, token: str) -> Opened:
    """By whose link it is; of one that is made up or whose reader is gone, nobody's."""
    known = addressing.heard(addressing.PAGE, token)
    if known is None:
        return Opened()
    deliveries = Delivery.objects.filter(audience=audience.pk)
    delivery = deliveries.select_related("message").filter(token=known).first()
    if delivery is None:
        return Opened()
    delivery.audience = audience
    contact = reader_of(delivery)
    if contact is None:
        return Opened()
    return Opened(Reader(contact, delivery.token), delivery)


def _of(page: LandingPage, audience: Audience) -> LandingPage:
    page.audience = audience
    return page
