"""Surveys and who answers them, for the tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from audiences.models import Audience
from contacts.models import Contact
from forms.models import Submission, Survey
from forms.surveys import making, stamps, submitting
from forms.surveys.answers import Reply
from forms.surveys.design import (
    EMAIL,
    MANY,
    ONE,
    RATING,
    TEXT,
    Design,
    Option,
    Question,
)
from forms.surveys.submitting import Visit
from tests.factories import ContactFactory


def one(title: str = "Tea?", *labels: str, pk: int = 1, **more: Any) -> Question:
    """Pick one of these, whose ids count up from ten times that of the question."""
    return _picks(ONE, title, labels or ("Yes", "No"), pk, more)


def many(title: str, *labels: str, pk: int = 1, **more: Any) -> Question:
    return _picks(MANY, title, labels, pk, more)


def text(title: str = "Why?", *, pk: int = 1, **more: Any) -> Question:
    return Question(pk, TEXT, {"en": title}, **more)


def rating(title: str = "How good?", *, pk: int = 1, **more: Any) -> Question:
    return Question(pk, RATING, {"en": title}, **more)


def email(*, pk: int = 9, **more: Any) -> Question:
    return Question(pk, EMAIL, {"en": "Email address"}, **more)


def _picks(
    kind: str, title: str, labels: tuple[str, ...], pk: int, more: dict[str, Any]
) -> Question:
    options = tuple(
        Option(pk * 10 + place, {"en": label}) for place, label in enumerate(labels)
    )
    return Question(pk, kind, {"en": title}, options=options, **more)


def giving(question: Question, option: int, *gifts: str, value: str = "") -> Question:
    """The same, whose option gives these to who picks it."""
    options = tuple(
        replace(one, gives=gifts, value=value) if one.id == option else one
        for one in question.options
    )
    return replace(question, options=options)


def survey(
    audience: Audience,
    *questions: Question,
    name: str = "Taste",
    kind: str = "survey",
    **design: Any,
) -> Survey:
    """An open survey that asks these."""
    asked = Design(**design).with_questions(list(questions) or [one()])
    made = making.make(audience, kind, name, asked, actor=None)
    making.publish(made, actor=None)
    made.refresh_from_db()
    made.audience = audience
    return made


def submission(audience: Audience) -> Submission:
    """What was answered under an address that nobody has confirmed."""
    return Submission.objects.create(
        audience=audience,
        survey=survey(audience),
        standing="waiting",
        email=ContactFactory.create(audience=audience).email,
        at=timezone.now(),
        language="en",
        way="page",
    )


def token_of(name: str, audience: Audience) -> str:
    """What the public page of this name is found by."""
    if name == "survey_own":
        person = ContactFactory.create(audience=audience)
        return stamps.token_for(survey(audience), person)
    if name == "survey_confirm":
        return stamps.confirmation_of(submission(audience)).rpartition("/")[2]
    return survey(audience).token


def write_about(contact: Contact, words: str) -> None:
    """Let them answer a survey by their own link, and somebody with their address."""
    of = survey(contact.audience, text())
    answers(of, Reply(1, text=words), contact=contact)
    answers(of, Reply(1, text=words), email=contact.email)


def write_submissions(
    audience: Audience, people: Sequence[Contact], said: Sequence[list[int]]
) -> None:
    """Which surveys each of them answered, some more than once."""
    Submission.objects.bulk_create(
        Submission(
            audience=audience,
            survey_id=pk,
            contact=contact,
            standing="own",
            at=contact.created_at,
            language="en",
            way="link",
        )
        for contact, of in zip(people, said, strict=True)
        for pk in of
        for _time in range(1 + contact.pk % 2)
    )


def answers(
    of: Survey, *replies: Reply, contact: Contact | None = None, email: str = ""
) -> Submission:
    visit = Visit("192.0.2.7", "en", "link" if contact else "page")
    return submitting.submit(of, list(replies), visit, contact=contact, email=email)


def send(of: Survey, way: str = "", **said: Any) -> HttpResponse:
    """Fill in the page and send it; `way` is "/embed" or nothing."""
    client = Client(enforce_csrf_checks=True)
    said = {"lang": "en", "stamp": stamps.stamp(of), **said}
    return client.post(f"/survey/{of.token}{way}", said)  # type: ignore[return-value]


def own_path(of: Survey, contact: Contact) -> str:
    return f"/survey/own/{stamps.token_for(of, contact)}"
