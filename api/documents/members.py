"""Contacts as the API tells of them: members of a list.

What the rows refer to is asked for once, however many they are and of however many
lists, and nothing of a document is asked for by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from hashlib import md5
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone

from api.documents.around import Around
from api.documents.shapes import LastNote, Location, MarketingPermission, Member
from api.moments import text_of
from contacts.suppression import OPT_OUTS

if TYPE_CHECKING:
    from api.documents.around import Row
    from api.links import Link, Links
    from api.merge_values import Teller
    from audiences.models import Audience
    from contacts.models import Note

STATUSES = {"nonsubscribed": "transactional"}  # ours, as the API calls them
SHOWN_TAGS = 50
ADDRESS_ID = 10  # hex digits that name an address, whatever list it is on
UNRATED = 2  # what is said of whom no night has rated yet

# rel, method, what follows the address of the member, answer and body as schemas
LINKS = (
    ("self", "GET", "", "Member", ""),
    ("update", "PATCH", "", "Member", "MemberChange"),
    ("upsert", "PUT", "", "Member", "MemberUpsert"),
    ("delete", "DELETE", "", "", ""),
    ("activity", "GET", "/activity", "ActionPage", ""),
    ("notes", "GET", "/notes", "NotePage", ""),
    ("events", "POST", "/events", "", "MemberEvent"),
    ("delete_permanent", "POST", "/actions/delete-permanent", "", ""),
)


def hash_of(email: str) -> str:
    """What a member is named by: MD5 of the address in lower case, as hex digits."""
    return md5(email.encode(), usedforsecurity=False).hexdigest()


def status_of(status: str, *, is_archived: bool) -> str:
    return "archived" if is_archived else STATUSES.get(status, status)


def language_of(code: str) -> str:
    """As in pt_BR for pt-br."""
    language, _dash, region = code.partition("-")
    return f"{language}_{region.upper()}" if region else language


@dataclass(frozen=True)
class Members:
    """Tells of the contacts of an audience, as many as there are."""

    audience: Audience
    links: Links
    shared: Around | None = None  # with other lists

    def of(self, pks: Sequence[int]) -> list[Member]:
        """The documents of these contacts, in this order, of those who are there."""
        rows = self.around.rows(pks)
        return [self.document(rows[pk]) for pk in pks if pk in rows]

    @cached_property
    def around(self) -> Around:
        return self.shared or Around([self.audience])

    @cached_property
    def link_templates(self) -> list[tuple[str, Link]]:
        """Each link of a member, and what follows the address of the member in it."""
        return [
            (path, self.links.link(rel, method, "", answer, body))
            for rel, method, path, answer, body in LINKS
        ]

    @cached_property
    def collection_links(self) -> list[Link]:
        link, path = self.links.link, f"/lists/{self.audience.public_id}"
        return [
            link("self", "GET", f"{path}/members", "MemberPage"),
            link("parent", "GET", path, "List"),
            link("create", "POST", f"{path}/members", "Member", "MemberCreate"),
        ]

    @cached_property
    def tellers(self) -> list[Teller]:
        return self.around.tellers[self.audience.pk]

    @cached_property
    def interests(self) -> list[tuple[int, str]]:
        return self.around.interests[self.audience.pk]

    @cached_property
    def parent(self) -> Link:
        path = f"/lists/{self.audience.public_id}/members"
        return self.links.link("parent", "GET", path, "MemberPage")

    def document(self, row: Row) -> Member:
        hash, groups, around = hash_of(row.email), set(row.group_ids), self.around
        shown = [(pk, around.tags[pk]) for pk in row.tag_ids if pk in around.tags]
        opted_in = row.optin_at
        if opted_in is None and row.status == "subscribed":
            opted_in = row.status_at
        document: Member = {
            "id": hash,
            "email_address": row.email_display,
            "unique_email_id": hash[:ADDRESS_ID],
            "contact_id": row.public_id.hex,
            "full_name": f"{row.first_name} {row.last_name}".strip(),
            "web_id": row.pk,
            "email_type": "html",
            "status": status_of(row.status, is_archived=row.archived_at is not None),
            "unsubscribe_reason": around.reasons.get((row.pk, row.status_at), ""),
            "consents_to_one_to_one_messaging": (
                row.status not in OPT_OUTS and row.pk not in around.refusing
            ),
            "sms_phone_number": row.sms_phone,
            "sms_subscription_status": row.sms_status,
            "sms_subscription_last_updated": text_of(around.sms_since.get(row.pk)),
            "merge_fields": {teller.tag: teller.tell(row) for teller in self.tellers},
            "interests": {name: pk in groups for pk, name in self.interests},
            "stats": {
                "avg_open_rate": 0,
                "avg_click_rate": 0,
                "ecommerce_data": {
                    "total_revenue": 0,
                    "number_of_orders": 0,
                    "currency_code": "",
                },
            },
            "ip_signup": row.signup_ip or "",
            "timestamp_signup": text_of(row.signup_at),
            "ip_opt": row.optin_ip or "",
            "timestamp_opt": text_of(opted_in),
            "member_rating": row.rating or UNRATED,
            "last_changed": text_of(row.changed_at),
            "language": language_of(row.language),
            "vip": row.vip,
            "email_client": row.email_client,
            "location": _location(row),
            "marketing_permissions": self._permissions(row),
            "source": around.sources.get(row.source_id or 0, ""),
            "tags_count": len(shown),
            "tags": [{"id": pk, "name": name} for pk, name in shown[:SHOWN_TAGS]],
            "list_id": self.audience.public_id,
            "_links": self._links(hash),
        }
        if note := around.notes.get(row.pk):
            document["last_note"] = _last_note(note)
        return document

    def _permissions(self, row: Row) -> list[MarketingPermission]:
        given = self.around.permitted.get(row.pk, set())
        return [
            {
                "marketing_permission_id": str(one.pk),
                "text": one.text,
                "enabled": one.pk in given,
            }
            for one in self.around.permissions.get(row.audience_id, ())
        ]

    def _links(self, hash: str) -> list[Link]:
        address = f"{self.parent['href']}/{hash}"
        links = [
            {**template, "href": f"{address}{path}"}
            for path, template in self.link_templates
        ]
        links.insert(1, self.parent)
        return links


def of_lists(
    audiences: Iterable[Audience], pks: Sequence[int], links: Links
) -> list[Member]:
    """The documents of these contacts of some lists, in this order."""
    around = Around(list(audiences))
    rows = around.rows(pks)
    telling = {each.pk: Members(each, links, around) for each in around.audiences}
    found = [rows[pk] for pk in pks if pk in rows]
    return [telling[row.audience_id].document(row) for row in found]


def author_of(note: Note) -> str:
    return (note.author.name or note.author.email) if note.author else ""


def _last_note(note: Note) -> LastNote:
    return {
        "note_id": note.pk,
        "created_at": text_of(note.created_at),
        "created_by": author_of(note),
        "note": note.text,
    }


def _location(row: Row) -> Location:
    standard, summer = _offsets(row.time_zone, timezone.now().year)
    return {
        "latitude": row.latitude or 0,
        "longitude": row.longitude or 0,
        "gmtoff": standard,
        "dstoff": summer,
        "country_code": row.country,
        "timezone": row.time_zone,
        "region": row.region,
    }


@lru_cache(maxsize=1_000)
def _offsets(zone: str, year: int) -> tuple[int, int]:
    """Hours from Greenwich of a time zone, without and with its summer time."""
    if not zone:
        return 0, 0
    of = [
        datetime(year, month, 1, tzinfo=ZoneInfo(zone)).utcoffset() for month in (1, 7)
    ]
    hours = sorted(int(offset.total_seconds() // 3600) for offset in of if offset)
    return (hours[0], hours[-1]) if hours else (0, 0)
