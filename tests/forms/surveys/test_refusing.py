"""What programs, strangers and old pages send."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.limits import Rate
from audiences.models import Audience
from contacts.models import Contact
from forms.models import Answer
from forms.surveys import making, stamps, submitting
from forms.surveys.answers import Reply
from forms.surveys.design import Design
from forms.surveys.views import public
from tests.factories import (
    ContactFactory,
)
from tests.forms.surveys.asking import (
    answers,
    many,
    one,
    send,
    submission,
    survey,
    text,
)


@pytest.mark.parametrize("value", ["99", "", "-1", "x", "10' OR 1=1"])
def test_an_option_that_is_not_offered_is_no_answer(
    audience: Audience, value: str
) -> None:
    of = survey(audience, one(pk=1, required=True))

    response = send(of, q1=value)

    assert response.status_code == 422
    assert not Answer.objects.filter(audience=audience).exists()


def test_an_answer_to_an_option_that_is_gone_is_asked_for_again(
    audience: Audience,
) -> None:
    of = survey(audience, one("Tea?", "Yes", "No", pk=1))
    answers(of, Reply(1, option=11))
    making.change(of, Design().with_questions([one("Tea?", "Yes", pk=1)]))

    response = send(of, q1="11")

    assert response.status_code == 422
    assert of.submissions.count() == 1


def test_questions_that_change_while_somebody_answers_are_asked_anew(
    audience: Audience,
) -> None:
    of = survey(audience, one(pk=1))
    making.change(of, Design().with_questions([one("Coffee?", pk=1)]))
    of.version = 1

    with pytest.raises(submitting.Stale):
        answers(of, Reply(1, option=10))

    assert not of.submissions.exists()


def test_html_that_somebody_types_is_shown_as_text(
    audience: Audience, as_alice: Client
) -> None:
    of = survey(audience, text(pk=1))
    send(of, q1="<script>alert(1)</script>")
    row = of.submissions.get()

    page = as_alice.get(row.get_absolute_url()).text

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page


@pytest.mark.parametrize(("cut", "more"), [(-3, ""), (None, "x"), (1, "")])
def test_a_link_that_is_not_ours_leads_nowhere(
    audience: Audience, cut: int | None, more: str
) -> None:
    ann = ContactFactory.create(audience=audience)
    of = survey(audience)
    token = stamps.token_for(of, ann)

    response = Client().post(
        f"/survey/own/{token[:cut]}{more}",
        {"q1": "10", "stamp": stamps.stamp(of)},
    )

    assert response.status_code == 404
    assert not of.submissions.exists()


def test_a_link_of_one_survey_opens_no_other(audience: Audience) -> None:
    ann = ContactFactory.create(audience=audience)
    row = submission(audience)

    confirm = stamps.confirmation_of(row).rpartition("/")[2]

    assert stamps.person(confirm) is None
    assert stamps.submission(stamps.token_for(row.survey, ann)) is None


def test_what_programs_fill_in_is_thrown_away(audience: Audience) -> None:
    of = survey(audience)

    response = send(of, q1="10", homepage="https://spam.example")

    assert response.status_code == 200
    assert not of.submissions.exists()


@pytest.mark.parametrize("stamp", ["", "x", "W10.abc", "x" * 5000])
def test_a_page_that_is_not_ours_is_asked_for_again(
    audience: Audience, stamp: str
) -> None:
    of = survey(audience)

    response = send(of, q1="10", stamp=stamp)

    assert response.status_code == 422
    assert not of.submissions.exists()


def test_other_sites_post_without_a_stamp(audience: Audience) -> None:
    of = survey(audience)

    response = send(of, "/embed", q1="10", stamp="")

    assert response.status_code == 200
    assert of.submissions.get().way == "embed"


def test_too_much_at_once_is_refused(audience: Audience) -> None:
    of = survey(audience)

    statuses = [send(of, q1="10").status_code for _n in range(25)]

    assert statuses == [200] * 20 + [429] * 5
    assert of.submissions.count() == 20


def test_a_huge_body_is_refused(audience: Audience) -> None:
    of = survey(audience, text(pk=1, long=True))

    response = send(of, q1="x" * 70_000)

    assert response.status_code == 413
    assert not of.submissions.exists()


def test_a_thousand_options_that_are_posted_are_one_answer_each_at_most(
    audience: Audience,
) -> None:
    of = survey(audience, many("Which?", "Tea", "Coffee", pk=1))

    response = send(of, q1=["10"] * 900)

    assert response.status_code in {200, 422}
    assert Answer.objects.filter(audience=audience).count() <= 1


def test_drafts_lead_nowhere_and_closed_ones_say_so(audience: Audience) -> None:
    of = survey(audience)
    making.close(of, actor=None)
    draft = making.make(audience, "survey", "Draft", Design(), actor=None)

    closed, unseen = send(of, q1="10"), Client().get(f"/survey/{draft.token}")

    assert (closed.status_code, unseen.status_code) == (410, 404)
    assert not of.submissions.exists()


def test_limits_are_those_of_the_survey(
    audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    of, other = survey(audience), survey(audience)
    monkeypatch.setattr(public, "OF_SURVEY", Rate(1, seconds=600))
    send(of, q1="10")

    assert send(of, q1="10").status_code == 429
    assert send(other, q1="10").status_code == 200


def test_a_contact_that_is_deleted_meanwhile_answers_nothing(
    audience: Audience,
) -> None:
    ann = ContactFactory.create(audience=audience)
    of = survey(audience)
    Contact.objects.filter(pk=ann.pk, audience=audience).delete()

    with pytest.raises(submitting.Stale):
        answers(of, Reply(1, option=10), contact=ann)
