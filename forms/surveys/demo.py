"""What the people of Fjord Coffee were asked, and how they write to the house."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from contacts.demo.growth import Growth
from events import log
from events.names import Own
from forms.models import Answer, Submission, Survey
from forms.surveys import making
from forms.surveys.design import MANY, ONE, RATING, TEXT, Design, Option, Question

if TYPE_CHECKING:
    from contacts.models import Contact

ANSWERED = 140
DRINKS = [
    ("Filter", "Filtre"),
    ("Espresso", "Espresso"),
    ("With milk", "Avec du lait"),
    ("Tea, to be honest", "Du thé, à vrai dire"),
]
WISHES = [
    ("Tastings", "Dégustations"),
    ("Evenings", "Soirées"),
    ("Courses", "Cours"),
    ("Recipes", "Recettes"),
]
WORDS = [
    "Longer opening hours on Sundays, please.",
    "The new Kiambu is the best you ever roasted.",
    "Delivery took nine days last time.",
    "More decaf!",
    "Nothing, you are lovely.",
    "A smaller bag for one-person households.",
    "I miss the old mill by the door.",
]


def tell(readers: Growth) -> None:
    audience, maya = readers.ground.audience, readers.team.maya
    by = Random("what they like")  # noqa: S311 - nothing here is secret
    survey = making.make(audience, "survey", "What do you drink?", _taste(), actor=maya)
    making.publish(survey, actor=maya)
    there = audience.contacts.filter(status="subscribed", archived_at=None)
    people = list(there.order_by("-created_at", "-pk")[:ANSWERED])
    _answer(survey, people, readers, by)
    form = making.new_design(audience, Survey.Kind.CONTACT)
    contact = making.make(audience, "contact", "Write to us", form, actor=maya)
    making.publish(contact, actor=maya)


def _taste() -> Design:
    texts = {
        "en": {
            "intro": "Five questions, one minute. It helps us to roast what you like."
        },
        "fr": {
            "heading": "Que buvez-vous ?",
            "intro": "Cinq questions, une minute. Nous torréfierons ce que vous aimez.",
        },
    }
    questions = [
        Question(
            *(1, ONE, {"en": "What do you drink most?"}, {}, True),
            options=_options(11, DRINKS),
            other=True,
        ),
        Question(
            2, MANY, {"en": "What would you come for?"}, options=_options(21, WISHES)
        ),
        Question(3, RATING, {"en": "How do you like our cafés?"}),
        Question(4, RATING, {"en": "Would you recommend us to a friend?"}, scale=10),
        Question(5, TEXT, {"en": "What should we do better?"}, long=True),
    ]
    return Design(texts=texts, accent="#0f6b5c").with_questions(questions)


def _options(first: int, labels: Sequence[tuple[str, str]]) -> tuple[Option, ...]:
    return tuple(
        Option(first + place, {"en": english, "fr": french})
        for place, (english, french) in enumerate(labels)
    )


def _answer(
    survey: Survey, people: Sequence[Contact], readers: Growth, by: Random
) -> None:
    rows = Submission.objects.bulk_create(
        Submission(
            audience=survey.audience,
            survey=survey,
            contact=known,
            standing="own" if known else "anonymous",
            at=_moment(contact, readers, by),
            language=contact.language or survey.audience.language,
            way="link",
        )
        for contact in people
        for known in [contact if by.random() < 0.8 else None]
    )
    Answer.objects.bulk_create(
        answer for row in rows for answer in _answers(survey, row, by)
    )
    log.write(survey.audience_id, HAPPENED, {"name": int(Own.SURVEY_ANSWERED)})


def _moment(contact: Contact, readers: Growth, by: Random) -> datetime:
    """In the last weeks, when they were there already."""
    first = max(contact.created_at, readers.now - timedelta(days=40))
    at = readers.now - (readers.now - first) * by.random() ** 2
    return max(first, at - timedelta(minutes=1))


HAPPENED = """
SELECT contact_id, %(name)s, at, jsonb_build_object(
    'how', 'survey', 'survey', survey_id, 'submission', id)
FROM forms_submission
WHERE audience_id = %(audience)s AND contact_id IS NOT NULL ORDER BY at, id
"""


def _answers(survey: Survey, row: Submission, by: Random) -> Iterator[Answer]:
    def answer(question: int, **said: object) -> Answer:
        about = {"audience": survey.audience, "survey": survey, "submission": row}
        return Answer(question=question, at=row.at, **about, **said)

    drink = by.choices([11, 12, 13, 14, 0], [40, 25, 20, 9, 6])[0]
    yield answer(1, option=drink, text="" if drink else "Cocoa")
    for wish in sorted(by.sample([21, 22, 23, 24], by.randint(0, 3))):
        yield answer(2, option=wish)
    yield answer(3, number=by.choices([1, 2, 3, 4, 5], [2, 4, 14, 45, 35])[0])
    if by.random() < 0.9:
        yield answer(4, number=min(10, max(0, round(by.gauss(8, 2)))))
    if by.random() < 0.4:
        yield answer(5, text=by.choice(WORDS))
