"""What anybody sees of a page, and what only some do."""

from __future__ import annotations

import pytest
from django.test import Client

from audiences.models import Audience
from contacts.models import Contact
from forms.landing import making
from forms.landing.content import KNOWN, STRANGER, Rule
from forms.models import LandingPage
from tests.factories import (
    ContactFactory,
    GroupFactory,
    PreferenceFactory,
    SegmentFactory,
    TagFactory,
)
from tests.forms.landing.opening import (
    anyone,
    block,
    drafted,
    own_path,
    page,
    sent_to,
    shown,
    text,
    write,
)

GREETING = "Dear *|FNAME|friend|*,"


@pytest.fixture
def ann(audience: Audience) -> Contact:
    return ContactFactory.create(
        audience=audience, email="ann@example.com", first_name="Ann <b>"
    )


def read(made: LandingPage, path: str = "", **headers: str) -> str:
    response = anyone(**headers).get(path or made.public_path)
    assert response.status_code == 200
    return response.content.decode()


def test_anybody_sees_what_stands_in_for_nobody(audience: Audience) -> None:
    assert "Dear friend," in read(shown(audience, text(GREETING)))


def test_who_comes_by_their_own_link_is_called_by_their_name(
    audience: Audience, ann: Contact
) -> None:
    made = shown(audience, text(GREETING))

    said = read(made, own_path(made, sent_to(ann)))

    assert "Dear Ann &lt;b&gt;," in said
    assert "ann@example.com" not in said
    assert "a•••@example.com" in said


def test_a_personal_page_is_nobody_elses(audience: Audience, ann: Contact) -> None:
    made = shown(audience, text(GREETING))

    response = anyone().get(own_path(made, sent_to(ann)))

    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.cookies == {}


def test_the_page_for_anybody_can_be_kept(audience: Audience) -> None:
    response = anyone().get(shown(audience, text("Hello")).public_path)

    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert "Accept-Language" in response.headers["Vary"]
    assert response.cookies == {}


@pytest.mark.parametrize("token", ["x", "a" * 26, "2" * 26, "%00", "a" * 5000])
def test_a_link_that_is_made_up_shows_what_anybody_sees(
    audience: Audience, token: str
) -> None:
    made = shown(audience, text(GREETING))

    assert "Dear friend," in read(made, f"{made.public_path}/{token}")


def test_the_link_of_another_audience_shows_what_anybody_sees(
    audience: Audience, ann: Contact
) -> None:
    other = ContactFactory.create(first_name="Bea")
    made = shown(audience, text(GREETING))

    assert "Dear friend," in read(made, own_path(made, sent_to(other)))


def test_the_link_of_somebody_who_is_gone_shows_what_anybody_sees(
    audience: Audience, ann: Contact
) -> None:
    made, delivery = shown(audience, text(GREETING)), sent_to(ann)
    audience.contacts.filter(pk=ann.pk).delete()

    assert "Dear friend," in read(made, own_path(made, delivery))


def test_a_draft_is_nobodys_to_see(audience: Audience) -> None:
    made = drafted(audience, text("Secret"))

    response = anyone().get(made.public_path)

    assert response.status_code == 404
    assert b"Secret" not in response.content


def test_a_change_is_seen_once_it_is_published(audience: Audience) -> None:
    made = shown(audience, text("Old"))
    write(made, text("New"))

    assert "Old" in read(made)
    making.publish(made, actor=None)
    assert "New" in read(made)


@pytest.mark.parametrize("verb", [making.unpublish, making.archive])
def test_what_is_taken_down_is_gone(audience: Audience, verb: object) -> None:
    made = shown(audience, text("Hello"))

    verb(made, actor=None)  # type: ignore[operator]

    assert anyone().get(made.public_path).status_code == 404


def test_an_address_of_the_past_leads_on_with_what_was_said(
    audience: Audience,
) -> None:
    made = shown(audience, text("Hello"))
    write(made, text("Hello"), slug="summer")
    making.publish(made, actor=None)

    response = anyone().get(f"/pages/{audience.public_id}/spring/x?lang=en")

    assert response.status_code == 302
    assert response.headers["Location"] == (
        f"/pages/{audience.public_id}/summer/x?lang=en"
    )


def test_another_page_can_take_an_address_of_the_past(audience: Audience) -> None:
    made = shown(audience, text("First"))
    write(made, text("First"), slug="summer")
    making.publish(made, actor=None)
    second = shown(audience, text("Second"), title="Spring")

    assert second.slug == "spring"
    assert "Second" in read(second)


@pytest.mark.parametrize(
    ("kind", "inside", "outside"),
    [(KNOWN, 1, 0), (STRANGER, 0, 1)],
)
def test_a_block_can_be_for_known_people_or_for_strangers(
    audience: Audience, ann: Contact, kind: str, inside: int, outside: int
) -> None:
    made = shown(audience, text("Hello"), text("Only some", "b", rule=Rule(kind)))

    assert read(made).count("Only some") == outside
    assert read(made, own_path(made, sent_to(ann))).count("Only some") == inside


def rules(audience: Audience, ann: Contact) -> list[tuple[str, int]]:
    """Of each kind one that Ann fulfils and one that she does not."""
    tags = TagFactory.create_batch(2, audience=audience)
    groups = GroupFactory.create_batch(2, audience=audience)
    preferences = PreferenceFactory.create_batch(2, audience=audience)
    trees = [
        {"v": 1, "match": "all", "of": [{"field": "email", "op": op, "value": "ann"}]}
        for op in ("contains", "contains_not")
    ]
    segments = [SegmentFactory.create(audience=audience, tree=tree) for tree in trees]
    audience.contacts.filter(pk=ann.pk).update(
        tag_ids=[tags[0].pk], group_ids=[groups[0].pk]
    )
    preferences[0].choices.create(
        audience=audience,
        contact=ann,
        state="subscribed",
        at=ann.created_at,
        how="form",
    )
    return [
        ("tag", tags[0].pk),
        ("tag", tags[1].pk),
        (f"groups{groups[0].category_id}", groups[0].pk),
        (f"groups{groups[1].category_id}", groups[1].pk),
        ("preference", preferences[0].pk),
        ("preference", preferences[1].pk),
        ("segment", segments[0].pk),
        ("segment", segments[1].pk),
    ]


def test_a_block_is_shown_to_those_whom_its_rule_is_about(
    audience: Audience, ann: Contact
) -> None:
    asked = rules(audience, ann)
    pieces = [text(f"W{n}W", f"b{n}", rule=Rule(*one)) for n, one in enumerate(asked)]
    others = [
        text(f"N{n}N", f"c{n}", rule=Rule(*one, negated=True))
        for n, one in enumerate(asked)
    ]
    made = shown(audience, *pieces, *others)

    mine, anybodys = read(made, own_path(made, sent_to(ann))), read(made)

    n = range(len(asked))
    assert [k for k in n if f"W{k}W" in mine] == [0, 2, 4, 6]
    assert [k for k in n if f"N{k}N" in mine] == [1, 3, 5, 7]
    assert [k for k in n if f"W{k}W" in anybodys] == []
    assert [k for k in n if f"N{k}N" in anybodys] == [*n]


@pytest.mark.parametrize("negated", [True, False])
def test_a_block_whose_segment_is_gone_is_shown_to_nobody(
    audience: Audience, ann: Contact, *, negated: bool
) -> None:
    rule = Rule("segment", 999_999, negated)
    made = shown(audience, text("Hello"), text("Secret", "b", rule=rule))

    assert "Secret" not in read(made)
    assert "Secret" not in read(made, own_path(made, sent_to(ann)))


def test_a_value_cannot_lead_elsewhere(audience: Audience) -> None:
    bad = ContactFactory.create(audience=audience, first_name="javascript:alert(1)")
    button = block("button", texts={"text": "Go"}, url="*|FNAME|*")
    made = shown(audience, text("[go](*|FNAME|*)"), button)

    said = read(made, own_path(made, sent_to(bad)))

    assert "javascript:" not in said


def test_a_page_speaks_the_language_of_who_reads_it(audience: Audience) -> None:
    audience.languages = ["fr"]
    audience.save()
    made = page(audience)
    heading, _texts = block("heading")
    write(made, (heading, {}))
    content = {"en": {heading.name("text"): "Hello"}, "fr": {"heading-text": "Salut"}}
    made.draft["texts"] = content
    audience.landingpages.filter(pk=made.pk).update(draft=made.draft)
    making.publish(made, actor=None)

    assert "Salut" in read(made, **{"accept-language": "fr-CA,fr;q=0.9"})
    assert "Hello" in read(made, **{"accept-language": "de"})
    assert "Salut" in read(made, f"{made.public_path}?lang=fr")


def test_an_audience_that_is_put_aside_shows_nothing(audience: Audience) -> None:
    made = shown(audience, text("Hello"))
    type(audience).objects.filter(pk=audience.pk).update(archived_at=made.created_at)

    assert anyone().get(made.public_path).status_code == 404


def test_searches_are_told_what_staff_said(audience: Audience) -> None:
    made = page(audience)
    write(made, text("Hello"), is_found=False)
    making.publish(made, actor=None)

    response = Client().get(made.public_path)

    assert response.headers["X-Robots-Tag"] == "noindex"
    assert b"noindex" in response.content


@pytest.mark.parametrize("slug", ["nothing", "Spring%00", "a" * 500, "sp ring", "–"])
def test_what_leads_nowhere_is_answered_calmly(audience: Audience, slug: str) -> None:
    shown(audience, text("Hello"))

    assert anyone().get(f"/pages/{audience.public_id}/{slug}").status_code == 404
    assert anyone().get(f"/pages/x/{slug}").status_code == 404
