from __future__ import annotations

from collections import Counter as Tally

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from audiences import actions, jobs
from audiences.models import Audience, Counter, Job
from contacts import sweeping, tag_merging
from contacts.causes import Cause
from contacts.models import Import, Tag
from events.models import Event
from events.names import Own
from tests.factories import AudienceFactory, ContactFactory, TagFactory

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def winter(audience: Audience) -> Tag:
    return TagFactory.create(audience=audience, name="Winter")


@pytest.fixture
def snow(audience: Audience) -> Tag:
    return TagFactory.create(audience=audience, name="Snow")


def url(tag: Tag) -> str:
    return reverse("contacts:tag_merge", args=[tag.audience_id, tag.pk])


def counted(audience: Audience) -> dict[str, int]:
    kept = Counter.objects.by_key(audience, Counter.Kind.TAG)
    return {key: n for key, n in kept.items() if n}


def held(audience: Audience) -> dict[str, int]:
    found = audience.contacts.values_list("tag_ids", flat=True)
    return dict(Tally(str(pk) for tag_ids in found for pk in tag_ids))


def merge(source: Tag, target: Tag, alice: User) -> Job:
    job = tag_merging.merge_later(source, target, actor=alice)
    assert job is not None
    return jobs.run(job)


def undo(job: Job, alice: User) -> Job:
    action = job.audience.actions.get(pk=job.params["action"])
    undoing = actions.undo(action, actor=alice)
    assert undoing is not None
    return jobs.run(undoing)


def test_the_people_of_one_tag_get_the_other_and_undo_parts_them_again(
    audience: Audience,
    winter: Tag,
    snow: Tag,
    alice: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("contacts.tag_merging.SLICE", 2)
    tags = [[winter.pk], [winter.pk, snow.pk], [snow.pk], [winter.pk], []]
    people = [ContactFactory.create(audience=audience, tag_ids=ids) for ids in tags]
    stranger = ContactFactory.create(
        audience=AudienceFactory.create(), tag_ids=[winter.pk]
    )

    job = merge(winter, snow, alice)

    assert (job.state, job.done, job.total) == ("finished", 3, 3)
    assert list(audience.tags.present()) == [snow]
    assert held(audience) == counted(audience) == {str(snow.pk): 4}
    names = Event.objects.filter(audience=audience).values_list("name_id", flat=True)
    assert Tally(names) == {Own.TAG_REMOVED: 3, Own.TAG_ADDED: 2}
    assert jobs.run(job).done == 3

    undo(job, alice)

    for person, ids in zip(people, tags, strict=True):
        person.refresh_from_db()
        assert set(person.tag_ids) == set(ids)
    assert counted(audience) == held(audience)
    assert set(audience.tags.present()) == {winter, snow}
    stranger.refresh_from_db()
    assert stranger.tag_ids == [winter.pk]


def test_undo_leaves_alone_who_changed_since(
    audience: Audience, winter: Tag, snow: Tag, alice: User
) -> None:
    kept, changed = ContactFactory.create_batch(
        2, audience=audience, tag_ids=[winter.pk]
    )
    job = merge(winter, snow, alice)
    audience.contacts.filter(pk=changed.pk).untag(snow, Cause(audience, "staff"))

    undo(job, alice)

    kept.refresh_from_db()
    changed.refresh_from_db()
    assert (kept.tag_ids, changed.tag_ids) == ([winter.pk], [])
    action = audience.actions.get(pk=job.params["action"])
    assert (action.n, action.undone) == (2, 1)


def test_undo_says_why_when_another_tag_has_the_name_by_now(
    audience: Audience, winter: Tag, snow: Tag, alice: User
) -> None:
    ContactFactory.create(audience=audience, tag_ids=[winter.pk])
    job = merge(winter, snow, alice)
    TagFactory.create(audience=audience, name="WINTER")

    undone = undo(job, alice)

    assert undone.error == "There is another tag “Winter” by now."
    assert counted(audience) == held(audience) == {str(snow.pk): 1}


def test_work_that_is_stopped_gives_the_tag_back(
    audience: Audience, winter: Tag, snow: Tag, alice: User
) -> None:
    ContactFactory.create(audience=audience, tag_ids=[winter.pk])
    job = tag_merging.merge_later(winter, snow, actor=alice)
    assert job is not None
    jobs.cancel(job)

    assert jobs.run(job).state == "canceled"

    assert set(audience.tags.present()) == {winter, snow}
    assert held(audience) == {str(winter.pk): 1}


def test_a_tag_that_went_is_merged_with_nothing(
    audience: Audience, winter: Tag, snow: Tag, alice: User
) -> None:
    sweeping.delete_tag(snow, actor=alice)

    assert tag_merging.merge_later(winter, snow, actor=alice) is None
    assert tag_merging.merge_later(winter, winter, actor=alice) is None
    assert list(audience.tags.present()) == [winter]


def test_imports_that_wait_give_the_tag_that_stays(
    audience: Audience, winter: Tag, snow: Tag, alice: User
) -> None:
    run = Import.objects.create(audience=audience, tag_ids=[winter.pk, 1])

    merge(winter, snow, alice)

    run.refresh_from_db()
    assert run.tag_ids == [snow.pk, 1]


def test_what_comes_of_a_merge_is_shown_before_it_is_done(
    as_alice: Client, audience: Audience, winter: Tag, snow: Tag
) -> None:
    for ids in ([winter.pk], [winter.pk, snow.pk], [snow.pk]):
        ContactFactory.create(audience=audience, tag_ids=ids)
    foreign = TagFactory.create(name="Elsewhere")

    page = as_alice.get(url(winter), headers=PART).text
    assert '<dialog class="modalx"' in page
    assert "Elsewhere" not in page
    assert f'value="{winter.pk}"' not in page

    shown = as_alice.post(url(winter), {"target": snow.pk}, headers=PART).text
    assert "<b>2 contacts</b> have “Winter” and get “Snow” in its place." in shown
    assert "1 of them has both." in shown
    assert "Afterwards 3 contacts have “Snow”" in shown
    assert held(audience) == {str(winter.pk): 2, str(snow.pk): 2}

    said = {"target": snow.pk, "confirmed": snow.pk}
    done = as_alice.post(url(winter), said, follow=True).text
    assert "“Winter” is merged into “Snow”." in done
    assert held(audience) == {str(snow.pk): 3}

    for target in (foreign.pk, snow.pk, "x", ""):
        refused = as_alice.post(url(snow), {"target": target, "confirmed": target})
        assert refused.status_code == 422
    assert as_alice.get(url(winter)).status_code == 404


VERBS = st.lists(
    st.tuples(
        st.sampled_from(["tag", "untag", "merge", "delete", "undo"]),
        st.integers(0, 2),
        st.integers(0, 2),
    ),
    max_size=12,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(VERBS)
def test_counts_are_never_stale_whatever_is_done_to_tags(
    alice: User, steps: list[tuple[str, int, int]]
) -> None:
    audience = AudienceFactory.create(account=alice.accounts.get())
    cause = Cause(audience, "staff")
    tags = TagFactory.create_batch(3, audience=audience)
    people = ContactFactory.create_batch(3, audience=audience)
    merges: list[Job] = []

    for verb, place, other in steps:
        tag = audience.tags.present().filter(pk=tags[place].pk).first()
        if verb == "undo" and merges:
            merged = merges.pop()
            action = audience.actions.get(pk=merged.params["action"])
            if undoing := actions.undo(action, actor=alice):
                jobs.run(undoing)
        elif tag is None:
            continue
        elif verb in {"tag", "untag"}:
            some = audience.contacts.filter(pk__in=[p.pk for p in people[: other + 1]])
            getattr(some, verb)(tag, cause)
        elif verb == "delete":
            if sweep := sweeping.delete_tag(tag, actor=alice):
                jobs.run(sweep)
        elif job := tag_merging.merge_later(tag, tags[other], actor=alice):
            merges.append(jobs.run(job))

    assert counted(audience) == held(audience)
    present = {str(tag.pk) for tag in audience.tags.present()}
    assert set(held(audience)) <= present
