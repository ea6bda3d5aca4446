"""However many answer at the same time: one person once, and no answer is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from audiences.models import Audience
from contacts.models import Contact
from events.models import Event
from events.names import Own
from forms.models import Survey
from forms.surveys import applying, making, stamps
from forms.surveys.answers import Reply
from forms.surveys.design import Design
from forms.surveys.submitting import Answered, Stale
from tests.factories import ContactFactory
from tests.forms.signup.test_at_once import at_once
from tests.forms.surveys.asking import answers, one, survey

pytestmark = pytest.mark.django_db(transaction=True)


def answer(of: Survey, contact: Contact | None = None, email: str = "") -> str:
    """What came of it."""
    try:
        answers(of, Reply(1, option=10), contact=contact, email=email)
    except Answered:
        return "answered"
    except Stale:
        return "stale"
    return "done"


def happened(audience: Audience) -> int:
    events = Event.objects.filter(audience_id=audience.pk, kind="own")
    return events.filter(name_id=Own.SURVEY_ANSWERED).count()


def test_one_person_who_sends_it_four_times_answered_once(audience: Audience) -> None:
    ann = ContactFactory.create(audience=audience)
    of = survey(audience)

    came = at_once(*[lambda: answer(of, ann)] * 4)

    assert sorted(came) == ["answered", "answered", "answered", "done"]
    assert (of.submissions.count(), happened(audience)) == (1, 1)


def test_an_unknown_address_that_comes_four_times_is_one_contact(
    audience: Audience,
) -> None:
    of = survey(audience)

    at_once(*[lambda: answer(of, email="ann@example.com")] * 4)

    assert audience.contacts.count() == 1
    standings = of.submissions.values_list("standing", flat=True)
    assert sorted(standings) == ["new", "waiting", "waiting", "waiting"]


def test_two_who_confirm_the_same_at_once_confirm_it_once(audience: Audience) -> None:
    ann = ContactFactory.create(audience=audience)
    of = survey(audience)
    row = answers(of, Reply(1, option=10), email=ann.email)
    token = stamps.confirmation_of(row).rpartition("/")[2]

    def press() -> str:
        found = stamps.submission(token)
        assert found is not None
        return str(applying.confirm(found, ip=None))

    came = at_once(press, press, press)

    assert sorted(came) == ["already", "already", "done"]
    assert happened(audience) == 1


def test_no_answer_stands_under_a_question_that_changed_meanwhile(
    audience: Audience,
) -> None:
    of = survey(audience, one("Tea?", pk=1))
    other = audience.surveys.get(pk=of.pk)
    other.audience = audience
    calls: list[Callable[[], object]] = [lambda: answer(of)] * 5
    wanted = Design().with_questions([one("Coffee?", pk=1)])

    came = at_once(*calls, lambda: making.change(other, wanted))

    of.refresh_from_db()
    question = Design.of(of.design).question(1)
    done = came.count("done")
    assert of.answers.filter(question=1).count() == done
    assert (question is not None and question.titles == {"en": "Tea?"}) == bool(done)
