"""What happens to contacts by the verbs of this app, in words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from contacts.facts import country_in_words, language_in_words
from contacts.happenings import Names, Said, looks_up, tells
from contacts.models import Contact
from contacts.rows import status_labels
from contacts.values import phones
from events.names import Own

if TYPE_CHECKING:
    from audiences.models import Audience

MAX_QUOTED = 200  # letters of a note
# What only files and programs say of a contact.
DATED = frozenset(
    {
        *("signup_at", "signup_ip", "optin_at", "optin_ip"),
        *("latitude", "longitude"),
    }
)


@looks_up("tag", "tag", "tags")
def read_tags(audience: Audience, ids: Collection[int]) -> Mapping[int, str]:
    return dict(audience.tags.filter(pk__in=ids).values_list("pk", "name"))


@looks_up("person", "by")
def read_people(audience: Audience, ids: Collection[int]) -> Mapping[int, str]:
    users = User.objects.filter(pk__in=ids)
    return {user.pk: user.name or user.email for user in users}


@dataclass(frozen=True, slots=True)
class Known:
    """Something that is known of contacts."""

    label: str
    in_words: Callable[[Any], str] = str


def _of_column(name: str) -> Known:
    column: Any = Contact._meta.get_field(name)
    return Known(capfirst(str(column.verbose_name)))


@looks_up("source", "source")
def read_sources(audience: Audience, ids: Collection[int]) -> Mapping[int, str]:
    return {source.pk: str(source) for source in audience.sources.filter(pk__in=ids)}


@looks_up("field", "fields")
def read_fields(audience: Audience, keys: Collection[str]) -> Mapping[str, Known]:
    """By column or key."""
    own = {
        field.column or field.key: Known(field.label, field.in_words)
        for field in audience.fields.all()
    }
    return {
        **{name: _of_column(name) for name in keys if name in DATED},
        "language": Known(_("Language"), language_in_words),
        "country": Known(_("Country"), country_in_words),
        "region": Known(_("Region")),
        "sms_phone": Known(capfirst(_("SMS number")), phones.in_words),
        "time_zone": Known(_("Time zone")),
        "vip": Known(_("VIP"), lambda value: _("yes") if value else _("no")),
        **own,
    }


@tells(Own.CONTACT_ADDED, kind="contact", icon="user-plus", label=gettext_lazy("Added"))
def added(said: Said, names: Names) -> str:
    return _("Added by hand") if said.get("how") == "staff" else _("Added")


@tells(
    Own.CONTACT_IMPORTED, kind="imports", icon="upload", label=gettext_lazy("Imports")
)
def imported(said: Said, names: Names) -> str:
    created = said.get("created")
    text = _("Came in by an import") if created else _("Updated by an import")
    details = []
    if status := said.get("status"):
        details.append(str(status_labels().get(status, status)).lower())
    if status := said.get("sms_status"):
        label = str(dict(Contact.SmsStatus.choices).get(status, status))
        details.append(f"{_('SMS')}: {label.lower()}")
    details += [_("“%s”") % _tag(names, pk) for pk in said.get("tags", ())]
    details += [_("“%s”") % _group(names, pk) for pk in said.get("groups", ())]
    if not details:
        return text
    return _("%(text)s: %(details)s") % {"text": text, "details": ", ".join(details)}


def _changes(said: Said, names: Names) -> list[tuple[str, str]]:
    """What was and what is now, where the log has it."""
    changes = said.get("changes") or {}
    return [
        (known.label, f"{_shown(known, old)} → {_shown(known, new)}")
        for name, (old, new) in changes.items()
        if (known := names.get("field", name, None))
    ]


def _shown(known: Known, value: Any) -> str:
    return "–" if value is None or value == "" else known.in_words(value)


@tells(
    Own.CONTACT_UPDATED,
    kind="contact",
    icon="pencil",
    label=gettext_lazy("Changes"),
    details=_changes,
)
def updated(said: Said, names: Names) -> str:
    known = [(names.get("field", name), name) for name in said.get("fields", ())]
    labels = [found.label if found else name for found, name in known]
    return _("Changed: %s") % ", ".join(labels) if labels else _("Changed")


@tells(
    Own.CONTACT_MERGED, kind="contact", icon="arrows-join", label=gettext_lazy("Merges")
)
def merged(said: Said, names: Names) -> str:
    return _("Merged with another contact, whose address was %s") % said.get("address")


@tells(
    Own.CONTACT_SUBSCRIBED,
    kind="status",
    icon="mail-check",
    label=gettext_lazy("Subscribed"),
)
def subscribed(said: Said, names: Names) -> str:
    return _("Subscribed")


@tells(
    Own.CONTACT_UNSUBSCRIBED,
    kind="status",
    icon="mail-off",
    label=gettext_lazy("Unsubscribed"),
)
def unsubscribed(said: Said, names: Names) -> str:
    return _("Unsubscribed")


@tells(
    Own.SMS_SUBSCRIBED,
    kind="status",
    icon="message-check",
    label=gettext_lazy("Subscribed to SMS"),
)
def subscribed_to_sms(said: Said, names: Names) -> str:
    return _("Subscribed to SMS")


@tells(
    Own.SMS_UNSUBSCRIBED,
    kind="status",
    icon="message-off",
    label=gettext_lazy("Unsubscribed from SMS"),
)
def unsubscribed_from_sms(said: Said, names: Names) -> str:
    return _("Unsubscribed from SMS")


@tells(
    Own.CONTACT_PENDING,
    kind="status",
    icon="mail-question",
    label=gettext_lazy("Asked to confirm"),
)
def pending(said: Said, names: Names) -> str:
    return _("Asked to confirm")


@tells(
    Own.CONTACT_CLEANED, kind="status", icon="mail-x", label=gettext_lazy("Found dead")
)
def cleaned(said: Said, names: Names) -> str:
    return _("The address was found dead")


@tells(
    Own.CONTACT_ARCHIVED, kind="status", icon="archive", label=gettext_lazy("Archived")
)
def archived(said: Said, names: Names) -> str:
    return _("Archived")


@tells(
    Own.CONTACT_UNARCHIVED,
    kind="status",
    icon="archive-off",
    label=gettext_lazy("Brought back"),
)
def unarchived(said: Said, names: Names) -> str:
    return _("Brought back from the archive")


@tells(Own.TAG_ADDED, kind="tags", icon="tag", label=gettext_lazy("Tags given"))
def tagged(said: Said, names: Names) -> str:
    tag = _tag(names, said["tag"])
    if said.get("how") == "undo":
        return _("Tag “%s” given back by undo") % tag
    return _("Tagged “%s”") % tag


@tells(
    Own.TAG_REMOVED, kind="tags", icon="tag-off", label=gettext_lazy("Tags taken away")
)
def untagged(said: Said, names: Names) -> str:
    tag = _tag(names, said["tag"])
    if said.get("how") == "undo":
        return _("Tag “%s” taken back by undo") % tag
    if said.get("how") == "tag_deleted":
        return _("Tag “%s” was deleted") % tag
    if said.get("how") == "tag_merged":
        return _("Tag “%s” was merged into another") % tag
    return _("Tag “%s” taken away") % tag


def _tag(names: Names, pk: int) -> str:
    return str(names.get("tag", pk, _("a tag of the past")))


@looks_up("group", "group", "groups", "left")
def read_groups(audience: Audience, ids: Collection[int]) -> Mapping[int, str]:
    return dict(audience.groups.filter(pk__in=ids).values_list("pk", "name"))


@tells(
    Own.GROUP_JOINED,
    kind="groups",
    icon="category-plus",
    label=gettext_lazy("Groups joined"),
)
def joined(said: Said, names: Names) -> str:
    return _("Joined the group “%s”") % _group(names, said["group"])


@tells(
    Own.GROUP_LEFT,
    kind="groups",
    icon="category-minus",
    label=gettext_lazy("Groups left"),
)
def left(said: Said, names: Names) -> str:
    group = _group(names, said["group"])
    if said.get("how") == "group_deleted":
        return _("Group “%s” was deleted") % group
    return _("Left the group “%s”") % group


def _group(names: Names, pk: int) -> str:
    return str(names.get("group", pk, _("a group of the past")))


@looks_up("note", "note")
def read_notes(audience: Audience, ids: Collection[int]) -> Mapping[int, str]:
    notes = audience.notes.present().filter(pk__in=ids)
    return dict(notes.values_list("pk", "text"))


@tells(Own.NOTE_ADDED, kind="notes", icon="note", label=gettext_lazy("Notes"))
def noted(said: Said, names: Names) -> str:
    text = names.get("note", said.get("note"))
    if not text:
        return _("Wrote a note, which was deleted since")
    return _("Noted “%s”") % Truncator(text).chars(MAX_QUOTED)
