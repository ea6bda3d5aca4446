from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from audiences.models import Audience, Counter
from contacts.causes import Cause
from contacts.models import Contact, Tag
from events.models import Event, EventTotal
from events.names import Own
from tests.factories import ContactFactory, TagFactory


@pytest.fixture
def tag(audience: Audience) -> Tag:
    return TagFactory.create(audience=audience, name="Winter")


@pytest.fixture
def cause(audience: Audience, alice: User) -> Cause:
    return Cause(audience, "staff", actor=alice)


def counted(tag: Tag) -> int:
    return Counter.objects.by_key(tag.audience, "tag").get(str(tag.pk), 0)


def test_a_tag_is_given_to_those_who_lack_it(
    audience: Audience, tag: Tag, cause: Cause
) -> None:
    other = TagFactory.create(audience=audience)
    plain = ContactFactory.create(audience=audience)
    tagged = ContactFactory.create(audience=audience, tag_ids=[tag.pk])
    else_tagged = ContactFactory.create(audience=audience, tag_ids=[other.pk])
    outside = ContactFactory.create(audience=audience)
    elsewhere = ContactFactory.create()
    wanted = [plain.pk, tagged.pk, else_tagged.pk, elsewhere.pk]

    changed = audience.contacts.filter(pk__in=wanted).tag(tag, cause)

    assert sorted(changed) == [plain.pk, else_tagged.pk]
    assert dict(Contact.objects.values_list("pk", "tag_ids")) == {
        plain.pk: [tag.pk],
        tagged.pk: [tag.pk],
        else_tagged.pk: sorted([other.pk, tag.pk]),
        outside.pk: [],
        elsewhere.pk: [],
    }
    assert counted(tag) == 3


def test_a_tag_is_taken_from_those_who_have_it(
    audience: Audience, tag: Tag, cause: Cause
) -> None:
    other = TagFactory.create(audience=audience)
    both = ContactFactory.create(audience=audience, tag_ids=[tag.pk, other.pk])
    plain = ContactFactory.create(audience=audience)
    outside = ContactFactory.create(audience=audience, tag_ids=[tag.pk])

    changed = audience.contacts.exclude(pk=outside.pk).untag(tag, cause)

    assert changed == [both.pk]
    assert dict(audience.contacts.values_list("pk", "tag_ids")) == {
        both.pk: [other.pk],
        plain.pk: [],
        outside.pk: [tag.pk],
    }
    assert counted(tag) == 1
    assert counted(other) == 1


def test_tagging_writes_one_event_for_each_it_changed(
    audience: Audience, tag: Tag, cause: Cause, alice: User
) -> None:
    contact = ContactFactory.create(audience=audience)
    ContactFactory.create(audience=audience, tag_ids=[tag.pk])

    audience.contacts.tag(tag, cause)
    audience.contacts.filter(pk=contact.pk).untag(tag, cause)

    events = Event.objects.filter(audience=audience).order_by("id")
    said = {"how": "staff", "by": alice.pk, "tag": tag.pk}
    assert list(events.values_list("contact_id", "name_id", "properties")) == [
        (contact.pk, Own.TAG_ADDED, said),
        (contact.pk, Own.TAG_REMOVED, said),
    ]
    assert EventTotal.objects.filter(audience=audience, n=1).count() == 2


def test_doing_it_twice_has_one_effect(
    audience: Audience, tag: Tag, cause: Cause
) -> None:
    ContactFactory.create_batch(3, audience=audience)

    assert len(audience.contacts.tag(tag, cause)) == 3
    assert audience.contacts.tag(tag, cause) == []
    assert counted(tag) == 3
    assert len(audience.contacts.untag(tag, cause)) == 3
    assert audience.contacts.untag(tag, cause) == []
    assert counted(tag) == 0
    assert Event.objects.filter(audience=audience).count() == 6


@pytest.mark.parametrize("n", [1, 3])
def test_tagging_is_one_statement_with_its_log_and_its_counter(
    audience: Audience,
    tag: Tag,
    cause: Cause,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ContactFactory.create_batch(n, audience=audience)

    with django_assert_num_queries(5):  # savepoint, change, log, counter, release
        audience.contacts.tag(tag, cause)


def test_what_a_contact_says_of_its_change_is_the_moment_of_the_cause(
    audience: Audience, tag: Tag, cause: Cause
) -> None:
    contact = ContactFactory.create(audience=audience)

    audience.contacts.tag(tag, cause)

    contact.refresh_from_db()
    assert contact.changed_at == cause.at
