"""What contacts are by what the log tells of them, from the first event to the last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from events.models import Event
from events.names import Own

if TYPE_CHECKING:
    from audiences.models import Audience

STATUSES = {
    Own.CONTACT_ADDED: "nonsubscribed",
    Own.CONTACT_SUBSCRIBED: "subscribed",
    Own.CONTACT_UNSUBSCRIBED: "unsubscribed",
    Own.CONTACT_PENDING: "pending",
    Own.CONTACT_CLEANED: "cleaned",
}
ARCHIVES = {
    Own.CONTACT_ARCHIVED: True,
    Own.CONTACT_UNARCHIVED: False,
    Own.CONTACT_IMPORTED: False,
}


@dataclass
class Told:
    status: str = ""
    archived: bool = False
    tags: set[int] = field(default_factory=set)
    groups: set[int] = field(default_factory=set)

    def hear(self, name: int, said: Mapping[str, Any]) -> None:
        own = Own(name)
        self.status = STATUSES.get(own, said.get("status", self.status))
        self.archived = ARCHIVES.get(own, self.archived)
        match own:
            case Own.TAG_ADDED:
                self.tags.add(said["tag"])
            case Own.TAG_REMOVED:
                self.tags.remove(said["tag"])
            case Own.GROUP_JOINED:
                self.groups.add(said["group"])
            case Own.GROUP_LEFT:
                self.groups.remove(said["group"])
            case Own.CONTACT_IMPORTED:
                self.tags.update(said.get("tags", ()))
                self.groups.update(said.get("groups", ()))
                self.groups.difference_update(said.get("left", ()))


def told_of(audience: Audience, ids: Iterable[int]) -> dict[int, Told]:
    """By id, what each of these contacts must be if the log tells the truth.

    Of those who were two before, it tells the lives of both one after the other.
    """
    told = {pk: Told() for pk in ids}
    events = Event.objects.filter(audience=audience, contact_id__in=told)
    rows = events.order_by("id").values_list("contact_id", "name_id", "properties")
    for contact_id, name, said in rows:
        told[contact_id].hear(name, said)
    return told
