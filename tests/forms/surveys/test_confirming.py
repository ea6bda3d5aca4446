"""Who has a typed address says whether the answers are theirs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from audiences.models import Audience
from contacts.models import Contact
from events.models import Event
from events.names import Own
from forms.models import Submission, Survey
from forms.surveys import applying, stamps
from forms.surveys.answers import Reply
from tests.factories import ContactFactory, TagFactory
from tests.forms.mailed import Post, post_office
from tests.forms.surveys.asking import answers, email, giving, one, send, survey

__all__ = ["post_office"]

ANN = "ann@example.com"


@pytest.fixture
def ann(audience: Audience) -> Contact:
    return ContactFactory.create(audience=audience, email=ANN, status="subscribed")


@pytest.fixture
def of(audience: Audience, ann: Contact) -> Survey:
    tag = TagFactory.create(audience=audience)
    return survey(audience, giving(one(pk=1), 10, f"tag-{tag.pk}"), email())


def path(row: Submission) -> str:
    return f"/survey/confirm/{stamps.confirmation_of(row).rpartition('/')[2]}"


def test_looking_at_the_link_changes_nothing(of: Survey, ann: Contact) -> None:
    row = answers(of, Reply(1, option=10), email=ANN)

    page = Client().get(path(row))

    assert "Are these your answers?" in page.text
    row.refresh_from_db()
    assert (row.standing, row.contact_id) == ("waiting", None)


def test_who_confirms_gets_the_answers_and_what_comes_of_them(
    of: Survey, ann: Contact
) -> None:
    row = answers(of, Reply(1, option=10), email=ANN)

    Client().post(path(row))
    Client().post(path(row))

    row.refresh_from_db()
    ann.refresh_from_db()
    assert (row.standing, row.contact) == ("confirmed", ann)
    assert len(ann.tag_ids) == 1
    events = Event.objects.filter(
        audience=of.audience_id, contact_id=ann.pk, name_id=Own.SURVEY_ANSWERED
    )
    assert [event.properties["submission"] for event in events] == [row.pk]


def test_a_link_that_is_too_old_changes_nothing(of: Survey, ann: Contact) -> None:
    row = answers(of, Reply(1, option=10), email=ANN)
    old = timezone.now() - timedelta(hours=73)
    of.submissions.filter(pk=row.pk).update(at=old)

    response = Client().post(path(row))

    ann.refresh_from_db()
    assert (response.status_code, ann.tag_ids) == (410, [])


def test_what_somebody_typed_does_not_keep_the_person_from_answering(
    of: Survey, ann: Contact
) -> None:
    typed = answers(of, Reply(1, option=10), email=ANN)

    own = answers(of, Reply(1, option=11), contact=ann)
    outcome = applying.confirm(typed, ip=None)

    assert (own.standing, outcome) == ("own", "twice")
    ann.refresh_from_db()
    assert ann.tag_ids == []


def test_the_mail_that_asks_comes_and_its_link_confirms(
    of: Survey,
    ann: Contact,
    post_office: Post,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        send(of, q1="10", q9=ANN)

    post_office.send()
    mail = post_office.to(ANN)
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    link = next(word for word in text.split() if "/survey/confirm/" in word)
    Client().post("/" + link.split("/", 3)[3])

    assert mail["Subject"].startswith("Are these your answers?")
    assert of.submissions.get().standing == "confirmed"


def test_nobodys_mailbox_is_filled(
    of: Survey, ann: Contact, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for _n in range(8):
            answers(of, Reply(1, option=10), email=ANN)

    assert of.audience.deliverys.filter(contact=ann).count() == 4
