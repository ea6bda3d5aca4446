"""Whatever comes at the same moment, a page keeps what was said and nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from audiences import jobs
from audiences.models import Audience
from contacts.causes import Cause
from contacts.imports import running
from contacts.models import Contact, GroupCategory
from contacts.recounting import differences
from events.models import Event
from events.names import Own
from forms.centre import keys
from preferences import managing
from preferences.models import Choice, Preference
from tests.contacts.importing import take
from tests.contacts.together import at_once
from tests.delivery.ledgers import people
from tests.factories import (
    AudienceFactory,
    GroupCategoryFactory,
    GroupFactory,
    PreferenceFactory,
)
from tests.forms.centres import form_at, reader, sent_to, url_of

ROUNDS = 6


@pytest.fixture(autouse=True)
def installation(settings: Any) -> None:
    settings.PUBLIC_URL = ""


@pytest.fixture
def audience(transactional_db: None) -> Audience:
    audience: Audience = AudienceFactory.create()
    return audience


def saving(url: str, **said: Any) -> Callable[[], object]:
    values = {**form_at(url).values, **said}

    def post() -> None:
        assert reader().post(url, values).status_code == 200

    return post


def leaving(url: str) -> Callable[[], object]:
    return lambda: reader().post(f"{url}/leave", {"all": "1"})


def everybody(audience: Audience) -> list[Contact]:
    return people(audience, *(f"reader{n}@x.org" for n in range(ROUNDS)))


def test_the_same_page_posted_twice_at_once_is_saved_once(audience: Audience) -> None:
    news: Preference = PreferenceFactory.create(audience=audience)
    kind = GroupCategory.Kind.RADIO
    category = GroupCategoryFactory.create(audience=audience, kind=kind)
    one, other = GroupFactory.create_batch(2, audience=audience, category=category)
    for contact in everybody(audience):
        url = url_of(sent_to(contact))
        both = [
            saving(
                url,
                **{
                    f"preference-{news.pk}": "subscribed",
                    f"group-{category.pk}": str(group.pk),
                    "days": "7",
                },
            )
            for group in (one, other)
        ]

        assert at_once(*both) == []

        contact.refresh_from_db()
        assert len(contact.group_ids) == 1
        own = Event.objects.filter(audience=audience, contact_id=contact.pk)
        for name in (Own.PREFERENCE_GAINED, Own.CONTACT_CHOSE_FREQUENCY):
            assert own.filter(name_id=int(name)).count() == 1
    assert differences(audience) == []


def test_who_chooses_while_the_preference_is_archived_is_not_in_the_way(
    audience: Audience,
) -> None:
    for contact in everybody(audience):
        news: Preference = PreferenceFactory.create(audience=audience)
        url = url_of(sent_to(contact))
        said = {f"preference-{news.pk}": "subscribed", "days": "7"}

        failed = at_once(saving(url, **said), partial(managing.archive, news))

        assert failed == []
    assert differences(audience) == []


def test_who_leaves_while_they_save_is_out(audience: Audience) -> None:
    news: Preference = PreferenceFactory.create(audience=audience)
    for contact in everybody(audience):
        url = url_of(sent_to(contact))
        said = {f"preference-{news.pk}": "subscribed", "first_name": "Ann"}

        assert at_once(saving(url, **said), leaving(url)) == []

        contact.refresh_from_db()
        assert (contact.status, contact.first_name) == ("unsubscribed", "Ann")
        assert Choice.objects.filter(audience=audience, contact=contact.pk).exists()


def test_leaving_everything_by_two_audiences_at_once_is_no_deadlock(
    audience: Audience,
) -> None:
    other: Audience = AudienceFactory.create(account=audience.account)
    for here, there in zip(everybody(audience), everybody(other), strict=True):
        urls = [url_of(sent_to(one)) for one in (here, there)]

        assert at_once(*(leaving(url) for url in urls)) == []

        for one in (here, there):
            one.refresh_from_db()
            assert one.status == "unsubscribed"
            assert one.consents.filter(given=False).count() == 1


def test_who_leaves_while_a_file_of_them_comes_in_is_out(
    audience: Audience, own_files: object
) -> None:
    contacts = everybody(audience)
    lines = "".join(f"reader{n}@x.org,Ann {n}\n" for n in reversed(range(ROUNDS)))
    job = running.start(take(audience, f"Email,First name\n{lines}"))
    urls = [url_of(sent_to(one)) for one in contacts]

    failed = at_once(lambda: jobs.run(job), *(leaving(url) for url in urls))

    assert failed == []
    assert set(audience.contacts.values_list("status", flat=True)) == {"unsubscribed"}
    assert differences(audience) == []


def test_a_new_address_that_is_confirmed_twice_at_once_is_told_once(
    audience: Audience,
) -> None:
    for n, contact in enumerate(everybody(audience)):
        link = keys.make(contact, keys.Purpose.ADDRESS, f"new{n}@x.org")
        said: list[str] = []

        def confirm(link: str = link, said: list[str] = said) -> None:
            said.append(reader().post(link).content.decode())

        assert at_once(confirm, confirm) == []

        contact.refresh_from_db()
        assert contact.email == f"new{n}@x.org"
        assert all("Your address is changed" in one for one in said)
    told = audience.messages.filter(name="Word of a new address")
    assert told.count() == ROUNDS


def test_of_two_who_want_the_same_address_one_gets_it(audience: Audience) -> None:
    (one, other) = people(audience, "one@x.org", "other@x.org")
    links = [keys.make(who, keys.Purpose.ADDRESS, "new@x.org") for who in (one, other)]

    failed = at_once(*(partial(reader().post, link) for link in links))

    assert failed == []
    emails = set(audience.contacts.values_list("email", flat=True))
    assert emails in ({"new@x.org", "other@x.org"}, {"one@x.org", "new@x.org"})


def test_undo_of_staff_beside_the_page_brings_nobody_back(audience: Audience) -> None:
    for contact in everybody(audience):
        url = url_of(sent_to(contact))
        rows = audience.contacts.filter(pk=contact.pk)

        failed = at_once(
            leaving(url), partial(rows.unsubscribe, Cause(audience, "staff"))
        )

        assert failed == []
        last = contact.consents.filter(channel="email").newest_first()[0]
        assert (last.given, last.how) == (False, "centre")
