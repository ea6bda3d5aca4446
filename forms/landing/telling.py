"""How it is told on the page of a contact that they opened a page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from contacts.happenings import Kind, Names, Said, kinds, looks_up, tells
from events.names import Own

if TYPE_CHECKING:
    from audiences.models import Audience

kinds["pages"] = Kind(pgettext_lazy("landing pages", "Pages"))


@looks_up("landing", "page")
def read_pages(audience: Audience, ids: Collection[int]) -> Mapping[int, str]:
    return dict(audience.landingpages.filter(pk__in=ids).values_list("pk", "title"))


@tells(
    Own.PAGE_VISITED,
    kind="pages",
    icon="browser",
    label=gettext_lazy("Pages opened"),
)
def visited(said: Said, names: Names) -> str:
    gone = pgettext("a page", "one of the past")
    title = str(names.get("landing", said.get("page"), gone))
    return _("Opened the page “%s”") % title
