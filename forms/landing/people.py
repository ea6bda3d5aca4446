"""Which pages people opened: told, deleted with them, joined when two become one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db import connection

from audiences import people
from audiences.people import Person, Row, Telling
from forms.models import LandingVisit

if TYPE_CHECKING:
    from audiences.models import Audience

# Both may have opened a page on the same day.
KEEP = """
WITH gone AS (
    DELETE FROM forms_landingvisit
    WHERE audience_id = %(audience)s AND contact_id = %(gone)s
    RETURNING page_id, day
)
INSERT INTO forms_landingvisit (audience_id, page_id, contact_id, day)
SELECT %(audience)s, page_id, %(kept)s, day FROM gone
ON CONFLICT (audience_id, page_id, contact_id, day) DO NOTHING
"""


def tell(person: Person) -> Iterator[Row]:
    visits = LandingVisit.objects.filter(audience=person.audience.pk, contact=person.pk)
    for visit in visits.select_related("page").order_by("day", "page_id"):
        yield {"page": visit.page.title, "day": visit.day}


def merge(audience: Audience, kept: int, gone: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(KEEP, {"audience": audience.pk, "kept": kept, "gone": gone})


people.rows("forms_landingvisit", merge, tells=Telling("pages_opened", tell))
