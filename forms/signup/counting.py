"""How often forms are shown, sent and confirmed: by day, not by person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from django.db import connection

if TYPE_CHECKING:
    from forms.models import SignupForm

# By itself the statement does not wait for the disk: nobody is told of the number.
COUNT = """
WITH commit AS MATERIALIZED (
    SELECT CASE WHEN %(alone)s
        THEN set_config('synchronous_commit', 'off', true) END
)
INSERT INTO forms_signupformday AS d
    (audience_id, form_id, day, shard, shown, submitted, confirmed)
SELECT %(audience)s, %(form)s, (now() AT TIME ZONE %(zone)s)::date,
    pg_backend_pid() %% 8, %(shown)s, %(submitted)s, %(confirmed)s
FROM commit
ON CONFLICT (audience_id, form_id, day, shard) DO UPDATE SET
    shown = d.shown + excluded.shown,
    submitted = d.submitted + excluded.submitted,
    confirmed = d.confirmed + excluded.confirmed
"""


def count(form: SignupForm, what: Literal["shown", "submitted", "confirmed"]) -> None:
    """One more, on the day that it is where the audience is."""
    params: dict[str, Any] = {
        "audience": form.audience_id,
        "form": form.pk,
        "zone": form.audience.time_zone,
        "alone": not connection.in_atomic_block,
        "shown": 0,
        "submitted": 0,
        "confirmed": 0,
    }
    params[what] = 1
    with connection.cursor() as cursor:
        cursor.execute(COUNT, params)
