"""A survey of a house, and what was answered."""

from __future__ import annotations

from typing import NamedTuple

from forms.models import Survey
from forms.surveys.answers import Reply
from tests.browser.houses import House
from tests.factories import ContactFactory
from tests.forms.surveys.asking import (
    answers,
    email,
    many,
    one,
    rating,
    survey,
    text,
)


class Asked(NamedTuple):
    """What can be looked at: the survey, its page, and one submission."""

    pk: int
    token: str
    submission: int


def build(house: House, name: str = "Taste") -> Survey:
    """One with every kind of question, in the languages of the house."""
    audience = house.audience
    audience.languages = ["fr"]
    audience.save()
    return survey(
        audience,
        one("What do you drink?", "Tea", "Coffee", pk=1, required=True, other=True),
        many("What would you like?", "Evenings", "Courses", pk=2),
        rating("How good is it?", pk=3, scale=10),
        text("What is missing?", pk=4, long=True, helps={"en": "In a few words."}),
        email(),
        name=name,
        texts={"fr": {"heading": "Vos goûts", "intro": "Une minute."}},
    )


def asked(house: House) -> Asked:
    of = build(house)
    for n in range(3):
        contact = ContactFactory.create(audience=house.audience)
        row = answers(
            of,
            Reply(1, option=10 + n % 2),
            Reply(2, option=20),
            Reply(3, number=n),
            Reply(4, text="A word that has to be broken: " + "ab" * 60),
            contact=contact,
        )
    answers(of, Reply(1, option=0, text="Cocoa"))
    return Asked(of.pk, of.token, row.pk)
