"""How often pages are opened, by whom, and who signs up on them."""

from __future__ import annotations

import pytest
from django.test import Client

from audiences.models import Audience
from contacts.models import Consent, Contact
from events.models import Event
from events.names import Own
from forms.landing import counting
from forms.landing.counting import Seen
from forms.models import LandingPage, LandingVisit, SignupForm
from forms.signup import making as signing
from forms.signup import stamps
from forms.signup.design import new_design
from tests.factories import ContactFactory
from tests.forms.landing.opening import (
    DAY,
    anyone,
    block,
    own_path,
    sent_to,
    shown,
    text,
)


@pytest.fixture
def made(audience: Audience) -> LandingPage:
    return shown(audience, text("Hello"))


@pytest.fixture
def ann(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience)


def numbers(made: LandingPage) -> tuple[int, int, int, int]:
    """Views, machines, known people and sign-ups."""
    page = made.audience.landingpages.with_counts().get(pk=made.pk)
    machines = sum(made.days.values_list("machines", flat=True))
    return page.views, machines, page.persons, page.signups


def opened(contact: Contact) -> list[dict[str, int]]:
    events = Event.objects.filter(
        audience_id=contact.audience_id, kind="own", name_id=Own.PAGE_VISITED
    )
    mine = events.filter(contact_id=contact.pk)
    return list(mine.values_list("properties", flat=True))


def test_each_view_counts(made: LandingPage) -> None:
    for _time in range(3):
        anyone().get(made.public_path)

    assert numbers(made) == (3, 0, 0, 0)


@pytest.mark.parametrize(
    "agent", ["", "curl/8.1", "Mozilla/5.0 (compatible; Googlebot/2.1)"]
)
def test_machines_are_told_apart(made: LandingPage, agent: str) -> None:
    Client(headers={"user-agent": agent}).get(made.public_path)

    assert numbers(made) == (0, 1, 0, 0)


def test_who_only_asks_whether_it_is_there_is_a_machine(made: LandingPage) -> None:
    anyone().head(made.public_path)

    assert numbers(made) == (0, 1, 0, 0)


def test_a_known_person_is_told_of_once_a_day(made: LandingPage, ann: Contact) -> None:
    first, second = sent_to(ann), sent_to(ann, name="Second")
    for delivery in (first, first, second):
        anyone().get(own_path(made, delivery))

    assert numbers(made) == (3, 0, 1, 0)
    assert opened(ann) == [{"page": made.pk}]


def test_who_does_not_want_to_be_tracked_is_nobody(
    made: LandingPage, ann: Contact
) -> None:
    delivery = sent_to(ann)
    Consent.objects.create(
        audience=made.audience,
        contact=ann,
        channel="tracking",
        given=False,
        at=ann.created_at,
    )

    anyone().get(own_path(made, delivery))

    assert numbers(made) == (1, 0, 0, 0)
    assert opened(ann) == []


def test_a_message_that_counts_without_names_names_nobody(
    made: LandingPage, ann: Contact
) -> None:
    anyone().get(own_path(made, sent_to(ann, tracks_anonymously=True)))

    assert numbers(made) == (1, 0, 0, 0)


def test_a_scanner_with_somebodys_link_is_not_them(
    made: LandingPage, ann: Contact
) -> None:
    Client(headers={"user-agent": "python-requests"}).get(own_path(made, sent_to(ann)))

    assert numbers(made) == (0, 1, 0, 0)
    assert opened(ann) == []


def test_many_at_once_are_few_statements(
    made: LandingPage, ann: Contact, django_assert_num_queries: object
) -> None:
    view = Seen(made.audience_id, made.pk, DAY)
    mine = Seen(made.audience_id, made.pk, DAY, contact_id=ann.pk)

    for n in (1, 50):
        LandingVisit.objects.filter(audience=made.audience).delete()
        with django_assert_num_queries(5):  # type: ignore[operator]
            counting.write([view, mine] * n)

    assert numbers(made) == (102, 0, 1, 0)


def test_what_is_gone_is_left_out(made: LandingPage, ann: Contact) -> None:
    gone = Seen(made.audience_id, made.pk + 999, DAY, contact_id=ann.pk, forms=(77,))

    counting.write([gone, Seen(made.audience_id, made.pk, DAY)])

    assert numbers(made) == (1, 0, 0, 0)


@pytest.fixture
def form(audience: Audience, monkeypatch: pytest.MonkeyPatch) -> SignupForm:
    monkeypatch.setattr(stamps, "SOONEST", 0.0)
    return signing.make(audience, "Footer", new_design(audience), actor=None)


def post(made: LandingPage, form: SignupForm, path: str = "", **said: str) -> object:
    url = f"{path or made.public_path}?form={form.public_id}&lang=en"
    values = {"email": "new@example.com", "stamp": stamps.stamp(form), **said}
    return anyone().post(url, values)


def test_who_signs_up_on_a_page_counts_for_it(
    audience: Audience, form: SignupForm
) -> None:
    made = shown(audience, text("Hello"), block("form", about=form.pk))

    response = post(made, form)

    assert response.status_code == 200  # type: ignore[attr-defined]
    assert b"Almost done" in response.content  # type: ignore[attr-defined]
    assert audience.contacts.get(email="new@example.com").status == "pending"
    assert numbers(made) == (0, 0, 0, 1)


def test_what_cannot_be_right_stays_filled_in_on_the_page(
    audience: Audience, form: SignupForm
) -> None:
    made = shown(audience, text("Hello"), block("form", about=form.pk))

    response = post(made, form, email="no address")

    assert response.status_code == 422  # type: ignore[attr-defined]
    said = response.content.decode()  # type: ignore[attr-defined]
    assert "Hello" in said
    assert 'value="no address"' in said
    assert numbers(made) == (0, 0, 0, 0)


def test_a_program_that_fills_in_the_trap_changes_nothing(
    audience: Audience, form: SignupForm
) -> None:
    made = shown(audience, text("Hello"), block("form", about=form.pk))

    response = post(made, form, homepage="https://spam.example")

    assert response.status_code == 200  # type: ignore[attr-defined]
    assert not audience.contacts.exists()
    assert numbers(made) == (0, 0, 0, 0)


def test_a_form_that_is_not_on_the_page_is_refused(
    audience: Audience, form: SignupForm
) -> None:
    made = shown(audience, text("Hello"))

    assert post(made, form).status_code == 400  # type: ignore[attr-defined]
    assert not audience.contacts.exists()


def test_a_form_is_seen_where_it_stands(audience: Audience, form: SignupForm) -> None:
    made = shown(audience, text("Hello"), block("form", about=form.pk))

    anyone().get(made.public_path)

    assert sum(form.days.values_list("shown", flat=True)) == 1
