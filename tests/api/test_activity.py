from __future__ import annotations

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audiences.models import Audience
from contacts.causes import Cause
from contacts.models import Contact, Note
from events import log
from events.models import EventName
from events.names import Own
from tests.api.conftest import ApiClient
from tests.api.members import hash_of, path_of
from tests.factories import ContactFactory, TagFactory

EMAIL = "anna@example.com"


@pytest.fixture
def contact(audience: Audience, alice: User) -> Contact:
    """Somebody to whom each kind of thing happened once."""
    contact: Contact = ContactFactory.create(audience=audience, email=EMAIL)
    cause = Cause(audience, "staff", actor=alice)
    row = audience.contacts.filter(pk=contact.pk)
    log.record(audience.pk, Own.CONTACT_ADDED, [contact.pk], cause.properties())
    row.tag(TagFactory.create(audience=audience), cause)
    note = Note.objects.create(
        audience=audience,
        contact=contact,
        author=alice,
        text="Called",
        created_at=timezone.now(),
    )
    said = cause.properties(note=note.pk)
    log.record(audience.pk, Own.NOTE_ADDED, [contact.pk], said)
    name = EventName.objects.create(name="meetup_registered")
    log.write(
        audience.pk,
        "SELECT %(contact)s::bigint, %(name)s, %(now)s::timestamptz, %(said)s::jsonb",
        {"contact": contact.pk, "name": name.pk, "said": '{"city": "Bergen"}'},
        kind="custom",
    )
    row.unsubscribe(cause)
    return contact


def feed(api: ApiClient, audience: Audience, query: str = "") -> list[str]:
    said = api.get(path_of(audience, EMAIL, f"/activity-feed?{query}"))
    assert said["email_id"] == hash_of(EMAIL)
    return [each["activity_type"] for each in said["activity"]]


def test_what_happened_is_told_newest_first(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    said = api.get(path_of(audience, EMAIL, "/activity-feed"))["activity"]

    assert [each.pop("activity_type") for each in said] == [
        *("unsub", "event", "note", "generic_signup"),
    ]
    assert all(each.pop("created_at_timestamp") for each in said)
    assert all(each.pop("_links") for each in said)
    unsub, event, note, signup = said
    assert unsub == {
        "campaign_id": "",
        "campaign_title": "",
        "is_admin_unsubscribed": True,
        "unsubscribe_reason": "",
    }
    assert event == {
        "event_name": "meetup_registered",
        "event_properties": ["city: Bergen"],
    }
    assert (note["note_text"], note["created_by"]) == ("Called", "Alice")
    assert signup == {"signup_category": "staff"}


def test_the_feed_is_narrowed_and_comes_in_pages(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    assert feed(api, audience, "activity_filters=note,event") == ["event", "note"]
    assert feed(api, audience, "activity_filters=unsub") == ["unsub"]
    assert feed(api, audience, "activity_filters=open,unheard") == []
    assert feed(api, audience, "count=1&offset=1") == ["event"]
    assert feed(api, audience, "count=2&offset=9") == []


def test_the_feed_asks_as_much_however_much_happened(
    *,
    api: ApiClient,
    audience: Audience,
    contact: Contact,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(20):
        api.post(path_of(audience, EMAIL, "/notes"), {"note": "x"})

    with django_assert_max_num_queries(14):
        assert len(feed(api, audience, "count=100")) == 24


def test_the_older_list_tells_of_mail(
    api: ApiClient, audience: Audience, contact: Contact
) -> None:
    path = path_of(audience, EMAIL, "/activity")

    said = api.get(path)

    assert (said["total_items"], said["contact_id"]) == (1, contact.public_id.hex)
    assert [each["action"] for each in said["activity"]] == ["unsub"]
    assert api.get(f"{path}?action=open")["activity"] == []
    assert len(api.get(f"{path}?action=open,unsub")["activity"]) == 1
