"""Audiences of people who have all that is hard to compare, and trees about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from hypothesis import strategies as st

from audiences.models import Audience
from conditions.tree import Condition, Group, Match, write
from contacts.models import Contact, Field
from preferences.models import State
from tests.conditions.oracle import Person, World
from tests.factories import (
    AudienceFactory,
    GroupCategoryFactory,
    GroupFactory,
    PreferenceFactory,
    SegmentFactory,
    TagFactory,
)
from tests.forms.landing.opening import page, write_visits
from tests.forms.permitting import permission, said_of, write_lines
from tests.forms.surveys.asking import survey, write_submissions
from tests.preferences.chosen import write_choices

WORDS = [
    *("Oslo", "oslo", "OSLO", "Zoë", "ZOË", "zoe", "Åse", "åSE", "İzmir", "izmir"),
    *("ISPARTA", "ısparta", "Straße", "STRASSE", "STRAẞE", "ΟΔΟΣ", "οδος", "οδοσ"),
    *("100%", "100", "a_b", "axb", "a\\b", "O'Neil", 'say "x"', ".*", "^o", "(", "["),
    *("' OR 1=1 --", "{}", "null", "true", "5"),
    *("ﬁn", "e\u0301", "é", "日本", "👩‍🚀", " "),
    *("Oslo Vest", "vest", "2026-05-03", "15", "ab\ncd"),
]
OTHERS = [5, 0, -1.5, 1e15, 0.1, True, False, None, [1, "a"], {"bb": 1, "a": "é"}, ""]
NUMBERS = [0, 1, -1, 0.1, 0.30000000000000004, 0.3, 1e15, -1e15, 3.5, 2, 1e-7, 99.99]
BIRTHDAYS = ["02-28", "02-29", "03-01", "12-31", "01-01", "06-15"]
CHOSEN = ["Red", "red", "Blå", "5"]
LANGUAGES, COUNTRIES = ["en", "fr", "nb"], ["NO", "FR", "CL"]
PLACES = [
    *((59.9, 10.75), (60.39, 5.32), (-16.5, 179.9), (-16.5, -179.9), (89.5, 0.0)),
    *((90.0, 50.0), (-90.0, 0.0), (0.0, 0.0), (0.0, 180.0), (None, 5.0), (5.0, None)),
]
# Of a person, what does not stand in the row of the contact.
ASIDE = {"choices", "permitted", "answered", "pages"}
DAYS = [0, 1, -1, -2, -6, -7, -29, -30, -31, -365, 2, 6, 7, 30]


@dataclass(frozen=True)
class Here:
    audience: Audience
    world: World
    people: dict[int, Person]  # by the ids of their contacts
    values: dict[str, Any]  # the strategies of `_values`


def settle(now: datetime, zone: Any, seed: int, n: int = 36) -> Here:
    """An audience whose calendar is that of the zone, with so many people in it."""
    audience = AudienceFactory.create(time_zone=zone.key)
    for position, type in enumerate(Field.Type.values):
        audience.fields.create(
            type=type,
            label=f"My {type}",
            tag=f"T{position}",
            position=position + 5,
            choices=CHOSEN if type in {"radio", "dropdown"} else [],
        )
    own = audience.fields.present().filter(column="")
    types = {field.key: field.type for field in own}
    tags = [tag.pk for tag in TagFactory.create_batch(3, audience=audience)]
    categories = GroupCategoryFactory.create_batch(2, audience=audience)
    groups = {
        f"groups{one.pk}": [
            group.pk
            for group in GroupFactory.create_batch(3, audience=audience, category=one)
        ]
        for one in categories
    }
    kinds = ("staff", "form", "api")
    sources = [audience.sources.create(kind=k, label=f"By {k}").pk for k in kinds]
    preferences = [p.pk for p in PreferenceFactory.create_batch(3, audience=audience)]
    permissions = [permission(audience, title).pk for title in ("Mail", "Post")]
    chosen = {"preference": preferences, "permission": permissions}
    chosen["survey"] = [survey(audience, name=n).pk for n in ("Taste", "Roast")]
    chosen["page"] = [page(audience, title).pk for title in ("Spring", "Autumn")]
    world = World(now, zone, types, {})
    making = _Making(Random(seed), world, tags, groups, sources, chosen)
    people = _brought(audience, [making.person(k) for k in range(n)])
    values = _values(world, tags, groups, sources)
    values |= {kind: st.sampled_from(pks) for kind, pks in chosen.items()}
    return Here(audience, _with_segments(audience, world), people, values)


def settle_usual(n: int = 36) -> Here:
    now = datetime(2026, 5, 3, 12, tzinfo=UTC)
    return settle(now, ZoneInfo("Europe/Oslo"), seed=1, n=n)


def _brought(audience: Audience, people: list[dict[str, Any]]) -> dict[int, Person]:
    rows = Contact.objects.bulk_create(
        Contact(
            audience=audience,
            ordinal=ordinal,
            email_display=said["email"],
            status_at=said["created_at"],
            **{name: value for name, value in said.items() if name not in ASIDE},
        )
        for ordinal, said in enumerate(people)
    )
    write_choices(audience, rows, [said["choices"] for said in people])
    write_lines(audience, rows, [said["permitted"] for said in people])
    write_submissions(audience, rows, [said["answered"] for said in people])
    write_visits(audience, rows, [said["pages"] for said in people])
    return {row.pk: said for row, said in zip(rows, people, strict=True)}


def _with_segments(audience: Audience, world: World) -> World:
    """Three segments, each of which asks for the one before."""
    segments: dict[int, Group] = {}
    inner: tuple[Condition, ...] = (Condition("region", "is_not", "oslo"),)
    for match in (Match.ANY, Match.NONE, Match.ALL):
        tree = Group(match, (*inner, Condition("rating", "less", 3)))
        pk = SegmentFactory.create(audience=audience, tree=write(tree)).pk
        segments[pk] = tree
        inner = (Condition("segment", "not_in", pk),)
    return World(world.now, world.zone, world.types, segments)


@dataclass(frozen=True)
class _Making:
    by: Random
    world: World
    tags: list[int]
    groups: dict[str, list[int]]
    sources: list[int]
    chosen: dict[str, list[int]]

    def person(self, n: int) -> dict[str, Any]:
        by = self.by
        latitude, longitude = by.choice(PLACES)
        chose = by.sample(self.chosen["preference"], by.randint(0, 3))
        every_group = [pk for pks in self.groups.values() for pk in pks]
        return {
            "email": f"{by.choice(['ann', 'å.zoë', 'straße', 'a_b'])}{n}@example.com",
            "first_name": by.choice(["", *WORDS]),
            "last_name": by.choice(["", *WORDS]),
            "phone": by.choice(["", "+47 22 33", "+33 1"]),
            "region": by.choice(["", *WORDS]),
            "status": by.choice(_keys(Contact.Status)),
            "sms_status": by.choice(_keys(Contact.SmsStatus)),
            "language": by.choice(["", *LANGUAGES]),
            "country": by.choice(["", *COUNTRIES]),
            "rating": by.randint(0, 5),
            "vip": by.random() < 0.4,
            "source_id": by.choice([None, *self.sources]),
            "created_at": self.moment(),
            "changed_at": self.moment(),
            "latitude": latitude,
            "longitude": longitude,
            "tag_ids": sorted(by.sample(self.tags, by.randint(0, 3))),
            "group_ids": sorted(by.sample(every_group, by.randint(0, 4))),
            "fields": self.fields(),
            "choices": {pk: by.choice(State.values) for pk in chose},
            "permitted": said_of(by, self.chosen["permission"]),
            "answered": sorted(by.sample(self.chosen["survey"], by.randint(0, 2))),
            "pages": by.sample(self.chosen["page"], by.randint(0, 2)),
        }

    def fields(self) -> dict[str, Any]:
        return {
            key: self.value(type)
            for key, type in self.world.types.items()
            if self.by.random() < 0.75
        }

    def value(self, type: str) -> Any:
        by = self.by
        if by.random() < 0.15:
            return by.choice(OTHERS)
        soon = self.world.today + timedelta(days=by.choice(DAYS))
        parts = by.sample(("addr1", "zip", "city", "country"), by.randint(0, 4))
        usual = {
            "number": by.choice(NUMBERS),
            "date": by.choice([soon.isoformat(), "2024-02-29", "1900-01-01", "soon"]),
            "birthday": by.choice([*BIRTHDAYS, f"{soon:%m-%d}"]),
            "address": {part: by.choice(WORDS) for part in parts},
            **dict.fromkeys(["radio", "dropdown"], by.choice(CHOSEN)),
        }
        return usual.get(type, by.choice(WORDS))

    def moment(self) -> datetime:
        """Near the beginning of a day, or anywhere in it."""
        day = self.world.today + timedelta(days=self.by.choice(DAYS))
        midnight = datetime.combine(day, time.min, self.world.zone)
        instant = midnight.astimezone(self.world.now.tzinfo)
        apart = [0, 1, -1, 3_600_000_000, -3_600_000_000, 43_200_000_000]
        return instant + timedelta(microseconds=self.by.choice(apart))


def _keys(choices: type[TextChoices]) -> list[str]:
    return [str(value) for value in choices.values]


def conditions(here: Here, fields: list[tuple[str, str]]) -> st.SearchStrategy[Any]:
    """Of some subjects and their operators, with values of all kinds."""
    return st.sampled_from(fields).flatmap(
        lambda asked: st.builds(Condition, *map(st.just, asked), value_of(here, *asked))
    )


def trees(here: Here, asked: list[tuple[str, str]], deep: int) -> Any:
    leaves = conditions(here, asked)
    node = leaves
    for _level in range(deep):
        node = st.one_of(leaves, _groups(node))
    return _groups(node)


def _groups(node: st.SearchStrategy[Any]) -> st.SearchStrategy[Group]:
    nodes = st.lists(node, min_size=1, max_size=3).map(tuple)
    return st.builds(Group, st.sampled_from(list(Match)), nodes)


def value_of(here: Here, subject: str, op: str) -> st.SearchStrategy[Any]:
    kind = here.world.kind(subject)
    if op in {"filled", "blank", "yes", "no", "today", "this_month"}:
        return st.none()
    if subject == "segment":
        return st.sampled_from(sorted(here.world.segments))
    said = here.values[subject if subject in here.values else kind]
    found: st.SearchStrategy[Any] = said[op] if isinstance(said, dict) else said
    return found


def _values(
    world: World, tags: list[int], groups: dict[str, list[int]], sources: list[int]
) -> dict[str, Any]:
    word = st.one_of(
        st.sampled_from([word for word in WORDS if word != " "]),
        st.sampled_from(WORDS).flatmap(
            lambda word: st.builds(
                lambda start, end: word[start : end + 1] or word,
                *(st.integers(0, len(word) - 1), st.integers(0, len(word) - 1)),
            )
        ),
        st.sampled_from(["@example.com", "ann1", "47", "[1, ", "1.5", "TRUE"]),
    )
    day = st.one_of(
        st.sampled_from(DAYS).map(lambda n: world.today + timedelta(days=n)),
        st.dates(date(1900, 1, 1), date(2200, 12, 31)),
    ).map(date.isoformat)
    two = st.tuples(day, day).map(sorted)
    count = st.one_of(st.sampled_from([1, 2, 7, 30, 31]), st.integers(1, 36_500))
    between = two.map(lambda days: {"first": days[0], "last": days[1]})
    calendar = {
        **dict.fromkeys(["on", "before", "after"], day),
        "between": between,
        **dict.fromkeys(["last", "last_not", "next", "next_not"], count),
    }
    on = st.sampled_from(BIRTHDAYS).map(
        lambda text: {"day": int(text[3:]), "month": int(text[:2])}
    )
    place = st.builds(
        lambda at, km: {"latitude": at[0], "longitude": at[1], "km": km},
        st.sampled_from([place for place in PLACES if None not in place]),
        st.sampled_from([1, 50, 310, 900, 9_000, 20_000]),
    )
    return {
        "text": word,
        "address": word,
        "number": st.one_of(
            st.sampled_from(NUMBERS), st.integers(-5, 5), st.floats(-1e15, 1e15)
        ),
        "rating": st.integers(0, 5),
        "moment": calendar,
        "date": calendar,
        "birthday": {
            **dict.fromkeys(["on", "on_not"], on),
            "month": st.integers(1, 12),
            "next": st.one_of(st.sampled_from([1, 2, 7, 366]), st.integers(1, 366)),
        },
        "choice": _some(CHOSEN),
        "status": _some(_keys(Contact.Status)),
        "sms_status": _some(_keys(Contact.SmsStatus)),
        "language": _some(LANGUAGES),
        "country": _some(COUNTRIES),
        "tag": st.sampled_from(tags),
        "source": _some(sources),
        "location": place,
        **{subject: _some(pks) for subject, pks in groups.items()},
    }


def _some(keys: list[Any]) -> st.SearchStrategy[Any]:
    return st.lists(st.sampled_from(keys), min_size=1, max_size=3)
