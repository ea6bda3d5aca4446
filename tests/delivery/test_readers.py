"""What messages can name in an audience, and what they know of its contacts."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audiences.models import Audience
from contacts.causes import Cause
from delivery.language import Needs, as_text, bind, program, read
from delivery.readers import facts_of
from delivery.vocabulary import vocabulary_of
from preferences import choosing
from tests.factories import (
    ContactFactory,
    GroupCategoryFactory,
    GroupFactory,
    PreferenceFactory,
    SegmentFactory,
)

pytestmark = pytest.mark.django_db


def said(audience: Audience, source: str, *emails: str) -> list[str]:
    """What each of these people reads; nothing is wrong with the text."""
    bound, problems = bind(read(source), vocabulary_of(audience))
    assert problems == []
    write = program(bound.nodes, as_text, str)
    contacts = [audience.contacts.get(email=email) for email in emails]
    texts = []
    for facts in facts_of(audience, contacts, bound.needs):
        into: list[str] = []
        write.write(facts, into)
        texts.append("".join(into))
    return texts


def test_each_reader_has_their_own_values(audience: Audience) -> None:
    ContactFactory.create(
        audience=audience, email="anna@example.org", first_name="Anna"
    )
    ContactFactory.create(
        audience=audience, email="bo@example.org", email_display="Bo@x.org"
    )

    read_by = said(
        audience, "*|FNAME|you|* *|EMAIL|*", "anna@example.org", "bo@example.org"
    )

    assert read_by == ["Anna anna@example.org", "you Bo@x.org"]


def test_the_default_of_a_field_stands_in(audience: Audience) -> None:
    audience.fields.create(type="text", label="Team", tag="TEAM", default="yours")
    ContactFactory.create(audience=audience, email="anna@example.org")

    assert said(audience, "*|TEAM|*", "anna@example.org") == ["yours"]


def test_numbers_and_dates_are_in_the_language_of_the_reader(
    audience: Audience,
) -> None:
    points = audience.fields.create(type="number", label="Points", tag="POINTS")
    since = audience.fields.create(type="date", label="Since", tag="SINCE")
    own = {points.key: 1234.5, since.key: "2026-03-04"}
    for language in ("en", "fr"):
        ContactFactory.create(
            audience=audience,
            email=f"{language}@example.org",
            language=language,
            fields=own,
        )
    source = (
        "*|POINTS|*; *|SINCE|*; *|IF:POINTS>1234|*many*|END:IF|*; "
        "*|IF:SINCE>2026-01|*new*|END:IF|*"
    )

    english, french = said(audience, source, "en@example.org", "fr@example.org")

    assert english.startswith("1,234.5; ")
    assert french.startswith("1\xa0234,5; ")
    assert "mars" in french or "04/03" in french
    assert english.endswith("; many; new")
    assert french.endswith("; many; new")


def test_groups_and_segments_are_named_by_their_names(audience: Audience) -> None:
    taste = GroupCategoryFactory.create(audience=audience, title="Taste")
    dark = GroupFactory.create(audience=audience, category=taste, name="Dark Roast")
    SegmentFactory.create(audience=audience, name="Good customers")  # of VIPs
    ContactFactory.create(
        audience=audience, email="anna@example.org", group_ids=[dark.pk]
    )
    ContactFactory.create(audience=audience, email="bo@example.org", vip=True)
    source = (
        "*|INTERESTED:taste:dark  roast|*dark*|ELSE:|*light*|END:INTERESTED|* "
        "*|SEGMENT:good customers|*VIP*|END:SEGMENT|*"
    )

    read_by = said(audience, source, "anna@example.org", "bo@example.org")

    assert read_by == ["dark ", "light VIP"]


def test_preferences_are_those_that_people_are_subscribed_to(
    audience: Audience,
) -> None:
    letter = PreferenceFactory.create(audience=audience, name="Monthly letter")
    cause = Cause(audience, "centre")
    for name, state in {"anna": "subscribed", "bo": "unsubscribed", "cy": ""}.items():
        email = f"{name}@example.org"
        contact = ContactFactory.create(audience=audience, email=email)
        if state:
            choosing.choose(contact, letter, state, cause)
    source = "*|PREFERS:monthly letter|*monthly*|ELSE:|*else*|END:PREFERS|*"

    people = [f"{name}@example.org" for name in ("anna", "bo", "cy")]
    read_by = said(audience, source, *people)

    assert read_by == ["monthly", "else", "else"]


def test_what_was_deleted_can_no_longer_be_named(audience: Audience) -> None:
    category = GroupCategoryFactory.create(audience=audience, title="Taste")
    group = GroupFactory.create(audience=audience, category=category, name="Dark")
    category.deleted_at = group.created_at
    category.save()
    source = read("*|INTERESTED:Taste:Dark|*x*|END:INTERESTED|*")

    _bound, problems = bind(source, vocabulary_of(audience))

    assert "no group “Dark”" in problems[0].sentence


def test_another_audience_is_not_spoken_of(audience: Audience) -> None:
    other = SegmentFactory.create(name="Elsewhere")

    _bound, problems = bind(
        read(
            f"*|SEGMENT:{other.pk}|**|END:SEGMENT|**|SEGMENT:Elsewhere|**|END:SEGMENT|*"
        ),
        vocabulary_of(audience),
    )

    assert len(problems) == 2


def test_the_address_beneath_has_nothing_empty_in_it(audience: Audience) -> None:
    constants = vocabulary_of(audience).constants

    assert constants["LIST:ADDRESS"] == "Bergen, Norway"
    assert constants["LIST:REMINDER"] == "You signed up on our website."


def test_a_hundred_readers_take_as_many_queries_as_one(audience: Audience) -> None:
    segment = SegmentFactory.create(audience=audience)
    people = [ContactFactory.create(audience=audience) for _ in range(5)]
    needs = Needs(frozenset({"FNAME"}), frozenset(), frozenset({segment.pk}))

    with CaptureQueriesContext(connection) as one:
        facts_of(audience, people[:1], needs)
    with CaptureQueriesContext(connection) as all_of_them:
        facts_of(audience, people, needs)

    assert len(one) == len(all_of_them)
