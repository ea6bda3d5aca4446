"""Whatever is chosen, given, taken and imported: a plain reading of it all agrees.

The plain reading is a dictionary. A segment that is followed hands one preference to
whoever comes to be subscribed to another one, so that each step may have another.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from audiences import jobs
from audiences.models import Audience
from conditions.tree import Condition
from contacts.causes import Cause
from contacts.recounting import differences
from events import outbox
from preferences import choosing
from segments import following
from segments.binding import bound_in, who
from tests.conditions.asking import some
from tests.conditions.oracle import World, is_true
from tests.conditions.said import asking, of
from tests.contacts.importing import bring
from tests.factories import (
    AudienceFactory,
    ContactFactory,
    PreferenceFactory,
    SegmentFactory,
)
from tests.preferences.chosen import states

NAMES = ["News", "Offers", "Events"]
EMAILS = [f"p{n}@example.com" for n in range(5)]
HERE = 3  # of these are there when it begins
OPERATORS = ["subscribed", "unsubscribed", "not_subscribed"]

which, people = st.sampled_from(NAMES), st.sets(st.sampled_from(EMAILS), max_size=3)
cells = st.lists(st.sampled_from([*NAMES, "news", "Nope"]), max_size=3)
steps = st.one_of(
    st.tuples(
        st.just("choose"),
        st.sampled_from(EMAILS),
        which,
        st.sampled_from(["subscribed", "unsubscribed", ""]),
    ),
    st.tuples(st.sampled_from(["give", "take"]), people, which),
    st.tuples(
        st.just("bring"),
        st.lists(st.tuples(st.sampled_from(EMAILS), cells), min_size=1, max_size=4),
        st.booleans(),
    ),
)


class Plain:
    """Who chose what, and who is in the segment, by address and name."""

    def __init__(self) -> None:
        self.chosen: dict[str, dict[str, str]] = {email: {} for email in EMAILS[:HERE]}
        self.inside: set[str] = set()

    def choose(self, email: str, name: str, state: str) -> None:
        if email in self.chosen:
            self.chosen[email][name] = state
            if not state:
                del self.chosen[email][name]

    def give(self, emails: set[str], name: str) -> None:
        for email in emails & self.chosen.keys():
            self.chosen[email].setdefault(name, "subscribed")

    def take(self, emails: set[str], name: str) -> None:
        for email in emails & self.chosen.keys():
            if self.chosen[email].get(name) == "subscribed":
                del self.chosen[email][name]

    def bring(self, rows: list[tuple[str, list[str]]], update: bool) -> None:
        read = {email: names for email, names in rows if "Nope" not in names}
        for email, names in read.items():
            if update or email not in self.chosen:
                chosen = self.chosen.setdefault(email, {})
                for name in names:
                    chosen.setdefault(name.capitalize(), "subscribed")

    def react(self) -> None:
        now = {e for e, of in self.chosen.items() if of.get("News") == "subscribed"}
        self.give(now - self.inside, "Offers")
        self.inside = now


class Kept:
    """The same in the database."""

    def __init__(self) -> None:
        self.audience: Audience = AudienceFactory.create()
        self.preferences = {
            name: PreferenceFactory.create(audience=self.audience, name=name)
            for name in NAMES
        }
        for email in EMAILS[:HERE]:
            ContactFactory.create(audience=self.audience, email=email)
        news = asking("preference", "subscribed", self.preferences["News"].pk)
        self.segment = SegmentFactory.create(audience=self.audience, tree=of(news))
        offers = self.preferences["Offers"]
        jobs.run(following.follow(self.segment, None, offers, actor=None))

    @property
    def cause(self) -> Cause:
        return Cause(self.audience, "staff")

    def those(self, emails: set[str]) -> Any:
        return self.audience.contacts.filter(email__in=emails)

    def choose(self, email: str, name: str, state: str) -> None:
        for contact in self.those({email}):
            choosing.choose(contact, self.preferences[name], state, self.cause)

    def give(self, emails: set[str], name: str) -> None:
        choosing.give(self.those(emails), self.preferences[name], self.cause)

    def take(self, emails: set[str], name: str) -> None:
        choosing.take(self.those(emails), self.preferences[name], self.cause)

    def bring(self, rows: list[tuple[str, list[str]]], update: bool) -> None:
        lines = (f'{email},"{", ".join(names)}"\n' for email, names in rows)
        file = "email,preferences\n" + "".join(lines)
        bring(self.audience, file, update_existing=update)

    def react(self) -> None:
        outbox.drain()

    @property
    def emails(self) -> dict[int, str]:
        return dict(self.audience.contacts.values_list("pk", "email"))


def test_a_plain_reading_of_it_all_agrees(db: None) -> None:
    @some(25)
    @given(st.lists(steps, max_size=6))
    def check(said: list[Any]) -> None:
        plain, kept = Plain(), Kept()
        for verb, *args in said:
            for one in (plain, kept):
                getattr(one, verb)(*args)
                one.react()
            compare(plain, kept)

    check()


def compare(plain: Plain, kept: Kept) -> None:
    emails = kept.emails
    found: dict[str, dict[str, str]] = {email: {} for email in emails.values()}
    for name, preference in kept.preferences.items():
        for pk, state in states(preference).items():
            found[emails[pk]][name] = state
    assert found == plain.chosen
    members = kept.segment.members.values_list("contact_id", flat=True)
    assert {emails[pk] for pk in members} == plain.inside
    assert differences(kept.audience) == []
    for name, preference in kept.preferences.items():
        for op in OPERATORS:
            meant = said_by_oracle(plain, kept, op, name)
            tree = of(asking("preference", op, preference.pk))
            asked = who(kept.audience, bound_in(kept.audience, tree))
            contacts = kept.audience.contacts.filter(asked)
            assert set(contacts.values_list("email", flat=True)) == meant


def said_by_oracle(plain: Plain, kept: Kept, op: str, name: str) -> set[str]:
    pks = {each: preference.pk for each, preference in kept.preferences.items()}
    world = World(timezone.now(), ZoneInfo("UTC"), {}, {})
    condition = Condition("preference", op, pks[name])
    return {
        email
        for email, chosen in plain.chosen.items()
        if is_true(
            condition,
            {"choices": {pks[each]: state for each, state in chosen.items()}},
            world,
        )
    }
