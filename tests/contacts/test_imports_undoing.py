from __future__ import annotations

from collections import Counter as Tally
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from audiences import jobs
from audiences.models import Audience, Counter
from contacts.causes import Cause
from contacts.imports import running, undoing
from contacts.merging import merge
from contacts.models import Import, Suppression
from events import log
from events.models import Event, EventTotal
from events.names import Own
from tests.contacts.import_pages import PART, url
from tests.contacts.importing import bring, take
from tests.factories import AudienceFactory, ContactFactory, TagFactory, UserFactory

FILE = "email,tags\na@example.com,new\nb@example.com,new\nc@example.com,\n"


def imported(audience: Audience, data: str = FILE, **settings: Any) -> Import:
    run = take(audience, data, **settings)
    jobs.run(running.start(run))
    return run


def undo(run: Import, actor: User) -> dict[str, int]:
    """Undo the import to the end; return what it says of that."""
    job = undoing.undo(run.audience, run.pk, actor=actor)
    assert job
    assert jobs.run(job).state == "finished", job.error
    run.refresh_from_db()
    return dict(run.undone)


def counted(audience: Audience, kind: Any) -> dict[str, int]:
    return {key: n for key, n in Counter.objects.by_key(audience, kind).items() if n}


def check_counters(audience: Audience) -> None:
    contacts = list(audience.contacts.values("status", "archived_at", "tag_ids"))
    statuses = Tally(
        "archived" if said["archived_at"] else said["status"] for said in contacts
    )
    tags = Tally(str(tag) for said in contacts for tag in said["tag_ids"])
    assert counted(audience, Counter.Kind.STATUS) == dict(statuses)
    assert counted(audience, Counter.Kind.TAG) == dict(tags)


def test_who_came_by_an_import_goes_with_it(audience: Audience, alice: User) -> None:
    run = imported(audience)

    assert undo(run, alice) == {"removed": 3, "kept": 0, "untagged": 0}

    assert not audience.contacts.exists()
    assert not audience.consents.exists()
    assert not Event.objects.filter(audience=audience).exists()
    assert not EventTotal.objects.filter(audience=audience).exists()
    check_counters(audience)


def test_to_whom_something_happened_stays_without_the_tags(
    audience: Audience, alice: User
) -> None:
    run = imported(audience)
    cause = Cause(audience, "staff", actor=alice)
    contacts = audience.contacts
    contacts.filter(email="a@example.com").archive(cause)
    clicked = contacts.get(email="c@example.com").pk
    log.record(audience.pk, Own.TAG_REMOVED, [clicked], {"tag": 0})

    assert undo(run, alice) == {"removed": 1, "kept": 2, "untagged": 1}

    there = dict(contacts.values_list("email", "tag_ids"))
    assert there == {"a@example.com": [], "c@example.com": []}
    check_counters(audience)


def test_who_only_came_into_a_segment_goes_with_it(
    audience: Audience, alice: User
) -> None:
    run = imported(audience)
    ids = list(audience.contacts.values_list("pk", flat=True))
    log.record(audience.pk, Own.SEGMENT_ENTERED, ids, {"segment": 1})

    assert undo(run, alice) == {"removed": 3, "kept": 0, "untagged": 0}


def test_who_only_got_the_tag_of_a_segment_goes_with_it(
    audience: Audience, alice: User
) -> None:
    run = imported(audience)
    tag, cause = TagFactory.create(audience=audience), Cause(audience, "segment")
    audience.contacts.tag(tag, cause)
    audience.contacts.filter(email="c@example.com").untag(tag, cause)

    assert undo(run, alice) == {"removed": 2, "kept": 1, "untagged": 0}

    check_counters(audience)


def test_others_lose_what_they_were_given_and_keep_the_rest(
    audience: Audience, alice: User
) -> None:
    old = TagFactory.create(audience=audience, name="old")
    ContactFactory.create(
        audience=audience, email="a@example.com", tag_ids=[old.pk], first_name="Ann"
    )
    ContactFactory.create(
        audience=audience, email="b@example.com", status="nonsubscribed"
    )
    data = 'email,first name,tags\na@example.com,Anna,"old,new"\nb@example.com,,new\n'
    run = imported(audience, data)

    assert undo(run, alice) == {"removed": 0, "kept": 0, "untagged": 2}

    people = audience.contacts.order_by("email")
    assert list(people.values_list("first_name", "status", "tag_ids")) == [
        ("Anna", "subscribed", [old.pk]),
        ("", "subscribed", []),
    ]
    taken = Event.objects.filter(audience=audience, name_id=Own.TAG_REMOVED)
    assert [event.properties["how"] for event in taken] == ["undo", "undo"]
    check_counters(audience)


def test_who_were_two_lose_what_either_was_given(
    audience: Audience, alice: User
) -> None:
    text = "email,tags\na@example.com,one\nb@example.com,two\n"
    run = imported(audience, text)
    kept, gone = audience.contacts.order_by("email").values_list("pk", flat=True)
    merge(audience, kept, gone, {}, Cause(audience, "staff", actor=alice))

    assert undo(run, alice) == {"removed": 0, "kept": 1, "untagged": 1}

    assert list(audience.contacts.values_list("tag_ids", flat=True)) == [[]]
    check_counters(audience)


def test_a_tag_that_was_given_again_stays(audience: Audience, alice: User) -> None:
    ContactFactory.create(audience=audience, email="a@example.com")
    run = imported(audience)
    tag = audience.tags.get(name="new")
    cause = Cause(audience, "staff", actor=alice)
    audience.contacts.filter(email="a@example.com").untag(tag, cause)
    audience.contacts.filter(email="a@example.com").tag(tag, cause)

    undo(run, alice)

    assert audience.contacts.get().tag_ids == [tag.pk]


def test_an_opt_out_that_goes_leaves_its_hash(audience: Audience, alice: User) -> None:
    run = imported(audience, status="unsubscribed")

    undo(run, alice)

    assert not audience.contacts.exists()
    assert Suppression.objects.binding(audience).count() == 3
    assert bring(audience, FILE)["refused"] == 3


def test_another_import_of_the_same_people_is_left_alone(
    audience: Audience, alice: User
) -> None:
    first = imported(audience)
    imported(audience, "email,city\na@example.com,Oslo\n")

    assert undo(first, alice) == {"removed": 2, "kept": 1, "untagged": 1}


def test_an_undo_that_is_killed_goes_on_where_it_stood(
    audience: Audience, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undoing, "SLICE", 1)
    run = imported(audience)
    note = undoing._note
    calls = []

    def killed(*args: Any) -> None:
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        note(*args)

    monkeypatch.setattr(undoing, "_note", killed)
    with pytest.raises(KeyboardInterrupt):
        undoing.undo(audience, run.pk, actor=alice)
    assert audience.contacts.count() == 2

    job = audience.jobs.get(kind="audiences.undo")
    assert jobs.run(job).state == jobs.run(job).state == "finished"
    run.refresh_from_db()
    assert run.undone == {"removed": 3, "kept": 0, "untagged": 0}
    check_counters(audience)


def test_an_import_is_undone_once_and_not_for_ever(
    audience: Audience, alice: User
) -> None:
    run = imported(audience)
    undo(run, alice)
    assert undoing.undo(audience, run.pk, actor=alice) is None

    old = imported(audience)
    long_ago = timezone.now() - timedelta(days=31)
    audience.jobs.filter(pk=old.job_id or 0).update(created_at=long_ago)
    assert undoing.undo(audience, old.pk, actor=alice) is None


def test_what_runs_or_wrote_nobody_cannot_be_undone(
    audience: Audience, alice: User
) -> None:
    run = take(audience, FILE)
    assert not undoing.can_undo(run)
    running.start(run)
    assert not undoing.can_undo(run)
    assert not undoing.can_undo(imported(audience, "email\nnobody\n"))
    assert not undoing.can_undo(imported(audience, dry_run=True))


def test_undo_asks_first_and_says_what_it_did(
    as_alice: Client, audience: Audience
) -> None:
    run = imported(audience)
    page = as_alice.get(url("detail", run)).content.decode()
    assert "Undo the import" in page
    assert "Everyone who came in by it" in page
    asked = as_alice.get(url("undo", run), headers=PART).content.decode()
    assert "<dialog" in asked
    assert "<b>3 people</b> who came in by it are removed" in asked

    as_alice.post(url("undo", run))

    page = as_alice.get(url("detail", run)).content.decode()
    assert "The import was undone" in page
    assert "Undo the import" not in page
    assert "Undone" in as_alice.get(url("list", audience)).content.decode()
    again = as_alice.get(url("undo", run), follow=True).content.decode()
    assert "This import cannot be undone, or was undone already." in again


def test_an_undo_under_way_shows_how_far_it_is(
    as_alice: Client, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "run_for_now", lambda job: job)
    run = imported(audience)

    as_alice.post(url("undo", run))

    page = as_alice.get(url("detail", run), headers=PART).content.decode()
    assert "The import is being undone" in page
    assert 'hx-trigger="every 1s"' in page


@given(
    st.sets(st.sampled_from("abcd")),
    st.sets(st.sampled_from("abcde"), min_size=1),
    st.sets(st.sampled_from("abcde")),
    st.sampled_from(["subscribed", "unsubscribed", "cleaned"]),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undo_leaves_who_was_there_and_who_was_touched(
    db: None, here: set[str], listed: set[str], touched: set[str], status: str
) -> None:
    audience = AudienceFactory.create()
    for name in sorted(here):
        ContactFactory.create(audience=audience, email=f"{name}@example.com")
    rows = "".join(f"{name}@example.com,new\n" for name in sorted(listed))
    run = imported(audience, f"email,tags\n{rows}", status=status)
    touched &= here | listed
    emails = [f"{name}@example.com" for name in touched]
    actor = UserFactory.create()
    audience.contacts.filter(email__in=emails).archive(
        Cause(audience, "staff", actor=actor)
    )

    said = undo(run, actor)

    new = listed - here
    assert said["removed"] == len(new - touched)
    assert said["kept"] == len(new & touched)
    there = audience.contacts.values_list("email", flat=True)
    assert {email[0] for email in there} == here | (new & touched)
    assert not audience.contacts.exclude(tag_ids=[]).exists()
    gone = len(new - touched) if status != "subscribed" else 0
    hashes = Suppression.objects.filter(account=audience.account)
    assert hashes.count() == gone
    check_counters(audience)
