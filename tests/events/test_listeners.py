from __future__ import annotations

from collections.abc import Iterable

import pytest
from pytest_django import DjangoAssertNumQueries

from audiences.models import Audience
from events import listeners, log, outbox, reactions
from events.models import EventName, Listener
from events.names import Own
from tests.events.conftest import happen, ids_of
from tests.factories import AudienceFactory


class Needs:
    """What an app of the tests waits for, in any audience."""

    def __init__(self, *names: int) -> None:
        self.names: Iterable[int] = names
        reactions.listens(lambda audience: self.names)


def listening(audience: Audience) -> set[int]:
    rows = Listener.objects.filter(audience=audience)
    return set(rows.values_list("name_id", flat=True))


def test_what_any_app_wants_is_listened_to_and_nothing_else(
    audience: Audience, name: int
) -> None:
    first, second = Needs(name, Own.TAG_ADDED), Needs(Own.TAG_ADDED, Own.TAG_REMOVED)

    listeners.sync(audience)
    assert listening(audience) == {name, Own.TAG_ADDED, Own.TAG_REMOVED}

    first.names, second.names = [name], []
    listeners.sync(audience)
    assert listening(audience) == {name}


def test_other_audiences_keep_their_listeners(audience: Audience, name: int) -> None:
    other = AudienceFactory.create()
    Listener.objects.create(audience=other, name_id=name)
    Needs()

    listeners.sync(audience)

    assert listening(other) == {name}


@pytest.mark.parametrize("n", [1, 3])
def test_any_number_of_names_takes_the_same_statements(
    audience: Audience, django_assert_num_queries: DjangoAssertNumQueries, n: int
) -> None:
    names = [EventName.objects.create(name=f"x{number}").pk for number in range(n)]
    Needs(*names)

    with django_assert_num_queries(5):  # a savepoint and its end among them
        listeners.sync(audience)


def test_what_waits_when_the_last_listener_goes_is_cleared_away(
    audience: Audience, name: int
) -> None:
    happen(audience, name, 2)
    Needs()
    listeners.sync(audience)
    (contact,) = audience.contacts.all()
    log.record(audience.pk, name, [contact.pk])

    assert outbox.drain() == 2
    assert list(ids_of(audience)) == []


def test_every_night_all_audiences_are_brought_in_order(
    audience: Audience, name: int
) -> None:
    other = AudienceFactory.create()
    Listener.objects.create(audience=other, name_id=Own.TAG_ADDED)
    Needs(name)

    assert [listeners.sync_all() for _each in range(2)] == [2, 2]
    assert listening(audience) == listening(other) == {name}


def test_an_app_that_fails_in_one_audience_leaves_the_others_in_order(
    audience: Audience, name: int
) -> None:
    other = AudienceFactory.create()

    def names(of: Audience) -> list[int]:
        if of == audience:
            raise ValueError("no idea")
        return [name]

    reactions.listens(names)

    with pytest.raises(ValueError, match="no idea"):
        listeners.sync_all()

    assert listening(other) == {name}
