"""Whatever is done to contacts and in which order: numbers agree, opt-outs stay."""

from __future__ import annotations

from collections import Counter as Tally
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from audiences import actions, jobs
from audiences.models import Action, Counter, DailyCount, Job
from contacts import adding, bulk, deleting, merging, sweeping
from contacts.adding import AlreadyHereError, Person, SuppressedError
from contacts.bulk import Selection
from contacts.causes import Cause
from contacts.editing import AddressTakenError, edit
from contacts.filters import Filter
from contacts.imports import running, staging
from contacts.models import Contact, Suppression
from contacts.recounting import differences
from events.models import Event, EventTotal
from events.names import Own
from tests.contacts.bringing import STATUSES, TAGS, Bringing, some_tags
from tests.contacts.leaving import EMAILS, LEFT, some_emails
from tests.contacts.replaying import Told, told_of
from tests.factories import (
    AudienceFactory,
    GroupCategoryFactory,
    GroupFactory,
    UserFactory,
)

GROUPS = ["red", "blue"]  # of which everybody is in one at most
VERBS = ["tag", "untag", "group", "ungroup", "unsubscribe", "archive", "unarchive"]

statuses = st.sampled_from(["", *STATUSES, "archived"])


class Contacts(Bringing):
    def __init__(self) -> None:
        super().__init__()
        self.audience = AudienceFactory.create()
        self.owner = UserFactory.create()
        category = GroupCategoryFactory.create(audience=self.audience, kind="radio")
        for name in GROUPS:
            GroupFactory.create(audience=self.audience, category=category, name=name)
        self.ordinals: dict[int, int] = {}  # and whose each was
        self.consents: dict[int, list[Any]] = {}
        self.left: set[str] = set()  # addresses of those who may not be written to

    @property
    def cause(self) -> Cause:
        return Cause(self.audience, "staff", actor=self.owner)

    @rule(
        email=st.sampled_from(EMAILS),
        permission=st.booleans(),
        update=st.booleans(),
        tags=some_tags,
    )
    def add(self, email: str, permission: bool, update: bool, tags: list[str]) -> None:
        with suppress(AlreadyHereError, SuppressedError):
            adding.add(
                self.audience,
                Person(email, email),
                self.cause,
                permission=permission,
                update=update,
                tags=tags,
            )

    @rule(
        verb=st.sampled_from(
            ["subscribe", "unsubscribe", "clean", "archive", "unarchive"]
        ),
        emails=some_emails,
    )
    def change(self, verb: str, emails: list[str]) -> None:
        getattr(self.those(emails), verb)(self.cause)

    @rule(email=st.sampled_from(EMAILS), name=st.sampled_from(["", "Zoë", "Ann"]))
    def rename(self, email: str, name: str) -> None:
        for contact in self.those([email]).select_related("audience"):
            edit(contact, {"first_name": name}, {}, self.cause)

    @rule(email=st.sampled_from(EMAILS), new=st.sampled_from([*EMAILS, "new@x.com"]))
    def readdress(self, email: str, new: str) -> None:
        for contact in self.those([email]).select_related("audience"):
            with suppress(AddressTakenError, SuppressedError):
                said = {"email": new, "email_display": new}
                edit(contact, said, {}, self.cause)

    @rule(email=st.sampled_from(EMAILS))
    def delete(self, email: str) -> None:
        self.forget(self.consents_of(self.those([email]).values("pk")))
        deleting.delete(self.those([email]), self.cause)

    @rule(email=st.sampled_from(EMAILS), other=st.sampled_from(EMAILS))
    def merge(self, email: str, other: str) -> None:
        pks = [row.pk for one in (email, other) for row in self.those([one])]
        if len(set(pks)) == 2:
            merging.merge(self.audience, pks[0], pks[1], {}, self.cause)

    @rule(
        verb=st.sampled_from([*VERBS, "vip", "delete"]),
        name=st.sampled_from(TAGS),
        status=statuses,
        emails=st.none() | some_emails,
    )
    def bulk(self, verb: str, name: str, status: str, emails: list[str] | None) -> None:
        ids = None
        if emails is not None:
            ids = tuple(self.those(emails).values_list("pk", flat=True))
        does, chosen = bulk.verbs[verb], Selection(Filter(status=status), ids)
        of_them = self.consents_of(chosen.apply(self.audience).values("pk"))
        said = self.said(verb, name, chosen)
        self.run(bulk.start(self.audience, chosen, does, said, owner=self.owner))
        if verb == "delete":
            self.forget(of_them)

    def said(self, verb: str, name: str, chosen: Selection) -> dict[str, Any]:
        """What the verb is to be told beside who is meant."""
        if "tag" in verb:
            pk = self.audience.tags.ensure(self.audience, [name])[name]
            return {"tag": pk, "tag_name": name}
        if "group" in verb:
            group = self.audience.groups.get(name=GROUPS[TAGS.index(name) % 2])
            return {"group": group.pk, "group_name": group.name}
        return {"people": chosen.exact_count(self.audience)} if verb == "delete" else {}

    @rule(
        verb=st.sampled_from(["join", "leave"]),
        name=st.sampled_from(GROUPS),
        emails=some_emails,
    )
    def regroup(self, verb: str, name: str, emails: list[str]) -> None:
        group = self.audience.groups.get(name=name)
        getattr(self.those(emails), verb)(group, self.cause)

    @precondition(lambda self: self.audience.actions.filter(undone_at=None).exists())
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        undoable = self.audience.actions.filter(undone_at=None).order_by("pk")
        action: Action = data.draw(st.sampled_from(list(undoable)))
        if job := actions.undo(action, actor=self.owner):
            self.run(job)
        if action.verb == "contacts.unsubscribe":
            self.let_back(action)

    def let_back(self, action: Action) -> None:
        """What staff did to somebody, and takes back, was no will of theirs."""
        chunks = self.audience.actionchunks.filter(action=action)
        ids = [pk for chunk in chunks for pk in chunk.ids]
        back = self.audience.contacts.filter(pk__in=ids).exclude(status__in=LEFT)
        self.left -= set(back.values_list("email", flat=True))

    @rule(name=st.sampled_from(TAGS), swept=st.booleans())
    def delete_tag(self, name: str, swept: bool) -> None:
        for tag in self.audience.tags.present().filter(name=name):
            job = sweeping.delete_tag(tag, actor=self.owner)
            if job and swept:
                self.run(job)

    @rule()
    def sweep(self) -> None:
        for job in self.audience.jobs.open().order_by("pk"):
            self.run(job)

    def run(self, job: Job) -> None:
        job = jobs.run(job)
        deleted = "was deleted meanwhile" in job.error
        assert job.state == "finished" or deleted, job.error

    @invariant()
    def counters_say_what_contacts_are(self) -> None:
        assert differences(self.audience) == []
        rows = self.audience.contacts.all()
        states = Tally("archived" if row.archived_at else row.status for row in rows)
        there = [row for row in rows if not row.archived_at]
        tags = Tally(str(pk) for row in there for pk in row.tag_ids)
        groups = Tally(str(pk) for row in there for pk in row.group_ids)
        assert self.counted("status") == states
        assert self.counted("tag") == tags
        assert self.counted("group") == groups
        days: Tally[str] = Tally()
        for day in DailyCount.objects.filter(audience=self.audience):
            days[day.key] += day.change
        assert +days == states

    def counted(self, kind: str) -> Tally[str]:
        kept = Counter.objects.by_key(self.audience, kind)
        assert all(n >= 0 for n in kept.values())
        return +Tally(kept)

    @invariant()
    def totals_say_what_the_log_says(self) -> None:
        log = Event.objects.filter(audience=self.audience)
        kept = EventTotal.objects.filter(audience=self.audience)
        key = ("name_id", "contact_id")
        assert Tally(log.values_list(*key)) == Tally(
            {(name, contact): n for name, contact, n in kept.values_list(*key, "n")}
        )

    @invariant()
    def everybody_is_what_the_log_tells(self) -> None:
        log = Event.objects.filter(audience=self.audience)
        merged = log.filter(name_id=int(Own.CONTACT_MERGED)).values("contact_id")
        rows = list(self.audience.contacts.exclude(pk__in=merged))
        assert told_of(self.audience, [row.pk for row in rows]) == {
            row.pk: Told(
                row.status,
                row.archived_at is not None,
                set(row.tag_ids),
                set(row.group_ids),
            )
            for row in rows
        }

    @invariant()
    def tags_of_contacts_are_a_sorted_set_of_tags(self) -> None:
        there = set(self.audience.tags.values_list("pk", flat=True))
        for tag_ids in self.audience.contacts.values_list("tag_ids", flat=True):
            assert tag_ids == sorted(set(tag_ids))
            assert set(tag_ids) <= there

    @invariant()
    def an_ordinal_is_of_one_contact_for_ever(self) -> None:
        rows = self.audience.contacts.values_list("ordinal", "pk")
        for ordinal, pk in rows:
            assert self.ordinals.setdefault(ordinal, pk) == pk
        following = Counter.objects.by_key(self.audience, "ordinal").get("", 0)
        assert all(ordinal < following for ordinal in self.ordinals)

    @invariant()
    def the_ledger_of_consent_only_grows(self) -> None:
        rows = self.audience.consents.values_list("pk", "given", "at", "wording")
        now: dict[int, list[Any]] = {pk: said for pk, *said in rows}
        assert now | self.consents == now
        self.consents = now

    @invariant()
    def nobody_who_left_comes_back_by_the_hand_of_others(self) -> None:
        rows: Any = self.audience.contacts.all()
        people: dict[str, Contact] = {row.email: row for row in rows}
        for email in sorted(self.left):
            if email in people:
                assert people[email].status in LEFT, email
            else:
                assert Suppression.objects.holds(self.audience, email), email
        self.left |= {email for email, row in people.items() if row.status in LEFT}


def test_no_sequence_of_verbs_breaks_what_holds(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BUCKET_ROWS", 2)
    monkeypatch.setattr(staging, "BATCH", 2)

    run_state_machine_as_test(
        Contacts,
        settings=settings(
            max_examples=20,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            database=None,
            # Shrinking takes minutes: to be had by leaving this out.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
