"""How far away people are. What is near and far is told in `test_agreement`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from audiences.models import Audience
from conditions.binding import bind
from conditions.compiling import q_of
from conditions.explaining import explain
from conditions.moments import At
from conditions.subjects import subjects_of
from conditions.tree import Condition, Group, Match
from contacts.conditions.places import Places
from tests.conditions.asking import some
from tests.conditions.oracle import distance
from tests.factories import ContactFactory

OSLO = (59.913, 10.752)
PARIS = {"km": 1500, "name": "Paris", "latitude": 48.857, "longitude": 2.352}
AT = At(datetime(2026, 5, 3, tzinfo=UTC), ZoneInfo("UTC"))


def tree(op: str, place: Mapping[str, object]) -> Group:
    return Group(Match.ALL, (Condition("location", op, place),))


def degrees(most: int) -> st.SearchStrategy[float]:
    return st.floats(-most, most).map(lambda figure: round(figure, 6))


def test_nobody_near_falls_out_of_the_box_around_the_place(audience: Audience) -> None:
    """Near the poles and the date line as well, by random places and distances."""
    subjects = subjects_of(audience)
    ann = ContactFactory.create(audience=audience)
    latitudes = st.one_of(degrees(90), st.sampled_from([90.0, -90.0, 89.9]))
    longitudes = st.one_of(degrees(180), st.sampled_from([180.0, -180.0, 179.99]))
    spots = st.tuples(latitudes, longitudes)

    @some(150)
    @given(spots, spots, st.sampled_from([1, 0.999, 1.001, 0.5, 1.5]))
    def check(
        here: tuple[float, float], there: tuple[float, float], part: float
    ) -> None:
        km = min(20_000.0, max(1.0, distance(here, there) * part))
        if abs(km - distance(here, there)) < 0.01:
            return  # as near as the figures can tell
        audience.contacts.filter(pk=ann.pk).update(latitude=here[0], longitude=here[1])
        place = {"km": km, "latitude": there[0], "longitude": there[1]}
        near = distance(here, there) <= km
        for op, expected in (("within", near), ("beyond", not near)):
            q = q_of(bind(tree(op, place), subjects), AT)
            assert audience.contacts.filter(q).exists() == expected

    check()


def test_the_smallest_of_figures_can_be_asked_for(audience: Audience) -> None:
    ann = ContactFactory.create(audience=audience, latitude=0.0, longitude=0.0)
    place = {"km": 1, "latitude": 5e-324, "longitude": -1e-200}

    q = q_of(bind(tree("within", place), subjects_of(audience)), AT)

    assert [*audience.contacts.filter(q)] == [ann]


def test_the_answer_rests_on_the_distance(audience: Audience) -> None:
    latitude, longitude = OSLO
    ann = ContactFactory.create(
        audience=audience, latitude=latitude, longitude=longitude
    )
    bound = bind(tree("within", PARIS), subjects_of(audience))

    answer = explain(bound, audience.contacts.all(), ann.pk, AT)

    assert answer is not None
    assert answer.of[0].datum == "1,342 km from “Paris”"


def test_who_is_nowhere_is_told_so(audience: Audience) -> None:
    ann = ContactFactory.create(audience=audience, latitude=5.0)
    bound = bind(tree("beyond", PARIS), subjects_of(audience))

    answer = explain(bound, audience.contacts.all(), ann.pk, AT)

    assert answer is not None
    assert (answer.is_true, answer.of[0].datum) == (
        *(False, "The location is not known."),
    )


def test_it_is_said_of_how_many_people_coordinates_are_known(
    audience: Audience,
) -> None:
    ContactFactory.create(audience=audience, latitude=1.0, longitude=0.0)
    ContactFactory.create(audience=audience, latitude=1.0)
    ContactFactory.create(audience=audience, archived_at=AT.now, latitude=1.0)

    note = Places(audience).note()

    assert note == "Coordinates are known of 1 of 2 people."
