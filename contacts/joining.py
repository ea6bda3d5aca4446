"""What two contacts have, side by side, and what the one they become will have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from contacts.facts import Fact, facts_of, fields_of, number_of
from contacts.filters import ARCHIVED
from contacts.grouping import together
from contacts.rows import status_labels

if TYPE_CHECKING:
    from contacts.models import Contact, Group, Tag

KEPT, GONE = "kept", "gone"

# Who opted out stays so, whatever happened to the address; then come dead addresses.
WINNING = ("unsubscribed", "cleaned")

CHOSEN = ("first_name", "last_name", "phone", "language", "time_zone", "sms_phone")
PLACED = ("country", "region", "latitude", "longitude")
# What belongs to an address, not to a name.
ADDRESSED = ("email", "email_display", "email_client", "optin_at", "optin_ip")


@dataclass(frozen=True, slots=True)
class Row:
    """A fact of both, and whose stays unless somebody chooses otherwise."""

    name: str
    label: str
    kept: str
    gone: str

    @property
    def differs(self) -> bool:
        return self.kept != self.gone

    @property
    def stays(self) -> str:
        return KEPT if self.kept or not self.gone else GONE


@dataclass(frozen=True, slots=True)
class Pair:
    kept: Contact
    gone: Contact

    def rows(self) -> list[Row]:
        return [
            Row(mine.name, str(mine.label), mine.value, theirs.value)
            for mine, theirs in zip(_facts(self.kept), _facts(self.gone), strict=True)
        ]

    def tags(self) -> list[Tag]:
        """What the one contact is tagged with."""
        tags = self.kept.audience.tags.present().in_order()
        return list(tags.filter(pk__in={*self.kept.tag_ids, *self.gone.tag_ids}))

    def groups(self) -> list[Group]:
        """What groups the one contact is in."""
        both = together(self.kept.audience, self.kept.group_ids, self.gone.group_ids)
        groups = self.kept.audience.groups.present().filter(pk__in=both)
        return list(groups.select_related("category").order_by("category", "position"))

    def choices(self, said: Mapping[str, str]) -> dict[str, str]:
        """Whose value of each fact stays: what was chosen, or else the default."""
        chosen = {}
        for row in self.rows():
            choice = said.get(f"keep-{row.name}", "")
            chosen[row.name] = choice if choice in {KEPT, GONE} else row.stays
        return chosen

    def side(self, choice: str) -> Contact:
        return self.gone if choice == GONE else self.kept

    def winner(self, choices: Mapping[str, str]) -> Contact:
        """Whose status the one contact has."""
        for status in WINNING:
            for contact in (self.kept, self.gone):
                if contact.status == status:
                    return contact
        return self.side(choices.get("email", KEPT))

    def status_in_words(self) -> str:
        """What becomes of the status, with the reason."""
        labels = {key: str(label) for key, label in status_labels().items()}
        status = self.winner({"email": KEPT}).status
        label = labels[status]
        if status == "unsubscribed":
            return _("%s: one of the two opted out, and that is never lost.") % label
        if status == "cleaned":
            return _("%s: one of the two addresses is dead.") % label
        if self.kept.status == self.gone.status:
            return label
        return _(
            "It goes with the address: %(mine)s if %(my_address)s stays, %(other)s if "
            "%(other_address)s stays."
        ) % {
            "mine": label,
            "my_address": self.kept.email_display,
            "other": labels[self.gone.status],
            "other_address": self.gone.email_display,
        }

    def archived_in_words(self) -> str:
        archived = [bool(one.archived_at) for one in (self.kept, self.gone)]
        if all(archived):
            return str(status_labels()[ARCHIVED])
        if any(archived):
            return _("Brought back, since one of the two is there.")
        return ""


def _facts(contact: Contact) -> list[Fact]:
    known = [*fields_of(contact), *facts_of(contact), number_of(contact)]
    return [fact for fact in known if fact.name]


def columns_of(pair: Pair, choices: Mapping[str, str]) -> dict[str, Any]:
    """What the row of the one contact says: choices, and rules where there are none."""
    chosen = {name: pair.side(choice) for name, choice in choices.items()}
    place = chosen.get("place", pair.kept)
    return {
        **{name: getattr(chosen.get(name, pair.kept), name) for name in CHOSEN},
        **{name: getattr(place, name) for name in PLACED},
        **_of_the_address(chosen.get("email", pair.kept)),
        **_of_the_status(pair, choices),
        "sms_status": _sms_status(pair, choices),
        **_of_both(pair),
        "fields": _own_fields(pair, choices),
    }


def _of_the_address(contact: Contact) -> dict[str, Any]:
    return {name: getattr(contact, name) for name in ADDRESSED}


def _of_the_status(pair: Pair, choices: Mapping[str, str]) -> dict[str, Any]:
    kept, gone, winner = pair.kept, pair.gone, pair.winner(choices)
    archived = [one.archived_at for one in (kept, gone) if one.archived_at]
    return {
        "status": winner.status,
        "status_at": winner.status_at,
        "archived_at": max(archived) if len(archived) == 2 else None,
    }


def _sms_status(pair: Pair, choices: Mapping[str, str]) -> str:
    """That of the number that stays, unless one of the two opted out."""
    if "unsubscribed" in {pair.kept.sms_status, pair.gone.sms_status}:
        return "unsubscribed"
    return pair.side(choices.get("sms_phone", KEPT)).sms_status


def _of_both(pair: Pair) -> dict[str, Any]:
    """What adds up, or what came first."""
    kept, gone = pair.kept, pair.gone
    signed_up = [
        (one.signup_at, one.signup_ip) for one in (kept, gone) if one.signup_at
    ]
    signup_at, signup_ip = min(signed_up, key=itemgetter(0), default=(None, None))
    return {
        "source": kept.source or gone.source,
        "vip": kept.vip or gone.vip,
        "signup_at": signup_at,
        "signup_ip": signup_ip,
        "created_at": min(kept.created_at, gone.created_at),
        "tag_ids": sorted({*kept.tag_ids, *gone.tag_ids}),
        "group_ids": together(kept.audience, kept.group_ids, gone.group_ids),
    }


def _own_fields(pair: Pair, choices: Mapping[str, str]) -> dict[str, Any]:
    """Values of fields that were deleted meanwhile are the kept one's."""
    values = dict(pair.kept.fields)
    for name, choice in choices.items():
        values.pop(name, None)
        value = pair.side(choice).fields.get(name)
        if value is not None:
            values[name] = value
    return values
