"""Every verb over contacts writes its events itself: at once, and all they say."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, Max, Min
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audiences.models import Audience
from contacts import adding
from contacts.adding import Person
from contacts.causes import Cause
from contacts.editing import edit
from contacts.models import Tag
from events.models import Event, EventTotal, Listener, Outbox
from events.names import Own
from tests.contacts.importing import bring
from tests.factories import ContactFactory, TagFactory


@dataclass
class Place:
    audience: Audience
    cause: Cause
    tag: Tag

    def people(self, status: str = "pending", **more: Any) -> None:
        ContactFactory.create_batch(3, audience=self.audience, status=status, **more)


type Verb = Callable[[Place], Any]


def of_all(
    name: str, *args: str, tagged: bool = False, archived: bool = False
) -> tuple[Verb, Verb]:
    def prepare(place: Place) -> None:
        tag_ids = [place.tag.pk] if tagged else []
        place.people(tag_ids=tag_ids, archived_at=place.cause.at if archived else None)

    def do(place: Place) -> None:
        given = [getattr(place, arg) for arg in args]
        getattr(place.audience.contacts.all(), name)(*given, place.cause)

    return prepare, do


def one(place: Place) -> None:
    place.people()
    place.audience.contacts.exclude(pk=place.audience.contacts.last_id()).delete()


def add(place: Place) -> None:
    adding.add(place.audience, Person("new@x.com"), place.cause)


def update(place: Place) -> None:
    contact = place.audience.contacts.get()
    edit(contact, {"first_name": "Zoë"}, {}, place.cause)


def bring_in(place: Place) -> None:
    bring(place.audience, "email\na@x.com\nb@x.com\nc@x.com", status="subscribed")


# Verb: how it is prepared and done, its event, how many, and what else that says.
VERBS: dict[str, tuple[Verb, Verb, Own, int, dict[str, Any]]] = {
    "add": (lambda place: None, add, Own.CONTACT_ADDED, 1, {"source": True}),
    "edit": (
        one,
        update,
        Own.CONTACT_UPDATED,
        1,
        {"fields": ["first_name"], "changes": {"first_name": ["", "Zoë"]}},
    ),
    "subscribe": (*of_all("subscribe"), Own.CONTACT_SUBSCRIBED, 3, {}),
    "unsubscribe": (*of_all("unsubscribe"), Own.CONTACT_UNSUBSCRIBED, 3, {}),
    "clean": (*of_all("clean"), Own.CONTACT_CLEANED, 3, {}),
    "archive": (*of_all("archive"), Own.CONTACT_ARCHIVED, 3, {}),
    "unarchive": (
        *of_all("unarchive", archived=True),
        Own.CONTACT_UNARCHIVED,
        3,
        {},
    ),
    "tag": (*of_all("tag", "tag"), Own.TAG_ADDED, 3, {"tag": True}),
    "untag": (*of_all("untag", "tag", tagged=True), Own.TAG_REMOVED, 3, {"tag": True}),
    "import": (
        lambda place: None,
        bring_in,
        Own.CONTACT_IMPORTED,
        3,
        {"source": True, "created": True, "status": "subscribed"},
    ),
}


@pytest.fixture
def place(audience: Audience, alice: User) -> Place:
    cause = Cause(audience, "staff", actor=alice)
    return Place(audience, cause, TagFactory.create(audience=audience))


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_logs_in_one_statement_what_it_did(
    place: Place, alice: User, verb: str
) -> None:
    prepare, do, name, n, more = VERBS[verb]
    prepare(place)

    with CaptureQueriesContext(connection) as queries:
        do(place)

    logging = [q["sql"] for q in queries if "INSERT INTO events_event\n" in q["sql"]]
    assert len(logging) == 1
    events = Event.objects.filter(audience=place.audience)
    assert Tally(events.values_list("name_id", flat=True)) == {name: n}
    said = {"how": "import"} if verb == "import" else {"how": "staff", "by": alice.pk}
    for properties in events.values_list("properties", flat=True):
        assert _told(properties, place.tag) == {**said, **more}


def _told(properties: dict[str, Any], tag: Tag) -> dict[str, Any]:
    """What an event says, with True for the ids one cannot know before."""
    known = {"tag": properties.get("tag") == tag.pk, "source": "source" in properties}
    return {key: known.get(key, value) for key, value in properties.items()}


@pytest.mark.parametrize("verb", VERBS)
def test_totals_say_what_the_log_says(place: Place, verb: str) -> None:
    prepare, do, *_rest = VERBS[verb]
    prepare(place)

    do(place)

    log = Event.objects.filter(audience=place.audience).values("name_id", "contact_id")
    counted = log.annotate(
        n=Count("id"), first_at=Min("occurred_at"), last_at=Max("occurred_at")
    )
    kept = EventTotal.objects.filter(audience=place.audience).values(
        *("name_id", "contact_id", "n", "first_at", "last_at")
    )
    assert sorted(counted, key=str) == sorted(kept, key=str)


@pytest.mark.parametrize("verb", VERBS)
def test_only_what_somebody_listens_to_goes_to_the_outbox(
    place: Place, verb: str
) -> None:
    prepare, do, name, n, _more = VERBS[verb]
    prepare(place)
    other = Own.TAG_ADDED if name == Own.TAG_REMOVED else Own.TAG_REMOVED
    Listener.objects.create(audience=place.audience, name_id=other)
    elsewhere = ContactFactory.create().audience
    Listener.objects.create(audience=elsewhere, name_id=name)

    do(place)

    assert Event.objects.filter(audience=place.audience).count() == n
    assert not Outbox.objects.filter(audience=place.audience).exists()


@pytest.mark.parametrize("verb", VERBS)
def test_what_is_listened_to_carries_what_a_listener_needs(
    place: Place, verb: str
) -> None:
    prepare, do, name, n, _more = VERBS[verb]
    prepare(place)
    Listener.objects.create(audience=place.audience, name_id=name)

    do(place)

    said = ("id", "name_id", "contact_id", "occurred_at", "properties")
    heard = Outbox.objects.filter(audience=place.audience).values(*said)
    events = Event.objects.filter(audience=place.audience).values(*said)
    assert len(heard) == n
    assert list(heard.order_by("id")) == list(events.order_by("id"))
