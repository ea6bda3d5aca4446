"""The contact list, search in it and bulk tags, against the same in SQL by hand."""

from __future__ import annotations

from collections.abc import Callable

from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from audiences import jobs
from bench.datasets import Data
from bench.measuring import Seconds, Side, at_least, at_most, bench, in_turns
from bench.statements import execute, fetch
from config.preparation import collect_static_files
from contacts import bulk
from contacts.arranging import arrangement_of
from contacts.bulk import Selection
from contacts.filters import Filter
from contacts.keys import text_of_moment
from contacts.listing import Counts, Place, Row, page_of
from contacts.models import Tag
from contacts.table import rows_of, table_of
from events.names import Own

ROUNDS, TIMES = 15, 10
TAGGED = 100_000

COLUMNS = ", ".join("id" if name == "pk" else name for name in Row._fields)
FIRST_PAGE = f"""
SELECT {COLUMNS} FROM contacts_contact
WHERE audience_id = %(audience)s AND archived_at IS NULL
ORDER BY created_at DESC, id DESC LIMIT 51
"""
FOUND = """
FROM contacts_contact
WHERE audience_id = %(audience)s AND search_text LIKE '%%nders%%'
"""
COUNT_FOUND = f"""
SELECT status, archived_at IS NOT NULL, count(*)
FROM (SELECT status, archived_at {FOUND} LIMIT 50001) AS found GROUP BY 1, 2
"""
SHOW_FOUND = f"""
SELECT {COLUMNS} {FOUND} AND archived_at IS NULL
ORDER BY created_at DESC, id DESC LIMIT 51
"""
MARK = """
UPDATE contacts_contact SET tag_ids = tag_ids | %(mark)s::int
WHERE audience_id = %(audience)s AND ordinal %% %(each)s = 0
"""
TAG = """
WITH changed AS (
    UPDATE contacts_contact SET tag_ids = tag_ids | %(tag)s::int, changed_at = now()
    WHERE audience_id = %(audience)s AND archived_at IS NULL
      AND tag_ids @> ARRAY[%(mark)s::int] AND NOT tag_ids @> ARRAY[%(tag)s::int]
    RETURNING id
)
INSERT INTO events_event
    (kind, audience_id, contact_id, name_id, occurred_at, received_at, properties)
SELECT 'own', %(audience)s, id, %(name)s, now(), now(),
    jsonb_build_object('how', 'staff', 'tag', %(tag)s::int)
FROM changed
"""


@bench(
    "list, nine tenths down",
    at_most("list, nine tenths down / first page", 3, times="first_page"),
)
def page_far_down(data: Data) -> Seconds:
    counts = Counts.of(data.audience, Filter())
    contacts = data.audience.contacts.order_by("created_at", "pk")
    added, pk = contacts.values_list("created_at", "pk")[data.size // 10]
    far = Place(after=text_of_moment(added, pk))

    def page(place: Place) -> Side:
        return _repeated(lambda: page_of(data.audience, Filter(), place, counts))

    return in_turns(ROUNDS, ours=page(far), first_page=page(Place()))


@bench(
    "search for a part of names",
    # A few thousand matches are read and sorted, in milliseconds wherever they lie.
    # By hand the index of the order is walked: quick here, where matches lie anywhere,
    # and a walk to its end where all of them are old.
    at_most("search for a part of names / hand SQL", 3, times="sql"),
)
def search(data: Data) -> Seconds:
    """Counts and first page of one in 32, by letters from the middle of a name."""
    wanted = Filter(text="nders")
    params = {"audience": data.audience.pk}

    def ours() -> None:
        counts = Counts.of(data.audience, wanted)
        page_of(data.audience, wanted, Place(), counts)

    def sql() -> None:
        fetch(COUNT_FOUND, params)
        fetch(SHOW_FOUND, params)

    return in_turns(ROUNDS, ours=_repeated(ours), sql=_repeated(sql))


@bench("list page", at_most("list page, whole / fetching its rows", 50, times="rows"))
def whole_page(data: Data) -> Seconds:
    """What a browser waits for: session, rights, queries, the whole document."""
    collect_static_files()
    client = Client()
    client.force_login(data.owner)
    url = reverse("contacts:contact_list", args=[data.audience.pk])
    if client.get(url).status_code != 200:
        raise RuntimeError(f"{url} does not answer.")
    return in_turns(
        ROUNDS,
        ours=_repeated(lambda: client.get(url)),
        rows=_repeated(lambda: _fetch_first_page(data)),
    )


@bench(
    "list page's table",
    at_most("list page, its table / fetching its rows", 15, times="rows"),
)
def table(data: Data) -> Seconds:
    """What the page makes of its rows: counts, names of tags, fifty lines of HTML."""
    query = QueryDict()

    def ours() -> None:
        vars(data.audience).pop("status_counts", None)  # kept for one request only
        arrangement = arrangement_of(data.audience, data.owner, query)
        shown = table_of(data.audience, query, arrangement)
        rows_of(data.audience, shown, may_choose=True)

    return in_turns(
        ROUNDS,
        ours=_repeated(ours),
        rows=_repeated(lambda: _fetch_first_page(data)),
    )


@bench(
    "bulk tag",
    at_least(
        "bulk tag of 100,000 with its events / one hand-written statement",
        0.6,
        of="sql",
    ),
)
def bulk_tag(data: Data) -> Seconds:
    """With undo and totals kept, against a bare update that logs its events."""
    mark = Tag.objects.create(audience=data.audience, name="Marked")
    params = {"audience": data.audience.pk, "mark": mark.pk}
    execute(MARK, {**params, "each": data.size // TAGGED})
    execute("VACUUM (ANALYZE) contacts_contact")
    selection = Selection(Filter(tag_ids=(mark.pk,)))

    def ours(number: int) -> Callable[[], object]:
        tag = Tag.objects.create(audience=data.audience, name=f"Ours {number}")
        params = {"tag": tag.pk, "tag_name": tag.name}
        give = bulk.verbs["tag"]
        return lambda: jobs.run(
            bulk.start(data.audience, selection, give, params, owner=data.owner)
        )

    def sql(number: int) -> Callable[[], object]:
        tag = Tag.objects.create(audience=data.audience, name=f"Hand {number}")
        said = {**params, "tag": tag.pk, "name": int(Own.TAG_ADDED)}
        return lambda: execute(TAG, said)

    return in_turns(3, ours=ours, sql=sql)


def _fetch_first_page(data: Data) -> None:
    fetch(FIRST_PAGE, {"audience": data.audience.pk})


def _repeated(work: Callable[[], object]) -> Side:
    """Small work, so often that the clock can tell."""

    def repeat() -> None:
        for _ in range(TIMES):
            work()

    return lambda _number: repeat
