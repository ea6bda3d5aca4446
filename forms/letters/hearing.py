"""Messages that follow from what happened: a welcome, a goodbye, notices to the team.

Each batch of events is heard once, and whatever it brings, few queries and few mails
follow: one message for each kind and language. What staff, files and bulk work do is in
nobody's mail but in the daily summary.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from accounts import limits
from accounts.limits import Rate
from contacts.addresses import masked
from contacts.history import HOWS
from delivery.posting import Reader
from events.names import Own
from forms.letters import posting
from forms.letters.switching import Recipient, recipients, settings_of

if TYPE_CHECKING:
    from audiences.models import Audience
    from contacts.models import Contact
    from events.reactions import Heard

# By what somebody comes and goes by themselves: who only takes back that they left an
# hour ago is not welcomed again, and who complained gets nothing more.
COMING = {"form", "confirm", "centre"}
GOING = {"link", "one_click", "mail", "centre", "form"}
# Of which the team is told one by one.
TOLD_COMING = COMING | {"link", "api", "webhook"}
TOLD_GOING = GOING | {"complaint", "api", "webhook"}
# So many people stand in one notice.
MOST_TOLD = 20
# So many notices of a kind leave for an audience; the rest is in the daily summary.
OF_KIND = Rate(30, seconds=3600)


def hear(audience: Audience, heard: Sequence[Heard]) -> None:
    """Write the messages that these events bring, in the caller's transaction."""
    news = [event for event in heard if not event.is_syncing]
    came = [event for event in news if event.name_id == Own.CONTACT_SUBSCRIBED]
    went = [event for event in news if event.name_id == Own.CONTACT_UNSUBSCRIBED]
    if not (came or went):
        return
    switches = settings_of(audience)
    if switches.sends_welcome:
        _write_to(audience, "welcome", _by(came, COMING), "subscribed")
    if switches.sends_goodbye:
        _write_to(audience, "goodbye", _by(went, GOING), "unsubscribed")
    _tell(audience, "subscribed", _by(came, TOLD_COMING))
    _tell(audience, "unsubscribed", _by(went, TOLD_GOING))


def _by(events: Iterable[Heard], hows: set[str]) -> dict[int, str]:
    """Whom those are about that came about so, and how last."""
    return {
        event.contact_id: event.properties["how"]
        for event in events
        if event.properties.get("how") in hows
    }


def _write_to(audience: Audience, kind: str, whom: dict[int, str], status: str) -> None:
    """To those who are still what they became."""
    if not whom:
        return
    there = audience.contacts.present().filter(pk__in=whom, status=status)
    posting.post_to_many(audience, kind, there.order_by("pk"))


def _tell(audience: Audience, kind: str, whom: dict[int, str]) -> None:
    readers = recipients(audience, kind) if whom else []
    if not readers or not limits.take(f"notice:{kind}:{audience.pk}", OF_KIND):
        return
    some = audience.contacts.filter(pk__in=sorted(whom)[:MOST_TOLD]).order_by("pk")
    people = list(some)
    for language, of in by_language(readers):
        with translation.override(language):
            words = {
                "NOTICE:COUNT": _count(len(whom)),
                "NOTICE:PEOPLE": _lines(people, whom),
                "LINK:CONTACTS": contacts_url(audience),
            }
        posting.send(audience, kind, of, language, words)


def by_language(readers: Iterable[Recipient]) -> list[tuple[str, list[Reader]]]:
    found: dict[str, list[Reader]] = {}
    for reader in readers:
        found.setdefault(reader.language, []).append(Reader(address=reader.email))
    return sorted(found.items())


def _count(n: int) -> str:
    return ngettext("%s person", "%s people", n) % n


def _lines(people: Sequence[Contact], whom: dict[int, str]) -> str:
    """Who they are, without what would outlive them in the mail of the team."""
    lines = []
    for contact in people:
        how = HOWS.get(whom[contact.pk])
        address = masked(contact.email_display)
        said = f"{address}, {how()}" if how else address
        lines.append(f"{said}: {settings.PUBLIC_URL}{contact.get_absolute_url()}")
    if more := len(whom) - len(people):
        lines.append(ngettext("and %s more", "and %s more", more) % more)
    return "\n".join(lines)


def contacts_url(audience: Audience) -> str:
    path = reverse("contacts:contact_list", args=[audience.pk])
    return f"{settings.PUBLIC_URL}{path}"
