from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Membership, User
from accounts.roles import Role
from audiences.models import Audience
from segments import results
from segments.starters import STARTERS
from tests.conditions.said import VIP, of
from tests.factories import ContactFactory, SegmentFactory, TagFactory
from tests.segments.building import (
    PART,
    buttons_in,
    choose,
    create_url,
    form_in,
    nodes_in,
    opened,
    update_url,
)


def test_a_segment_is_built_step_by_step_without_scripts(
    as_alice: Client, audience: Audience, alice: User
) -> None:
    tag = TagFactory.create(audience=audience)
    form = opened(as_alice, create_url(audience))
    choose(form, "vip", "yes")
    (root,) = nodes_in(form, "group")
    form = form_in(
        as_alice.post(create_url(audience), {**form, "do": f"group:{root}"}).text
    )
    choose(form, "tag", "has", str(tag.pk))

    said = {"name": "Ours", "description": "They matter", "labels": "a, b,a", "save": 1}
    response = as_alice.post(create_url(audience), {**form, **said})

    assert response.status_code == 302
    segment = audience.segments.get()
    inner = {"field": "tag", "op": "has", "value": tag.pk}
    assert segment.tree == of(VIP, {"match": "any", "of": [inner]})
    assert (segment.name, segment.description) == ("Ours", "They matter")
    assert segment.labels == ["a", "b"]
    assert segment.owner == alice


def test_choices_that_were_made_are_there_again_when_the_operator_is(
    as_alice: Client, audience: Audience
) -> None:
    form = opened(as_alice, create_url(audience))
    choose(form, "country", "is", "NO", "SE")
    (key,) = nodes_in(form, "condition")

    for op in ("filled", "blank", "is"):
        form[f"o-{key}"] = [op]
        form = form_in(as_alice.post(create_url(audience), form).text)

    assert form[f"v-{key}"] == ["NO", "SE"]


def test_the_same_form_gives_the_page_or_the_part(
    as_alice: Client, audience: Audience
) -> None:
    form = opened(as_alice, create_url(audience))
    choose(form, "vip", "yes")

    page = as_alice.post(create_url(audience), form)
    part = as_alice.post(create_url(audience), form, headers=PART)

    assert "<html" in page.text
    assert "<html" not in part.text
    assert form_in(page.text) == form_in(part.text)


def test_the_builder_opens_with_what_is_kept(
    as_alice: Client, audience: Audience
) -> None:
    name = {"field": "email", "op": "contains", "value": "ann"}
    tree = of(VIP, {"match": "none", "of": [name]}, match="any")
    segment = SegmentFactory.create(audience=audience, tree=tree, labels=["a", "b"])
    form = opened(as_alice, update_url(segment))

    as_alice.post(update_url(segment), {**form, "name": "Renamed", "save": 1})

    segment.refresh_from_db()
    assert segment.tree == tree
    assert (segment.name, segment.labels) == ("Renamed", ["a", "b"])


def test_what_is_found_is_told(as_alice: Client, audience: Audience) -> None:
    ContactFactory.create(audience=audience, vip=True, first_name="Ann")
    ContactFactory.create(audience=audience, vip=True, status="cleaned")
    ContactFactory.create(audience=audience, vip=False, first_name="Bert")
    form = opened(as_alice, create_url(audience))
    choose(form, "vip", "yes")

    html = as_alice.post(create_url(audience), form, headers=PART).text

    assert '<div class="big">2</div>' in html
    assert "of 3 contacts (66.7 %)" in html
    assert "Contacts who are VIP." in html
    assert "Ann" in html
    assert "Bert" not in html
    assert "where=%7B" in html


def test_what_is_not_finished_is_left_out_of_the_count(
    as_alice: Client, audience: Audience
) -> None:
    ContactFactory.create(audience=audience, vip=True)
    form = opened(as_alice, create_url(audience))
    choose(form, "vip", "yes")
    (root,) = nodes_in(form, "group")

    html = as_alice.post(create_url(audience), {**form, "do": f"add:{root}"}).text

    assert '<div class="big">1</div>' in html
    assert "One condition is not finished, and left out." in html


def test_what_is_wrong_is_told_beside_it(as_alice: Client, audience: Audience) -> None:
    form = opened(as_alice, create_url(audience))
    choose(form, "rating", "at_least", "9")

    html = as_alice.post(create_url(audience), form).text

    assert "The number lies between 0 and 5." in html
    assert "What is marked has to be mended first." in html


def test_what_is_unfinished_is_marked_once_saving_was_tried(
    as_alice: Client, audience: Audience
) -> None:
    form = opened(as_alice, create_url(audience))

    worked = as_alice.post(create_url(audience), form)
    saved = as_alice.post(create_url(audience), {**form, "name": "Ours", "save": 1})

    assert "Choose what to ask for.</p>" not in worked.text
    assert saved.status_code == 422
    assert "Choose what to ask for.</p>" in saved.text
    assert not audience.segments.exists()


def test_a_name_that_is_taken_is_told_beside_it(
    as_alice: Client, audience: Audience
) -> None:
    SegmentFactory.create(audience=audience, name="Ours")
    form = opened(as_alice, create_url(audience))
    choose(form, "vip", "yes")

    response = as_alice.post(create_url(audience), {**form, "name": "OURS", "save": 1})

    assert response.status_code == 422
    assert "There is a segment of this name already." in response.text


def test_a_change_of_a_colleague_is_not_overwritten_unseen(
    as_alice: Client, audience: Audience
) -> None:
    segment = SegmentFactory.create(audience=audience, name="Ours")
    mine = {**opened(as_alice, update_url(segment)), "name": "Mine", "save": "1"}
    theirs = {**opened(as_alice, update_url(segment)), "name": "Theirs", "save": "1"}
    as_alice.post(update_url(segment), theirs)

    stopped = as_alice.post(update_url(segment), mine)

    assert stopped.status_code == 422
    assert "You changed “Theirs” elsewhere meanwhile" in stopped.text
    segment.refresh_from_db()
    assert segment.name == "Theirs"

    as_alice.post(
        update_url(segment), {**form_in(stopped.text), "name": "Mine", "save": "1"}
    )
    segment.refresh_from_db()
    assert segment.name == "Mine"


def test_both_can_be_kept(as_alice: Client, audience: Audience) -> None:
    segment = SegmentFactory.create(audience=audience, name="Theirs")
    mine = {**opened(as_alice, update_url(segment)), "name": "Mine", "save": "new"}

    as_alice.post(update_url(segment), mine)

    names = audience.segments.order_by("name").values_list("name", flat=True)
    assert [*names] == ["Mine", "Theirs"]


def test_a_segment_is_never_kept_inside_itself(
    as_alice: Client, audience: Audience
) -> None:
    first = SegmentFactory.create(audience=audience)
    within = {"field": "segment", "op": "in", "value": first.pk}
    second = SegmentFactory.create(audience=audience, tree=of(within))
    form = opened(as_alice, update_url(first))
    choose(form, "segment", "in", str(second.pk))

    response = as_alice.post(update_url(first), {**form, "save": "1"})

    assert response.status_code == 422
    first.refresh_from_db()
    assert first.tree == of(VIP)


def test_a_viewer_builds_and_keeps_nothing(
    as_bob: Client, bob: User, audience: Audience
) -> None:
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)
    form = opened(as_bob, create_url(audience))
    choose(form, "vip", "yes")

    built = as_bob.post(create_url(audience), form)
    kept = as_bob.post(create_url(audience), {**form, "name": "Mine", "save": "1"})

    assert built.status_code == 200
    assert "segment-save" not in built.text
    assert kept.status_code == 403
    assert not audience.segments.exists()


@pytest.mark.parametrize(
    "specs", [[], ["x"], ["a:b:group"], ["a::group"] * 2, ["a::group"] + ["b"] * 10_000]
)
def test_a_forged_form_is_a_clear_error(
    as_alice: Client, audience: Audience, specs: list[str]
) -> None:
    response = as_alice.post(create_url(audience), {"n": specs})

    assert response.status_code == 400


@pytest.mark.parametrize("n", [1, 30])
def test_the_builder_asks_as_often_for_one_condition_as_for_thirty(
    as_alice: Client,
    audience: Audience,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ContactFactory.create(audience=audience, vip=True)
    tag = TagFactory.create(audience=audience)
    has = {"field": "tag", "op": "has", "value": tag.pk}
    segment = SegmentFactory.create(audience=audience, tree=of(*[VIP, has] * n))
    form = opened(as_alice, update_url(segment))

    with django_assert_num_queries(14):
        as_alice.post(update_url(segment), form, headers=PART)


def test_a_large_audience_is_estimated_and_then_counted(
    as_alice: Client, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "ESTIMATED_FROM", 1)
    ContactFactory.create_batch(3, audience=audience, vip=True)
    form = opened(as_alice, create_url(audience))
    choose(form, "vip", "yes")

    html = as_alice.post(create_url(audience), form, headers=PART).text
    result_url = reverse("segments:segment_result", args=[audience.pk])
    exact = as_alice.post(result_url, form, headers=PART).text

    assert result_url in html
    assert "±" in html
    assert '<div class="big">3</div>' in exact
    assert "±" not in exact


@pytest.mark.parametrize("key", STARTERS)
def test_every_segment_to_begin_with_can_be_asked(
    as_alice: Client, audience: Audience, key: str
) -> None:
    html = as_alice.get(f"{create_url(audience)}?start={key}").text

    form = form_in(html)
    assert form["name"] == [str(STARTERS[key].name)]
    assert "What is marked has to be mended first." not in html
    assert not audience.segments.exists()


def test_only_moves_that_are_possible_are_offered(
    as_alice: Client, audience: Audience
) -> None:
    segment = SegmentFactory.create(audience=audience, tree=of(VIP))

    offered = buttons_in(as_alice.get(update_url(segment)).text)

    verbs = sorted({button.partition(":")[0] for button in offered})
    assert verbs == ["add", "duplicate", "group", "remove", "wrap"]
