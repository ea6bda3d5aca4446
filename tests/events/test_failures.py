from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audiences import people
from audiences.models import Audience
from audiences.people import Persons
from events import failures, outbox, reactions, tasks
from events.models import OutboxFailure
from events.reactions import Heard
from tests.events.conftest import happen
from tests.factories import UserFactory


class Mood:
    """A reaction that fails for as long as it is bad."""

    def __init__(self) -> None:
        self.error = "bad\0 mood"
        self.heard: list[Heard] = []
        reactions.reaction("tests.mood")(self.hear)

    def hear(self, audience: Audience, heard: Sequence[Heard]) -> None:
        if self.error:
            raise ValueError(self.error)
        self.heard += heard


@pytest.fixture
def mood(audience: Audience, name: int) -> Mood:
    """It has failed on three events, which others heard."""
    mood = Mood()
    reactions.reaction("tests.other")(lambda audience, heard: None)
    happen(audience, name, 3)
    outbox.drain()
    return mood


def attempts() -> list[int]:
    rows = OutboxFailure.objects.order_by("event_id")
    return list(rows.values_list("attempts", flat=True))


def test_an_error_is_kept_as_a_text_of_bounded_length(mood: Mood) -> None:
    assert OutboxFailure.objects.all()[0].error == "ValueError: bad mood"
    assert failures.in_words(ValueError("x\udc00" * 900)) == "ValueError: " + (
        "x?" * 494
    )


def test_what_failed_is_heard_when_it_is_tried_again(
    audience: Audience, mood: Mood
) -> None:
    rows = list(OutboxFailure.objects.order_by("event_id"))
    mood.error = ""

    done = [failures.retry_all(audience) for _each in range(2)]

    assert done == [(3, 0), (0, 0)]
    assert [(heard.id, heard.properties) for heard in mood.heard] == [
        (row.event_id, {"number": number}) for number, row in enumerate(rows)
    ]
    assert not OutboxFailure.objects.exists()


def test_what_fails_again_stays_with_one_more_attempt(
    audience: Audience, mood: Mood
) -> None:
    assert failures.retry_all(audience) == (3, 3)
    assert attempts() == [2, 2, 2]


def test_what_nothing_reacts_to_any_more_stays(audience: Audience, mood: Mood) -> None:
    del reactions.reactions["tests.mood"]

    assert failures.retry_all(audience) == (0, 0)
    assert attempts() == [1, 1, 1]


def test_who_is_forgotten_has_no_failures_left(audience: Audience, mood: Mood) -> None:
    (contact,) = audience.contacts.all()

    people.delete_rows(Persons(audience, [contact.pk]))

    assert attempts() == []


def test_what_nobody_tried_again_for_thirty_days_is_given_up(mood: Mood) -> None:
    first, second, _third = OutboxFailure.objects.order_by("event_id")
    for row, days in ((first, 31), (second, 29)):
        row.failed_at = timezone.now() - timedelta(days=days)
        row.save(update_fields=["failed_at"])

    assert [tasks.purge_failures() for _each in range(2)] == [1, 0]
    assert first not in OutboxFailure.objects.all()
    assert attempts() == [1, 1]


def said(*args: str) -> str:
    out = io.StringIO()
    call_command("retry_reactions", *args, stdout=out)
    return out.getvalue()


def test_a_command_tries_again_in_all_audiences_or_one(
    audience: Audience, mood: Mood
) -> None:
    assert said() == "3 tried again, 3 of them failed.\n"
    mood.error = ""
    assert said("--audience", audience.public_id) == (
        "3 tried again, 0 of them failed.\n"
    )
    with pytest.raises(CommandError, match="There is no audience none"):
        said("--audience", "none")


def choose(client: Client, action: str, rows: list[OutboxFailure]) -> str:
    """Do it to these rows in the admin; the page that follows."""
    client.force_login(UserFactory.create(is_staff=True, is_superuser=True))
    url = reverse("admin:events_outboxfailure_changelist")
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(url, data, follow=True).content.decode()


def test_in_the_admin_those_that_are_chosen_are_tried_again(
    client: Client, mood: Mood
) -> None:
    first, *others = OutboxFailure.objects.order_by("event_id")
    mood.error = ""

    answer = choose(client, "try_again", others)

    assert "2 tried again, of which 0 failed." in answer
    assert [heard.id for heard in mood.heard] == [row.event_id for row in others]
    assert list(OutboxFailure.objects.all()) == [first]


def test_in_the_admin_those_that_are_chosen_are_given_up(
    client: Client, mood: Mood
) -> None:
    first, *others = OutboxFailure.objects.order_by("event_id")

    choose(client, "give_up", others)

    assert list(OutboxFailure.objects.all()) == [first]
