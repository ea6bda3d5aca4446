"""What happened to a contact, newest first, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from contacts.listing import key_of_moment, text_of_moment
from contacts.rows import status_labels
from events.models import Event
from events.names import Own

if TYPE_CHECKING:
    from contacts.models import Contact

FEED_SIZE = 30

ICONS: dict[int, str] = {
    Own.CONTACT_ADDED: "user-plus",
    Own.CONTACT_IMPORTED: "upload",
    Own.CONTACT_UPDATED: "pencil",
    Own.CONTACT_SUBSCRIBED: "mail-check",
    Own.CONTACT_UNSUBSCRIBED: "mail-off",
    Own.CONTACT_PENDING: "mail-question",
    Own.CONTACT_CLEANED: "mail-x",
    Own.CONTACT_ARCHIVED: "archive",
    Own.CONTACT_UNARCHIVED: "archive-off",
    Own.TAG_ADDED: "tag",
    Own.TAG_REMOVED: "tag-off",
    Own.GROUP_JOINED: "category-plus",
    Own.GROUP_LEFT: "category-minus",
}


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids in events stand for."""

    tags: Mapping[int, str]
    groups: Mapping[int, str]
    people: Mapping[int, str]
    fields: Mapping[str, str]  # labels by column or key

    def tag(self, pk: int) -> str:
        return self.tags.get(pk, _("a tag of the past"))

    def group(self, pk: int) -> str:
        return self.groups.get(pk, _("a group of the past"))


@dataclass(frozen=True, slots=True)
class Item:
    icon: str
    text: str
    by: str  # who did it, or nothing
    at: datetime
    day: date | None  # set on the first of its day


@dataclass(frozen=True, slots=True)
class Feed:
    items: list[Item]
    older: str  # where the rest begins, or nothing


def feed(contact: Contact, before: str = "") -> Feed:
    """The next items before a place, or the newest."""
    events = Event.objects.filter(audience=contact.audience_id).of_contact(contact.pk)
    key = key_of_moment(before)
    if key:
        events = events.before(*key)
    found = list(events[: FEED_SIZE + 1])
    shown = found[:FEED_SIZE]
    names = _names(contact, shown)
    last = timezone.localdate(key[0]) if key else None
    items = []
    for event in shown:
        day = timezone.localdate(event.occurred_at)
        items.append(_item(event, names, None if day == last else day))
        last = day
    older = ""
    if len(found) > FEED_SIZE:
        older = text_of_moment(shown[-1].occurred_at, shown[-1].id)
    return Feed(items, older)


def _names(contact: Contact, events: list[Event]) -> Names:
    tags: set[int] = set()
    groups: set[int] = set()
    people: set[int] = set()
    for event in events:
        said = event.properties
        tags.update(said.get("tags", ()), [said["tag"]] if "tag" in said else ())
        groups.update([said["group"]] if "group" in said else ())
        people.update([said["by"]] if "by" in said else ())
    audience = contact.audience
    fields = audience.fields.all()
    users = User.objects.filter(pk__in=people)
    return Names(
        tags=dict(audience.tags.filter(pk__in=tags).values_list("pk", "name")),
        groups=dict(audience.groups.filter(pk__in=groups).values_list("pk", "name")),
        people={user.pk: user.name or user.email for user in users},
        fields={
            "language": _("Language"),
            "country": _("Location"),
            **{field.column or field.key: field.label for field in fields},
        },
    )


def _item(event: Event, names: Names, day: date | None) -> Item:
    said = event.properties
    sentence = SENTENCES.get(event.name_id)
    return Item(
        icon=ICONS.get(event.name_id, "point"),
        text=sentence(said, names) if sentence else event.name.name,
        by=names.people.get(said.get("by", 0), ""),
        at=event.occurred_at,
        day=day,
    )


def _added(said: Mapping[str, Any], names: Names) -> str:
    return _("Added by hand") if said.get("how") == "staff" else _("Added")


def _imported(said: Mapping[str, Any], names: Names) -> str:
    created = said.get("created")
    text = _("Came in by an import") if created else _("Updated by an import")
    details = []
    if status := said.get("status"):
        details.append(status_labels().get(status, status).lower())
    details += [_("“%s”") % names.tag(pk) for pk in said.get("tags", ())]
    if not details:
        return text
    return _("%(text)s: %(details)s") % {"text": text, "details": ", ".join(details)}


def _updated(said: Mapping[str, Any], names: Names) -> str:
    changed = [names.fields.get(name, name) for name in said.get("fields", ())]
    return _("Changed: %s") % ", ".join(changed) if changed else _("Changed")


def _tagged(said: Mapping[str, Any], names: Names) -> str:
    tag = names.tag(said["tag"])
    if said.get("how") == "undo":
        return _("Tag “%s” given back by undo") % tag
    return _("Tagged “%s”") % tag


def _untagged(said: Mapping[str, Any], names: Names) -> str:
    tag = names.tag(said["tag"])
    if said.get("how") == "undo":
        return _("Tag “%s” taken back by undo") % tag
    if said.get("how") == "tag_deleted":
        return _("Tag “%s” was deleted") % tag
    if said.get("how") == "tag_merged":
        return _("Tag “%s” was merged into another") % tag
    return _("Tag “%s” taken away") % tag


def _left_group(said: Mapping[str, Any], names: Names) -> str:
    group = names.group(said["group"])
    if said.get("how") == "group_deleted":
        return _("Group “%s” was deleted") % group
    return _("Left the group “%s”") % group


SENTENCES: dict[int, Callable[[Mapping[str, Any], Names], str]] = {
    Own.CONTACT_ADDED: _added,
    Own.CONTACT_IMPORTED: _imported,
    Own.CONTACT_UPDATED: _updated,
    Own.CONTACT_SUBSCRIBED: lambda said, names: _("Subscribed"),
    Own.CONTACT_UNSUBSCRIBED: lambda said, names: _("Unsubscribed"),
    Own.CONTACT_PENDING: lambda said, names: _("Asked to confirm"),
    Own.CONTACT_CLEANED: lambda said, names: _("The address was found dead"),
    Own.CONTACT_ARCHIVED: lambda said, names: _("Archived"),
    Own.CONTACT_UNARCHIVED: lambda said, names: _("Brought back from the archive"),
    Own.TAG_ADDED: _tagged,
    Own.TAG_REMOVED: _untagged,
    Own.GROUP_JOINED: lambda said, names: (
        _("Joined the group “%s”") % names.group(said["group"])
    ),
    Own.GROUP_LEFT: _left_group,
}
