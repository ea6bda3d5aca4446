"""What people answered: told, and deleted with them.

An address that somebody typed and nobody confirmed is in no contact's row; it is told
and erased with whoever has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from audiences import people
from audiences.people import Person, Persons, Row, Telling
from forms.models import Submission
from forms.surveys.design import Design
from forms.surveys.wording import in_words

if TYPE_CHECKING:
    from forms.models import Survey

FORGET = """
DELETE FROM forms_submission
WHERE audience_id = %(audience)s AND email <> '' AND email = ANY (%(emails)s)
"""


def tell(person: Person) -> Iterator[Row]:
    rows = Submission.objects.filter(audience=person.audience.pk)
    yield from _told(person, rows.filter(contact_id=person.pk))


def tell_typed(person: Person) -> Iterator[Row]:
    rows = Submission.objects.filter(audience=person.audience.pk, contact=None)
    yield from _told(person, rows.filter(email=person.email))


def _told(person: Person, rows: Any) -> Iterator[Row]:
    for row in rows.select_related("survey").order_by("at", "pk"):
        survey: Survey = row.survey
        answers = row.answers.in_order()
        languages = (person.audience.language,)
        yield {
            "survey": survey.name,
            "at": row.at,
            "standing": row.standing,
            "email": row.email,
            "ip": row.ip,
            "language": row.language,
            "confirmed_at": row.confirmed_at,
            "answers": dict(in_words(Design.of(survey.design), answers, languages)),
        }


def forget(persons: Persons) -> int:
    return people.run(FORGET, persons)


people.rows("forms_submission", tells=Telling("survey_answers", tell))
people.trace(
    "answers under a typed address",
    erase=forget,
    tells=Telling("unconfirmed_survey_answers", tell_typed),
)
