"""A page of members by the API, against the same columns read and written by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db import connection
from django.test import Client

from accounts.roles import Role
from api import keys
from api.documents.around import Row
from bench.datasets import Data
from bench.measuring import Seconds, Side, at_least, at_most, bench, in_turns

ROUNDS = 15
PAGE = 1_000

COLUMNS = ", ".join("id" if name == "pk" else name for name in Row._fields)
MEMBERS = f"""
SELECT {COLUMNS} FROM contacts_contact
WHERE audience_id = %(audience)s ORDER BY id LIMIT {PAGE} OFFSET %(offset)s
"""


@dataclass(frozen=True)
class Asking:
    """Asks the API with a key that may read."""

    path: str
    headers: dict[str, str]

    @classmethod
    def of(cls, data: Data) -> Asking:
        account = data.audience.account
        _key, text = keys.make(account, name="Bench", role=Role.VIEWER, owner=None)
        path = f"/3.0/lists/{data.audience.public_id}/members?count={PAGE}"
        return cls(path, {"Authorization": f"Bearer {text}"})

    def page(self, offset: int = 0) -> Side:
        client = Client()

        def ask() -> None:
            url = f"{self.path}&offset={offset}"
            response = client.get(url, headers=self.headers)
            if response.status_code != 200:
                raise RuntimeError(f"{url} does not answer.")

        return lambda _number: ask


@bench(
    "members by the API",
    at_least("1,000 members by the API / psycopg and json", 0.1, of="raw"),
)
def page_of_members(data: Data) -> Seconds:
    """With their tags, notes, sources and links, from the request to its bytes."""
    return in_turns(ROUNDS, ours=Asking.of(data).page(), raw=_raw(data, 0))


@bench(
    "members by the API, far down",
    at_most("1,000 members, nine tenths down / first 1,000", 3, times="first"),
)
def page_far_down(data: Data) -> Seconds:
    asking = Asking.of(data)
    far = data.size * 9 // 10
    return in_turns(ROUNDS, ours=asking.page(far), first=asking.page())


def _raw(data: Data, offset: int) -> Side:
    """Rows as psycopg has them, as a list of objects."""
    params = {"audience": data.audience.pk, "offset": offset}
    names = Row._fields

    def read() -> None:
        with connection.cursor() as cursor:
            cursor.execute(MEMBERS, params)
            rows = cursor.fetchall()
        json.dumps([dict(zip(names, row, strict=True)) for row in rows], default=str)

    return lambda _number: read
