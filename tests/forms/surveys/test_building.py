"""Staff builds surveys, opens and closes them, copies and deletes them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEntry
from audiences.models import Audience
from forms.models import Submission, Survey
from forms.surveys import making
from forms.surveys.answers import Reply
from forms.surveys.design import Design
from tests.factories import TagFactory
from tests.forms.surveys.asking import answers, email, many, one, survey, text


def url(of: Survey, more: str) -> str:
    return f"/audiences/{of.audience_id}/surveys/{of.pk}/{more}"


def said(of: Survey, **news: Any) -> dict[str, Any]:
    """What the page of the builder posts as it is shown."""
    design = Design.of(of.design)
    data: dict[str, Any] = {"name": of.name, "accent": design.accent, "question": []}
    for question in design.asked:
        key = str(question.id)
        data["question"].append(key)
        data[f"kind-{key}"] = question.kind
        data[f"title-{key}-en"] = question.titles.get("en", "")
        data[f"option-{key}"] = [str(option.id) for option in question.asked_options]
        for option in question.asked_options:
            data[f"option-{key}-{option.id}-en"] = option.texts["en"]
    return {**data, **news}


def titles(of: Survey) -> list[str]:
    of.refresh_from_db()
    return [question.title(("en",)) for question in Design.of(of.design).asked]


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("survey", ["Do you like it?"]),
        ("contact", ["Email address", "Name", "Message"]),
    ],
)
def test_a_new_one_is_a_draft_with_something_to_ask(
    as_bob: Client, audience: Audience, kind: str, asked: list[str]
) -> None:
    as_bob.post(
        f"/audiences/{audience.pk}/surveys/new/", {"kind": kind, "name": "Taste"}
    )

    of = audience.surveys.get()
    assert (of.name, of.kind, of.is_draft, titles(of)) == ("Taste", kind, True, asked)


def test_what_is_saved_is_asked_in_its_order(
    as_bob: Client, audience: Audience
) -> None:
    tag = TagFactory.create(audience=audience)
    of = survey(audience, one("Tea?", pk=1), text("Why?", pk=2))

    as_bob.post(
        url(of, "edit/"),
        said(of, question=["2", "1"], **{"gives-1-10": [f"tag-{tag.pk}", "x-1"]}),
    )

    assert titles(of) == ["Why?", "Tea?"]
    question = Design.of(of.design).question(1)
    assert question
    assert question.options[0].gives == (f"tag-{tag.pk}",)


@pytest.mark.parametrize(
    ("press", "then"),
    [
        ({"down": "1"}, ["Why?", "Tea?"]),
        ({"up": "2"}, ["Why?", "Tea?"]),
        ({"drop": "1"}, ["Why?"]),
        ({"add": "1", "new": "rating"}, ["Tea?", "Why?", "Rating"]),
    ],
)
def test_a_button_changes_the_page_and_saves_nothing(
    as_bob: Client, audience: Audience, press: dict[str, str], then: list[str]
) -> None:
    of = survey(audience, one("Tea?", pk=1), text("Why?", pk=2))

    page = as_bob.post(url(of, "edit/"), said(of, **press))

    assert [row.title for row in page.context["building"].rows] == then
    assert titles(of) == ["Tea?", "Why?"]


def test_options_are_added_dropped_and_moved_by_buttons(
    as_bob: Client, audience: Audience
) -> None:
    of = survey(audience, many("Which?", "Tea", "Coffee", pk=1))

    def pressed(**press: str) -> list[str]:
        page = as_bob.post(url(of, "edit/"), said(of, **press))
        return [option.title for option in page.context["building"].rows[0].options]

    assert pressed(**{"add-option": "1"}) == ["Tea", "Coffee", ""]
    assert pressed(**{"drop-option": "1-10"}) == ["Coffee"]
    assert pressed(**{"up-option": "1-11"}) == ["Coffee", "Tea"]


def test_more_questions_than_a_survey_holds_are_left_out(
    as_bob: Client, audience: Audience
) -> None:
    of = survey(audience, text(pk=1))
    keys = [str(n) for n in range(1, 2000)]
    words = {f"title-{key}-en": f"Why {key}?" for key in keys[:60]}

    as_bob.post(url(of, "edit/"), said(of, question=keys, **words))

    of.refresh_from_db()
    assert len(Design.of(of.design).questions) <= 50


@pytest.mark.parametrize(
    ("news", "problem"),
    [
        ({"title-1-en": " "}, "A question has no words yet."),
        ({"option-1-10-en": ""}, "An option of “Tea?” has no words yet."),
        ({"option-1": []}, "“Tea?” has nothing to pick from."),
        ({"question": []}, "Ask at least one question."),
        ({"accent": "red;}"}, "Choose a color."),
    ],
)
def test_what_cannot_be_asked_is_not_saved(
    as_bob: Client, audience: Audience, news: dict[str, Any], problem: str
) -> None:
    of = survey(audience, one("Tea?", pk=1))

    page = as_bob.post(url(of, "edit/"), said(of, **news))

    assert page.status_code == 422
    assert problem in page.text
    assert titles(of) == ["Tea?"]


def test_one_question_alone_says_who_answers(
    as_bob: Client, audience: Audience
) -> None:
    of = survey(audience, email(pk=1))
    more = {"title-2-en": "Another", "kind-2": "email"}

    as_bob.post(url(of, "edit/"), said(of, question=["1", "2"], **more))

    of.refresh_from_db()
    assert [one.kind for one in Design.of(of.design).asked] == ["email", "text"]


def test_changing_what_was_answered_says_that_it_is_kept(
    as_bob: Client, audience: Audience
) -> None:
    of = survey(audience, one("Tea?", pk=1))
    answers(of, Reply(1, option=10))

    page = as_bob.post(
        url(of, "edit/"), said(of, **{"title-1-en": "Coffee?"}), follow=True
    )

    assert "1 question with answers is kept aside as it was asked before." in page.text
    assert titles(of) == ["Coffee?"]


def test_the_preview_shows_what_is_not_saved_and_saves_nothing(
    as_bob: Client, audience: Audience
) -> None:
    of = survey(audience, one("Tea?", pk=1))

    page = as_bob.post(url(of, "preview/"), said(of, **{"title-1-en": "Coffee?"}))

    assert "Coffee?" in page.text
    assert titles(of) == ["Tea?"]


def test_who_is_told_by_mail_is_of_the_team(
    as_bob: Client, audience: Audience, bob: Any
) -> None:
    of = survey(audience, one("Tea?", pk=1))
    mine = bob.memberships.get().pk

    as_bob.post(url(of, "edit/"), said(of, notified=[str(mine)]))
    refused = as_bob.post(url(of, "edit/"), said(of, notified=["999999"]))

    of.refresh_from_db()
    assert (of.notified, refused.status_code) == ([mine], 422)


def test_it_is_opened_and_closed_and_that_is_written_down(
    as_bob: Client, audience: Audience
) -> None:
    of = survey(audience)

    as_bob.post(url(of, "close/"))
    of.refresh_from_db()
    closed = of.is_open
    as_bob.post(url(of, "publish/"))

    of.refresh_from_db()
    assert (closed, of.is_open) == (False, True)
    said = AuditEntry.objects.filter(verb__startswith="survey.").order_by("pk")
    assert [entry.verb for entry in said] == [
        "survey.made",
        "survey.published",
        "survey.closed",
        "survey.published",
    ]


def test_a_copy_asks_the_same_and_was_answered_by_nobody(
    as_bob: Client, audience: Audience
) -> None:
    of = survey(audience, one("Tea?", pk=1))
    answers(of, Reply(1, option=10))
    making.change(of, Design().with_questions([text("Why?", pk=5)]))

    as_bob.post(url(of, "duplicate/"))

    copied = audience.surveys.exclude(pk=of.pk).get()
    assert (copied.name, copied.is_draft) == ("Taste (copy)", True)
    assert len(Design.of(copied.design).questions) == 1
    assert not copied.submissions.exists()


def test_it_is_deleted_only_by_who_types_its_name(
    as_bob: Client, audience: Audience
) -> None:
    of = survey(audience)
    answers(of, Reply(1, option=10))

    refused = as_bob.post(url(of, "delete/"), {"name": "Taste?"})
    as_bob.post(url(of, "delete/"), {"name": "Taste"})

    assert refused.status_code == 422
    assert not audience.surveys.exists()
    assert not Submission.objects.filter(audience=audience).exists()


def test_html_of_staff_is_shown_as_text(as_bob: Client, audience: Audience) -> None:
    of = survey(audience, one("<b onload=x>Tea?</b>", "<i>Yes</i>", pk=1))

    pages = [
        Client().get(f"/survey/{of.token}").text,
        as_bob.get(url(of, "edit/")).text,
        as_bob.get(url(of, "")).text,
    ]

    assert not [page for page in pages if "<b onload" in page or "<i>Yes" in page]


def test_the_link_of_a_person_is_shown_to_who_knows_the_address(
    as_bob: Client, audience: Audience
) -> None:
    of = survey(audience)

    page = as_bob.get(url(of, "share/"), {"email": "nobody@example.com"}).text

    assert "Nobody in this audience has this address." in page
