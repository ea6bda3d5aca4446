"""A call read by the mapping of its webhook: whom it is about, and what it says."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from contacts.addresses import AddressError, normalize
from contacts.hooks import paths
from contacts.hooks.flattening import properties_of
from contacts.hooks.mapping import MOST_TAGS, Mapping, event_name
from contacts.hooks.moments import moment
from contacts.ingest.reports import AHEAD
from contacts.ingest.reports import Reader as Reports
from contacts.values import ValueRefused, order_of

if TYPE_CHECKING:
    from contacts.models import Field, Hook

TAG_LENGTH = 100
MOST_TEXT = 5_000

type Note = list[Any]  # a code, and what it is about: plain values that JSON can keep


class Refused(ValueError):
    """Why nothing comes of a call: a code of `words`, and what it is about."""

    def __init__(self, code: str, about: str = "") -> None:
        super().__init__(code)
        self.why: Note = [code, about]


@dataclass(slots=True)
class Reading:
    """What a call comes to; of what was amiss without stopping it there are notes."""

    email: str = ""
    written: str = ""  # the address as it came
    name: str = ""  # of the event, or nothing
    at: datetime | None = None
    key: str = ""  # by what the same is known again
    properties: dict[str, Any] = field(default_factory=dict)
    sets: list[tuple[Field, Any]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def tells_of_person(self) -> bool:
        return bool(self.sets or self.tags)

    @property
    def columns(self) -> dict[str, Any]:
        return {each.column: value for each, value in self.sets if each.column}

    @property
    def fields(self) -> dict[str, Any]:
        return {each.key: value for each, value in self.sets if not each.column}


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the calls of one webhook, as things stand now."""

    mapping: Mapping
    reports: Reports
    fields: Map[int, Field]
    tags: Map[int, str]
    zone: ZoneInfo
    country: str

    @classmethod
    def of(cls, hook: Hook, mapping: Mapping | None = None) -> Self:
        audience = hook.audience
        mapping = Mapping.of(hook.mapping) if mapping is None else mapping
        wanted = [pk for pk, _path in mapping.fields]
        fields = audience.fields.present().filter(pk__in=wanted)
        tags = audience.tags.present().filter(pk__in=mapping.tag_ids)
        return cls(
            mapping,
            Reports.of(audience),
            {each.pk: each for each in fields},
            dict(tags.in_order().values_list("pk", "name")),
            ZoneInfo(audience.time_zone),
            audience.country,
        )

    def read(self, document: Any, received_at: datetime) -> Reading:
        """What the document says, of which nothing is written; raises Refused."""
        mapping, reading = self.mapping, Reading()
        self._read_address(document, reading)
        if mapping.has_event:
            self._read_event(document, reading, received_at)
        for pk, path in mapping.fields:
            if pk in self.fields:
                self._read_field(self.fields[pk], document, path, reading)
        self._read_tags(document, reading)
        if mapping.id:
            reading.key = text_at(document, mapping.id)[:MOST_TEXT]
            if not reading.key:
                reading.notes.append(["no_id", paths.in_words(mapping.id)])
        return reading

    def _read_address(self, document: Any, reading: Reading) -> None:
        path = self.mapping.email
        if not path:
            raise Refused("unmapped")
        text = text_at(document, path)
        if not text:
            raise Refused("no_address", paths.in_words(path))
        try:
            reading.email = normalize(text)
        except AddressError as error:
            raise Refused("address", error.code) from None
        reading.written = text

    def _read_event(self, document: Any, reading: Reading, now: datetime) -> None:
        said = self.mapping.fixed or text_at(document, self.mapping.name)
        reading.name = event_name(said)
        if len(reading.name) < 2:
            raise Refused("no_name" if not said else "name", said[:100])
        reading.at = self._moment(document, reading, now)
        found = properties_of(document, self.mapping)
        reading.properties = found.said
        reading.notes += [["missing", name] for name in found.missing]
        reading.notes += [["cut", name] for name in found.cut]
        if found.left_out:
            reading.notes.append(["left_out", found.left_out])

    def _moment(self, document: Any, reading: Reading, now: datetime) -> datetime:
        path = self.mapping.at
        value = paths.find(document, path) if path else None
        if not path:
            at = now
        elif (read := moment(value, self.zone, order_of(self.country))) is not None:
            at = read
        else:
            reading.notes.append(["no_time", paths.in_words(path)])
            at = now
        if at < self.reports.since:
            raise Refused("old", f"{at:%Y-%m-%d}")
        if at > self.reports.now + AHEAD:
            raise Refused("ahead", f"{at:%Y-%m-%d}")
        return at

    def _read_field(
        self, field: Field, document: Any, path: str, reading: Reading
    ) -> None:
        text = text_at(document, path)
        if not text:
            reading.notes.append(["no_value", field.label])
            return
        try:
            value = field.reader(self.country)(text[:MOST_TEXT])
        except ValueRefused as refused:
            reading.notes.append(["value", field.label, str(refused)])
        else:
            reading.sets.append((field, value))

    def _read_tags(self, document: Any, reading: Reading) -> None:
        names = list(self.tags.values())
        for path in self.mapping.tags:
            value = paths.find(document, path)
            some = value if paths.is_plain_list(value) else [value]
            read = [" ".join(text_of(each).split())[:TAG_LENGTH] for each in some]
            if not any(read):
                reading.notes.append(["no_tag", paths.in_words(path)])
            names += [name for name in read if name]
        once = {name.lower(): name for name in names}
        reading.tags = list(once.values())[:MOST_TAGS]


def text_at(document: Any, path: str) -> str:
    return text_of(paths.find(document, path))


def text_of(value: Any) -> str:
    """A value as a text without space around it; nothing for an object, or none."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if paths.is_plain_list(value):
        return ", ".join(filter(None, map(text_of, value)))
    return ""
