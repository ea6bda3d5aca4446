"""What happens to one contact over the years, each step with all that it leaves behind.

The verbs are those of the real thing; here they only write down what to store.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from contacts.causes import version_of
from contacts.demo.people import Person
from contacts.models import Consent, Source
from events.names import Own

ARCHIVED = "archived"
WORDING = "Yes, write to me about coffee, at most twice a month."


@dataclass(frozen=True, slots=True)
class Happening:
    name: Own
    at: datetime
    said: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Deed:
    """What the webshop reports, under a name of its own."""

    name: str
    at: datetime
    said: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Remark:
    """What one of the staff notes, and how it read before it was edited."""

    text: str
    at: datetime
    by: User
    edited_at: datetime | None = None
    earlier: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """From one counter to another; None stands for not being there yet."""

    at: datetime
    old: str | None
    new: str


@dataclass(slots=True)
class Life:
    person: Person
    source: Source
    joined_at: datetime

    status: str = ""
    status_at: datetime = field(init=False)
    changed_at: datetime = field(init=False)
    archived_at: datetime | None = None
    signup_ip: str | None = None
    optin_at: datetime | None = None
    tag_ids: list[int] = field(default_factory=list)
    group_ids: list[int] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)
    phone: str = ""
    vip: bool = False

    happenings: list[Happening] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.status_at = self.changed_at = self.joined_at

    @property
    def key(self) -> str | None:
        """What counts this contact."""
        return ARCHIVED if self.archived_at else self.status or None

    @property
    def is_gone(self) -> bool:
        """Whether no mail reaches them any more."""
        return self.status in {"unsubscribed", "cleaned"}

    def signs_up(self, ip: str, *, asks: bool, confirms: bool) -> None:
        """By the form of the website, which may ask to confirm by a link."""
        self.signup_ip = ip
        if not asks:
            self._happens(Own.CONTACT_ADDED, self.joined_at, "form")
            self.subscribes(self.joined_at)
            return
        self._move(self.joined_at, "pending")
        self._happens(Own.CONTACT_ADDED, self.joined_at, "form")
        self._happens(Own.CONTACT_PENDING, self.joined_at, "form")
        if confirms:
            self.optin_at = self.joined_at + timedelta(minutes=4)
            self.subscribes(self.optin_at)

    def subscribes(self, at: datetime) -> None:
        """By their own hand."""
        self._move(at, "subscribed")
        self._happens(Own.CONTACT_SUBSCRIBED, at, "form")
        self._agrees(at, WORDING)

    def is_imported(self, status: str, tags: list[int], by: User, wording: str) -> None:
        self._move(self.joined_at, status)
        self.tag_ids = sorted(tags)
        said: dict[str, Any] = {"created": True, "status": status}
        if tags:
            said["tags"] = self.tag_ids
        self._happens(Own.CONTACT_IMPORTED, self.joined_at, "import", by, **said)
        if status == "subscribed":
            self._agrees(self.joined_at, wording, by)

    def is_added(self, by: User) -> None:
        """By hand, with the permission they gave in person."""
        self._move(self.joined_at, "subscribed")
        self._happens(Own.CONTACT_ADDED, self.joined_at, "staff", by)
        self._happens(Own.CONTACT_SUBSCRIBED, self.joined_at, "staff", by)
        self._agrees(self.joined_at, "", by)

    def orders(self) -> None:
        """As a guest of the webshop, who gave an address and no permission."""
        self._move(self.joined_at, "nonsubscribed")
        self._happens(Own.CONTACT_ADDED, self.joined_at, "api")

    def unsubscribes(self, at: datetime, ip: str) -> None:
        self._move(at, "unsubscribed")
        self._happens(Own.CONTACT_UNSUBSCRIBED, at, "link", sourced=False)
        self.consents.append(Consent(given=False, at=at, how="link", ip=ip))

    def bounces(self, at: datetime) -> None:
        self._move(at, "cleaned")
        self._happens(Own.CONTACT_CLEANED, at, "bounce", sourced=False)

    def is_archived(self, at: datetime, by: User) -> None:
        self.moves.append(Move(at, self.key, ARCHIVED))
        self.archived_at = self.changed_at = at
        self._happens(Own.CONTACT_ARCHIVED, at, "staff", by, sourced=False)

    def is_tagged(self, tag: int, at: datetime, by: User | None = None) -> None:
        """By one of the staff, or else by the webshop."""
        self.tag_ids = sorted([*self.tag_ids, tag])
        self.changed_at = max(self.changed_at, at)
        how = "staff" if by else "api"
        self._happens(Own.TAG_ADDED, at, how, by, sourced=not by, tag=tag)

    def answers(self, groups: list[int], at: datetime, by: User | None = None) -> None:
        """By their own hand on a form, or as one of the staff was told."""
        self.group_ids = sorted({*self.group_ids, *groups})
        self.changed_at = max(self.changed_at, at)
        how = "staff" if by else "form"
        for group in groups:
            self._happens(Own.GROUP_JOINED, at, how, by, sourced=False, group=group)

    def does(self, name: str, at: datetime, **said: Any) -> None:
        self.deeds.append(Deed(name, at, said))

    def _move(self, at: datetime, status: str) -> None:
        self.moves.append(Move(at, self.key, status))
        self.status, self.status_at = status, at
        self.changed_at = max(self.changed_at, at)

    def _happens(
        self,
        name: Own,
        at: datetime,
        how: str,
        by: User | None = None,
        *,
        sourced: bool = True,
        **more: Any,
    ) -> None:
        said: dict[str, Any] = {"how": how}
        if by:
            said["by"] = by.pk
        if sourced:
            said["source"] = self.source.pk
        self.happenings.append(Happening(name, at, said | more))

    def _agrees(self, at: datetime, wording: str, actor: User | None = None) -> None:
        self.consents.append(
            Consent(
                given=True,
                at=at,
                how="staff" if actor else "form",
                source=self.source,
                actor=actor,
                ip=None if actor else self.signup_ip,
                wording=wording,
                version=version_of(wording),
                language="en",
            )
        )
