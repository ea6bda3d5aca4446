"""How people come to an audience, and what becomes of them until now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from contacts.demo.company import Ground, Team
from contacts.demo.files import imported, source_of
from contacts.demo.lives import Life, Remark
from contacts.demo.people import Crowd, Person
from contacts.models import Import, Source

# The part of the contacts that has the first tag, and of that part what the next has.
FIRST_TAG, NEXT_TAG = 0.42, 0.66
UNSUBSCRIBES, BOUNCES = 0.1, 0.03
VIPS = 0.025

type Thing = Callable[[], dict[str, Any]]


@dataclass
class Growth:
    ground: Ground
    team: Team
    crowd: Crowd
    chance: Random
    now: datetime
    lives: list[Life] = field(default_factory=list)
    sources: dict[Source.Kind, Source] = field(default_factory=dict)
    spoken_for: set[int] = field(default_factory=set)  # tags not given at random

    def arrivals(self, since: int, slow: float, fast: float) -> Iterator[datetime]:
        """Moments from so many days ago to now: so many a day at first, and then."""
        for days_ago in range(since, -1, -1):
            rate = fast - (fast - slow) * days_ago / since
            # A rhythm of weeks that does not depend on the day this is told.
            rate *= (1.7 if days_ago % 7 in {2, 3} else 0.75) * self.part(0.2, 1.8)
            for _ in range(int(rate) + (self.chance.random() < rate % 1)):
                yield self.moment(days_ago)

    def moment(self, days_ago: int) -> datetime:
        """Some time of that day, in the evening more likely, and never ahead of now."""
        minutes = int(self.chance.triangular(7 * 60, 23 * 60, 19 * 60))
        midnight = self.now.replace(hour=0, minute=0, second=0, microsecond=0)
        at = midnight + timedelta(minutes=minutes) - timedelta(days=days_ago)
        return min(at, self.now - timedelta(seconds=self.chance.randrange(300, 3600)))

    def later(self, after: datetime, until: datetime) -> datetime:
        return after + (until - after) * self.part(0.02, 0.98)

    def part(self, least: float, most: float) -> float:
        return self.chance.uniform(least, most)

    def happens(self, probability: float) -> bool:
        return self.chance.random() < probability

    def come_by_file(
        self,
        filename: str,
        days_ago: int,
        people: Iterable[Person],
        permission: Import.Permission,
        tags: list[int],
    ) -> None:
        self.spoken_for.update(tags)
        listed, at, maya = list(people), self.moment(days_ago), self.team.maya
        audience = self.ground.audience
        run = imported(
            *(audience, filename, at, len(listed)),
            by=maya,
            tags=tags,
            permission=permission,
        )
        source, wording = source_of(run), run.get_permission_display()
        for person in listed:
            life = Life(person, source, at)
            life.is_imported("subscribed", tags, maya, wording)
            self.lives.append(life)

    def comes_by_form(self, person: Person, at: datetime) -> None:
        source = self._source(Source.Kind.FORM, "Sign-up form on fjord.example")
        life = Life(person, source, at)
        asks = self.ground.audience.double_opt_in
        life.signs_up(self.crowd.ip(), asks=asks, confirms=self.happens(0.94))
        self.lives.append(life)

    def comes_by_hand(self, person: Person, at: datetime) -> None:
        source = self._source(Source.Kind.STAFF, str(Source.Kind.STAFF.label))
        life = Life(person, source, at)
        life.is_added(self.chance.choice((self.team.maya, self.team.jonas)))
        self.lives.append(life)

    def comes_by_order(self, person: Person, at: datetime) -> None:
        life = Life(person, self._source(Source.Kind.API, "Webshop"), at)
        life.orders()
        life.is_tagged(self.ground.tags[0], at)
        if self.happens(0.3):
            life.subscribes(self.later(at, self.now))
        self.lives.append(life)

    def go_on(self, learn: Callable[[Life], None]) -> None:
        """Let everyone be tagged, asked and known, and some of them leave."""
        for life in self.lives:
            self._leave(life)
            self._tag(life)
            self._ask(life)
            life.vip = not life.is_gone and self.happens(VIPS)
            learn(life)

    def tidy(self, days_ago: int, n: int, *, gone: bool = True) -> None:
        """Archive some of those who left, or of those who closed their business."""
        at = self.moment(days_ago)
        idle = [
            life
            for life in self.lives
            if life.changed_at < at and not life.archived_at and life.is_gone is gone
        ]
        for life in self.chance.sample(idle, min(n, len(idle))):
            life.is_archived(at, self.team.jonas)

    def buys(
        self, life: Life, every: float, thing: Callable[[], dict[str, Any]]
    ) -> None:
        """Let them order something every so many days, until they leave."""
        until = life.status_at if life.is_gone else self.now
        at = life.joined_at + timedelta(days=every * self.part(0, 1))
        while at < until:
            life.does("order_placed", at, **thing())
            at += timedelta(days=every * self.part(0.6, 1.4))

    def is_noted(self, life: Life, texts: Sequence[str]) -> None:
        """Let one of the staff write one of these down, and perhaps mend it later."""
        at = self.later(life.joined_at, self.now)
        by = self.chance.choice((self.team.maya, self.team.jonas))
        text = self.chance.choice(texts)
        if self.happens(0.2) and ". " in text:
            edited_at, earlier = self.later(at, self.now), f"{text.split('. ')[0]}."
            life.remarks.append(Remark(text, at, by, edited_at, earlier))
        else:
            life.remarks.append(Remark(text, at, by))

    def _source(self, kind: Source.Kind, label: str) -> Source:
        if kind not in self.sources:
            self.sources[kind] = Source.objects.create(
                audience=self.ground.audience, kind=kind, label=label
            )
        return self.sources[kind]

    def _leave(self, life: Life) -> None:
        if life.status != "subscribed":
            return
        fate, at = self.chance.random(), self.later(life.status_at, self.now)
        if fate < UNSUBSCRIBES:
            life.unsubscribes(at, self.crowd.ip())
        elif fate < UNSUBSCRIBES + BOUNCES:
            life.bounces(at)

    def _ask(self, life: Life) -> None:
        """Let them say something to the questions of the audience."""
        for question, groups in self.ground.groups.items():
            if not self.happens(question.asked):
                continue
            by = None if question.is_public else self.team.jonas
            until = life.status_at if life.is_gone else self.now
            at = self.later(life.joined_at, until)
            if question.is_public and life.source.kind == Source.Kind.FORM:
                at = life.joined_at
            weights = [3, 2, 2, 1][: len(groups)]
            n = self.chance.choice((1, 1, 2, 3)) if question.takes_several else 1
            life.answers(sorted({*self.chance.choices(groups, weights, k=n)}), at, by)

    def _tag(self, life: Life) -> None:
        until = life.status_at if life.is_gone else self.now
        for place, tag in enumerate(self.ground.tags):
            if tag in self.spoken_for:
                continue
            if self.happens(FIRST_TAG * NEXT_TAG**place):
                at = self.later(life.joined_at, until)
                by = self.chance.choice((self.team.maya, self.team.jonas))
                life.is_tagged(tag, at, by)
