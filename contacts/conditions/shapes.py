"""What a text says where it has the shape of a number or of a day; NULL elsewhere."""

from __future__ import annotations

from typing import Any

from django.db.models import DecimalField, Func, TextField

NUMERIC = r"^-?[0-9]{1,15}(\.[0-9]{1,15})?$"
DATED = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"


class Matched(Func):
    """What a template makes of a text that has the shape of a pattern; else NULL."""

    def __init__(self, text: Any, pattern: str, template: str, output: Any) -> None:
        self.template = f"(CASE WHEN %(expressions)s ~ '{pattern}' THEN {template} END)"
        super().__init__(text, output_field=output)

    @property
    def text(self) -> Any:
        return self.get_source_expressions()[0]

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        sql, params = super().as_sql(*args, **kwargs)
        return sql, (*params, *params)  # the text is said twice


def number_of(text: Any) -> Matched:
    return Matched(text, NUMERIC, "(%(expressions)s)::numeric", DecimalField())


def day_of(text: Any) -> Matched:
    """The day that a text is or begins with, as YYYY-MM-DD, in order of its letters."""
    shaped = 'left(%(expressions)s, 10) COLLATE "C"'
    return Matched(text, DATED, shaped, TextField())
