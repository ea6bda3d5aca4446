"""Answers stay answers to what was asked."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from forms.surveys.design import Design, Question
from forms.surveys.keeping import keep
from tests.forms.surveys.asking import many, one, rating, text


def design(*questions: Question) -> Design:
    return Design().with_questions(list(questions))


def test_a_question_without_answers_goes() -> None:
    kept = keep(design(one(pk=1), text(pk=2)), design(text(pk=2)), [])

    assert [question.id for question in kept.design.questions] == [2]


def test_a_question_with_answers_is_kept_aside() -> None:
    kept = keep(design(one(pk=1), text(pk=2)), design(text(pk=2)), [(1, 10)])

    aside = kept.design.question(1)
    assert aside
    assert (kept.aside, aside.archived) == (1, True)
    assert [question.id for question in kept.design.asked] == [2]


def test_other_words_make_another_question() -> None:
    shown = design(one("Tea?", pk=1))

    kept = keep(shown, design(one("Coffee?", pk=1)), [(1, 10)])

    (asked,) = kept.design.asked
    held = kept.design.question(1)
    assert held
    assert (held.titles, held.archived) == ({"en": "Tea?"}, True)
    assert asked.titles == {"en": "Coffee?"}
    assert {asked.id, *(option.id for option in asked.options)}.isdisjoint(shown.ids())


def test_a_further_language_asks_the_same() -> None:
    wanted = replace(one("Tea?", pk=1), titles={"en": "Tea?", "fr": "Du thé ?"})

    kept = keep(design(one("Tea?", pk=1)), design(wanted), [(1, 10)])

    assert [question.id for question in kept.design.questions] == [1]
    assert kept.aside == 0


def test_another_scale_makes_another_question() -> None:
    kept = keep(design(rating(pk=1)), design(rating(pk=1, scale=10)), [(1, None)])

    assert [question.scale for question in kept.design.questions] == [10, 5]


def test_an_option_that_reads_otherwise_is_another() -> None:
    shown = design(many("Which?", "Tea", "Coffee", pk=1))

    kept = keep(shown, design(many("Which?", "Tea", "Cocoa", pk=1)), [(1, 11)])

    (question,) = kept.design.questions
    assert [(one.text(("en",)), one.archived) for one in question.options] == [
        ("Tea", False),
        ("Cocoa", False),
        ("Coffee", True),
    ]
    assert len({option.id for option in question.options}) == 3


LABELS = st.lists(st.sampled_from(["Tea", "Coffee", "Cocoa", "Water"]), max_size=4)
TITLES = st.sampled_from(["Which?", "What?", "Why?"])
DESIGNS = st.lists(st.tuples(st.integers(1, 4), TITLES, LABELS), max_size=4)


@given(st.lists(DESIGNS, min_size=2, max_size=5))
def test_an_id_never_stands_for_two_wordings(
    edits: list[list[tuple[int, str, list[str]]]],
) -> None:
    shown = Design()
    read: dict[int, str] = {}
    for edit in edits:
        asked = {pk: many(title, *labels, pk=pk) for pk, title, labels in edit}
        answered = [
            (question.id, option.id)
            for question in shown.asked
            for option in question.asked_options
        ]
        shown = keep(shown, design(*asked.values()), answered).design
        for question in shown.questions:
            words = {question.id: question.title(("en",))}
            words |= {one.id: one.text(("en",)) for one in question.options}
            for pk, said in words.items():
                assert read.setdefault(pk, said) == said
