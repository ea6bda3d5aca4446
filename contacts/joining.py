"""What two contacts have, side by side, and what the one they become will have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from contacts.facts import Fact, facts_of, fields_of
from contacts.filters import ARCHIVED
from contacts.rows import status_labels

if TYPE_CHECKING:
    from contacts.models import Contact, Tag

KEPT, GONE = "kept", "gone"

# Who opted out stays so, whatever happened to the address; then come dead addresses.
WINNING = ("unsubscribed", "cleaned")


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
    return [*fields_of(contact), *(fact for fact in facts_of(contact) if fact.name)]


def columns_of(pair: Pair, choices: Mapping[str, str]) -> dict[str, Any]:
    """What the row of the one contact says: choices, and rules where there are none."""
    kept, gone = pair.kept, pair.gone
    chosen = {name: pair.side(choice) for name, choice in choices.items()}
    addressed, winner = chosen.get("email", kept), pair.winner(choices)
    place = chosen["place"]
    by_age = sorted((kept, gone), key=lambda one: one.created_at)
    signed_up = sorted(
        (one for one in by_age if one.signup_at), key=lambda one: one.signup_at or 0
    )
    sms = kept if kept.sms_phone else gone
    opted_out = "unsubscribed" in {kept.sms_status, gone.sms_status}
    archived = [one.archived_at for one in (kept, gone) if one.archived_at]
    columns = ("first_name", "last_name", "phone", "language", "time_zone")
    return {
        **{name: getattr(chosen.get(name, kept), name) for name in columns},
        "email": addressed.email,
        "email_display": addressed.email_display,
        "email_client": addressed.email_client,
        "optin_at": addressed.optin_at,
        "optin_ip": addressed.optin_ip,
        "status": winner.status,
        "status_at": winner.status_at,
        "archived_at": max(archived) if len(archived) == 2 else None,
        "country": place.country,
        "region": place.region,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "sms_phone": sms.sms_phone,
        "sms_status": "unsubscribed" if opted_out else sms.sms_status,
        "source": kept.source or gone.source,
        "vip": kept.vip or gone.vip,
        "signup_at": signed_up[0].signup_at if signed_up else None,
        "signup_ip": signed_up[0].signup_ip if signed_up else None,
        "created_at": by_age[0].created_at,
        "tag_ids": sorted({*kept.tag_ids, *gone.tag_ids}),
        "group_ids": _groups(pair),
        "fields": _own_fields(pair, choices),
    }


def _groups(pair: Pair) -> list[int]:
    """Those of both; where one is in one at most, that of the kept one goes before."""
    categories = pair.kept.audience.group_categories
    held = set(pair.kept.group_ids)
    news = set(pair.gone.group_ids) - held
    if news:
        answered = categories.single().holding(held).values("pk")
        taken = pair.kept.audience.groups.filter(category__in=answered)
        news -= set(taken.values_list("pk", flat=True))
    return sorted(held | news)


def _own_fields(pair: Pair, choices: Mapping[str, str]) -> dict[str, Any]:
    """Values of fields that were deleted meanwhile are the kept one's."""
    values = dict(pair.kept.fields)
    for name, choice in choices.items():
        values.pop(name, None)
        value = pair.side(choice).fields.get(name)
        if value is not None:
            values[name] = value
    return values
