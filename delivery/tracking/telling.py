"""What people opened and clicked, in words, and where the message stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.happenings import Names, Said, looks_up, tells
from events.names import Own

if TYPE_CHECKING:
    from audiences.models import Audience


@looks_up("message", "message")
def read_messages(audience: Audience, ids: Collection[int]) -> Mapping[int, str]:
    return dict(audience.messages.filter(pk__in=ids).values_list("pk", "name"))


@looks_up("link", "link")
def read_links(audience: Audience, ids: Collection[int]) -> Mapping[int, str]:
    return dict(audience.links.filter(pk__in=ids).values_list("pk", "url"))


def message_page(audience: Audience, said: Said, names: Names) -> str:
    """Where the deliveries of the message are; nowhere once it is deleted."""
    pk = said.get("message")
    if not names.get("message", pk):
        return ""
    return reverse("delivery:message_detail", args=[audience.pk, pk])


@tells(
    Own.EMAIL_OPENED,
    kind="mail",
    icon="mail-opened",
    label=gettext_lazy("Opened"),
    leads=message_page,
)
def opened(said: Said, names: Names) -> str:
    return _("Opened “%(message)s”") % {"message": _message(said, names)}


@tells(
    Own.EMAIL_CLICKED,
    kind="mail",
    icon="click",
    label=gettext_lazy("Clicked"),
    leads=message_page,
)
def clicked(said: Said, names: Names) -> str:
    link = names.get("link", said.get("link")) or _("a link")
    told = {"link": link, "message": _message(said, names)}
    return _("Followed %(link)s in “%(message)s”") % told


def _message(said: Said, names: Names) -> str:
    return names.get("message", said.get("message")) or _("a deleted message")
