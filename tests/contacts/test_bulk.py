from __future__ import annotations

import pytest
from django.http import QueryDict

from accounts.models import User
from audiences import actions, jobs, querysets
from audiences.models import Audience, Counter, Job
from contacts import bulk, sweeping
from contacts.bulk import Selection
from contacts.causes import Cause
from contacts.filters import Filter
from contacts.models import Tag
from events.models import Event
from tests.factories import ContactFactory, TagFactory


@pytest.fixture
def tag(audience: Audience, monkeypatch: pytest.MonkeyPatch) -> Tag:
    monkeypatch.setattr(querysets, "FIRST_CHUNK", 1)
    monkeypatch.setattr(querysets, "CHUNK", 2)
    monkeypatch.setattr(sweeping, "SLICE", 2)
    return TagFactory.create(audience=audience, name="Winter")


def tagged(tag: Tag) -> set[int]:
    return set(tag.audience.contacts.tagged(tag.pk).values_list("pk", flat=True))


def counted(tag: Tag) -> int:
    return Counter.objects.by_key(tag.audience, "tag").get(str(tag.pk), 0)


def start(selection: Selection, verb: str, tag: Tag, owner: User) -> Job:
    params = {"tag": tag.pk, "tag_name": tag.name}
    verbs = bulk.verbs
    return bulk.start(tag.audience, selection, verbs[verb], params, owner=owner)


def do(selection: Selection, verb: str, tag: Tag, owner: User) -> Job:
    return jobs.run(start(selection, verb, tag, owner))


EVERYONE = Selection(Filter())


@pytest.mark.parametrize(
    ("form", "selection"),
    [
        ("select=page&contact=5&contact=3&contact=x", Selection(Filter(), (3, 5))),
        ("contact=5&q=anna", Selection(Filter("anna"), (5,))),
        ("contact=5&elsewhere=9,4,x,,5", Selection(Filter(), (4, 5, 9))),
        ("select=page", Selection(Filter(), ())),
        ("select=matching&contact=5&q=a&tag=2", Selection(Filter("a", "", (2,)))),
        (f"contact={2**63}", Selection(Filter(), ())),
    ],
)
def test_a_form_says_who_is_chosen(form: str, selection: Selection) -> None:
    assert Selection.from_query(QueryDict(form)) == selection
    again = QueryDict(mutable=True)
    for name, value in selection.to_query():
        again.appendlist(name, value)
    assert Selection.from_query(again) == selection


def test_all_that_match_are_tagged_in_slices(
    audience: Audience, tag: Tag, alice: User
) -> None:
    matching = ContactFactory.create_batch(5, audience=audience, status="pending")
    ContactFactory.create(audience=audience, status="subscribed")
    ContactFactory.create(status="pending")

    job = do(Selection(Filter(status="pending")), "tag", tag, alice)

    assert tagged(tag) == {contact.pk for contact in matching}
    assert counted(tag) == 5
    assert (job.state, job.total, job.done) == ("finished", 5, 5)
    assert bulk.result(job) == "5 contacts tagged “Winter”"


def test_only_the_chosen_are_tagged_whatever_ids_are_sent(
    audience: Audience, tag: Tag, alice: User
) -> None:
    first, second, _third = ContactFactory.create_batch(3, audience=audience)
    elsewhere = ContactFactory.create()

    job = do(
        Selection(Filter(), (first.pk, second.pk, elsewhere.pk)), "tag", tag, alice
    )

    assert tagged(tag) == {first.pk, second.pk}
    elsewhere.refresh_from_db()
    assert elsewhere.tag_ids == []
    assert job.total == 2


def test_whoever_has_the_tag_already_is_counted_apart(
    audience: Audience, tag: Tag, alice: User
) -> None:
    ContactFactory.create_batch(2, audience=audience, tag_ids=[tag.pk])
    ContactFactory.create(audience=audience)

    job = do(EVERYONE, "tag", tag, alice)

    assert bulk.result(job) == "1 contact tagged “Winter”; 2 had the tag"


def test_untagging_those_who_match_by_that_very_tag_reaches_all_of_them(
    audience: Audience, tag: Tag, alice: User
) -> None:
    ContactFactory.create_batch(5, audience=audience, tag_ids=[tag.pk])

    job = do(Selection(Filter(tag_ids=(tag.pk,))), "untag", tag, alice)

    assert tagged(tag) == set()
    assert counted(tag) == 0
    assert bulk.result(job) == "Tag “Winter” taken from 5 contacts"


def test_whoever_is_added_after_the_start_is_left_alone(
    audience: Audience, tag: Tag, alice: User
) -> None:
    before = ContactFactory.create_batch(3, audience=audience)
    job = start(EVERYONE, "tag", tag, alice)
    ContactFactory.create(audience=audience)

    jobs.run(job)

    assert tagged(tag) == {contact.pk for contact in before}


def test_a_job_run_twice_has_one_effect(
    audience: Audience, tag: Tag, alice: User
) -> None:
    ContactFactory.create_batch(3, audience=audience)
    job = do(EVERYONE, "tag", tag, alice)

    jobs.run(job)

    assert counted(tag) == 3
    assert Event.objects.filter(audience=audience).count() == 3
    assert audience.actions.get().n == 3


def test_undoing_a_tag_takes_it_from_those_who_still_have_it(
    audience: Audience, tag: Tag, alice: User
) -> None:
    had_it = ContactFactory.create(audience=audience, tag_ids=[tag.pk])
    lost_it, *_others = ContactFactory.create_batch(4, audience=audience)
    do(EVERYONE, "tag", tag, alice)
    lost = audience.contacts.filter(pk=lost_it.pk)
    lost.untag(tag, Cause(audience, "staff"))

    undo = actions.undo(audience.actions.get(), actor=alice)

    assert undo is not None
    jobs.run(undo)
    action = audience.actions.get()
    assert tagged(tag) == {had_it.pk}
    assert counted(tag) == 1
    assert (action.n, action.undone) == (4, 3)


def test_undoing_an_untag_gives_it_to_those_who_still_lack_it(
    audience: Audience, tag: Tag, alice: User
) -> None:
    with_it = ContactFactory.create_batch(3, audience=audience, tag_ids=[tag.pk])
    ContactFactory.create(audience=audience)
    do(EVERYONE, "untag", tag, alice)
    regained = audience.contacts.filter(pk=with_it[0].pk)
    regained.tag(tag, Cause(audience, "staff"))

    undo = actions.undo(audience.actions.get(), actor=alice)

    assert undo is not None
    jobs.run(undo)
    action = audience.actions.get()
    assert tagged(tag) == {contact.pk for contact in with_it}
    assert (action.n, action.undone) == (3, 2)


@pytest.mark.parametrize("verb", ["tag", "untag"])
def test_undo_says_when_the_tag_is_gone(
    audience: Audience, tag: Tag, alice: User, verb: str
) -> None:
    ContactFactory.create(audience=audience)
    ContactFactory.create(audience=audience, tag_ids=[tag.pk])
    do(EVERYONE, verb, tag, alice)
    sweeping.delete_tag(tag, actor=alice)

    undo = actions.undo(audience.actions.get(), actor=alice)

    assert undo is not None
    undo = jobs.run(undo)
    assert undo.state == "failed"
    assert undo.error == "The tag “Winter” was deleted meanwhile."


def test_a_job_stops_when_its_tag_is_deleted(
    audience: Audience, tag: Tag, alice: User
) -> None:
    ContactFactory.create(audience=audience)
    job = start(EVERYONE, "tag", tag, alice)
    sweeping.delete_tag(tag, actor=alice)

    job = jobs.run(job)

    assert (job.state, job.error) == (
        "failed",
        "The tag “Winter” was deleted meanwhile.",
    )


def test_a_job_whose_action_was_undone_goes_no_further(
    audience: Audience, tag: Tag, alice: User
) -> None:
    ContactFactory.create(audience=audience)
    job = start(EVERYONE, "tag", tag, alice)
    actions.undo(audience.actions.get(), actor=alice)

    jobs.run(job)

    assert tagged(tag) == set()


def test_deleting_a_tag_takes_it_from_everyone(
    audience: Audience, tag: Tag, alice: User
) -> None:
    other = TagFactory.create(audience=audience)
    ContactFactory.create_batch(5, audience=audience, tag_ids=[tag.pk, other.pk])

    job = sweeping.delete_tag(tag, actor=alice)

    assert job is not None
    job = jobs.run(job)
    assert (job.state, job.done, job.total) == ("finished", 5, 5)
    assert tagged(tag) == set()
    assert len(tagged(other)) == 5
    assert (counted(tag), counted(other)) == (0, 5)
    assert list(audience.tags.present()) == [other]
    jobs.run(job)
    assert Event.objects.filter(audience=audience).count() == 5


def test_a_deleted_tag_is_deleted_once_and_its_name_is_free(
    audience: Audience, tag: Tag, alice: User
) -> None:
    assert sweeping.delete_tag(tag, actor=alice) is not None
    assert sweeping.delete_tag(tag, actor=alice) is None

    assert TagFactory.create(audience=audience, name="winter").pk != tag.pk
