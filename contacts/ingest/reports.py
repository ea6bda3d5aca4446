"""A report of what somebody did: read from JSON, and refused in words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contacts.ingest import properties
from contacts.ingest.properties import Fault, Unfit
from events import partitions

if TYPE_CHECKING:
    from audiences.models import Audience

NAME = re.compile(r"[A-Za-z0-9_-]{2,30}")
AHEAD = timedelta(hours=24)
KEY_LENGTH = 255


class Refused(ValueError):
    """A report that cannot be taken: in which fields, and why, a sentence each."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(faults[0][1])
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Report:
    """What a contact did, valid by itself; `said` is a JSON object.

    Of two with the same key only the first is kept.
    """

    contact_id: int
    name: str
    said: str
    occurred_at: datetime
    is_syncing: bool = False
    key: UUID | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads what is reported to an audience, as of one moment."""

    now: datetime
    since: datetime

    @classmethod
    def of(cls, audience: Audience) -> Self:
        return cls(timezone.now(), partitions.reach(audience.account))

    def read(self, contact_id: int, data: Any, key: str = "") -> Report:
        """The report in `{name, properties, occurred_at, is_syncing, id}`; only the
        name is needed. Raises Refused with everything that is wrong.

        `key`, or else the `id` in it, is what makes it the same when it comes again.
        """
        if not isinstance(data, Mapping):
            raise Refused(("", _("An event is an object with a name.")))
        faults: list[Fault] = []

        def taken(part: Any, *args: Any) -> Any:
            try:
                return part(*args)
            except Unfit as unfit:
                faults.extend(unfit.faults)

        name = taken(_name, data.get("name"))
        said = taken(properties.written, data.get("properties"))
        at = taken(self._moment, data.get("occurred_at"))
        is_syncing = taken(_truth, data.get("is_syncing"))
        own = taken(_key, key or data.get("id"))
        if faults:
            raise Refused(*faults)
        return Report(contact_id, name, said, at, is_syncing, own)

    def _moment(self, text: Any) -> datetime:
        """The moment that is said in ISO 8601, in UTC where no zone is; or now."""
        if text is None or text == "":
            return self.now
        try:
            at = datetime.fromisoformat(text)
            at = at if at.tzinfo else at.replace(tzinfo=UTC)
            at = at.astimezone(UTC)
        except (TypeError, ValueError, OverflowError):
            said = _("This is no moment in ISO 8601, as 2026-04-30T18:30:00+02:00 is.")
            raise Unfit(("occurred_at", said)) from None
        if at < self.since:
            said = _("It happened before %(day)s: older events are not kept.")
            day = date_format(self.since.date(), "j F Y")
            raise Unfit(("occurred_at", said % {"day": day}))
        if at > self.now + AHEAD:
            said = _("It lies more than 24 hours ahead.")
            raise Unfit(("occurred_at", said))
        return at


def hashed(scope: str, key: str) -> UUID:
    """What is kept of a key: enough to know it again, and nothing that it says."""
    digest = hashlib.sha256(f"{scope}\0{key}".encode(errors="surrogatepass"))
    return UUID(bytes=digest.digest()[:16])


def _name(name: Any) -> str:
    if isinstance(name, str) and NAME.fullmatch(name):
        return name
    said = _("A name has 2 to 30 letters A-Z, a-z, digits, hyphens and underscores.")
    raise Unfit(("name", said))


def _truth(value: Any) -> bool:
    if value is None or isinstance(value, bool):
        return bool(value)
    raise Unfit(("is_syncing", _("This is true or false.")))


def _key(key: Any) -> UUID | None:
    if key is None or key == "":
        return None
    text = str(key) if isinstance(key, int) and not isinstance(key, bool) else key
    if isinstance(text, str) and len(text) <= KEY_LENGTH:
        return hashed("event", text)
    said = _("An id is a text of at most %(n)s characters.") % {"n": KEY_LENGTH}
    raise Unfit(("id", said))
