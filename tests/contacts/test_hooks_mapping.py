"""What of a call means what: paths, times, properties, clicks, and a first guess."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiences.models import Audience
from contacts.hooks import paths
from contacts.hooks.clicking import clicked
from contacts.hooks.flattening import properties_of
from contacts.hooks.guessing import guess
from contacts.hooks.mapping import Mapping, event_name
from contacts.hooks.moments import moment
from contacts.hooks.paths import MISSING
from contacts.hooks.tree import rows_of
from contacts.ingest import properties as limits
from tests.contacts.hooking import ORDER

BERGEN = ZoneInfo("Europe/Oslo")

documents = st.recursive(
    st.one_of(st.integers(), st.text(max_size=5), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.text(alphabet="a/~0.", max_size=4), inner, max_size=3),
    ),
)


@given(documents)
def test_every_value_is_found_by_its_path(document: Any) -> None:
    for leaf in paths.leaves(document):
        assert paths.find(document, leaf.path) is leaf.value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/order/items/1/sku", "B2"),
        ("/order/items/2/sku", MISSING),
        ("/order/items/-1/sku", MISSING),
        ("/order/items/sku", MISSING),
        ("/order/items/٣", MISSING),
        ("/event/0", MISSING),
        ("/nothing", MISSING),
        ("", ORDER),
    ],
)
def test_a_path_that_leads_nowhere_finds_nothing(path: str, value: Any) -> None:
    assert paths.find(ORDER, path) == value


def test_no_path_grows_longer_than_can_be_used() -> None:
    """Or a body of many values under long names would take the memory of all."""
    document: Any = {str(n): n for n in range(100)}
    for _level in range(12):
        document = {"k" * 200: document, "flat": 1}

    rows = rows_of(document, ())
    found = list(paths.leaves(document))

    assert len(rows) == 100 + 2 * 12
    assert max(len(row.path) for row in rows) <= paths.LONGEST
    assert max(len(row.key) for row in rows) <= 120
    assert [leaf.value for leaf in found] == [1] * 5


def test_paths_read_as_people_write_them() -> None:
    assert paths.in_words("/order/items/0/sku") == "order.items[0].sku"
    assert paths.in_words("/a~1b/c~0d") == "a/b.c~d"
    assert paths.last_key("/order/items/0") == "items"


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("2026-11-20T10:00:00Z", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        ("2026-11-20T10:00:00+02:00", datetime(2026, 11, 20, 8, tzinfo=UTC)),
        ("2026-11-20 10:00", datetime(2026, 11, 20, 9, tzinfo=UTC)),
        ("2026-11-20", datetime(2026, 11, 19, 23, tzinfo=UTC)),
        ("20/11/2026 10:00", datetime(2026, 11, 20, 9, tzinfo=UTC)),
        ("Fri, 20 Nov 2026 10:00:00 GMT", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        (1795168800, datetime(2026, 11, 20, 10, tzinfo=UTC)),
        ("1795168800", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        (1795168800000, datetime(2026, 11, 20, 10, tzinfo=UTC)),
        (1795168800000000, datetime(2026, 11, 20, 10, tzinfo=UTC)),
        (1795168800.5, datetime(2026, 11, 20, 10, 0, 0, 500_000, tzinfo=UTC)),
        ("soon", None),
        ("", None),
        (True, None),
        (None, None),
        ([2026], None),
        (10**40, None),
        ("9" * 400, None),
    ],
)
def test_times_are_read_as_services_write_them(said: Any, at: datetime | None) -> None:
    assert moment(said, BERGEN, "day") == at


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("order.paid", "order_paid"),
        ("orders/paid", "orders_paid"),
        ("  Order paid! ", "Order_paid"),
        ("checkout_completed", "checkout_completed"),
        ("é", ""),
        ("x" * 40, "x" * 30),
    ],
)
def test_any_text_is_made_the_name_of_an_event(text: str, name: str) -> None:
    assert event_name(text) == name


def test_everything_becomes_properties_but_what_is_something_else() -> None:
    mapping = Mapping(
        email="/customer/email",
        name="/event",
        properties=(("sum", "/order/total"), ("coupon", "/order/coupon")),
        takes_all=True,
    )

    found = properties_of({**ORDER, "tags": ["a", "b"], "none": {}}, mapping)

    assert found.said == {
        "sum": 12.5,
        "coupon": None,
        "id": "evt_1",
        "customer_first_name": "Anna",
        "order_items_0_sku": "A1",
        "order_items_1_sku": "B2",
        "tags": ["a", "b"],
    }
    assert found.missing == ["coupon"]


@given(documents, st.booleans())
def test_properties_fit_whatever_comes(document: Any, is_large: bool) -> None:
    if is_large:
        many = {f"key{n}": "x" * 3_000 for n in range(70)}
        document = {"in": document, "n": 10**40, **many}

    found = properties_of(document, Mapping(takes_all=True))

    limits.written(found.said)  # raises what is wrong
    assert bool(found.left_out) >= is_large


def test_a_click_makes_a_value_mean_something_and_another_takes_it_back(
    audience: Audience,
) -> None:
    last = audience.fields.get(tag="LNAME")
    email, total, name = "/customer/email", "/order/total", "/customer/first_name"

    def click(mapping: Mapping, **data: str) -> Mapping:
        return clicked(mapping, data, audience, ORDER)

    used = click(Mapping(), do="use", role="email", path=email)
    used = click(used, do="use", role="property", path=total)
    used = click(used, do="use", role="property", path=total, what="sum")
    used = click(used, do="use", role="field", path=name, what=str(last.pk))
    used = click(used, do="use", role="tag", path="/event")
    used = click(used, do="fixed", fixed="Order paid")
    used = click(used, do="tags", tags="Shop,  , shop two ")

    shop, two = audience.tags.in_order()
    assert used == Mapping(
        email=email,
        fixed="Order_paid",
        properties=(("total", total), ("sum", total)),
        fields=((last.pk, name),),
        tags=("/event",),
        tag_ids=(shop.pk, two.pk),
    )
    assert Mapping.of(json.loads(json.dumps(used.kept()))) == used
    used = click(used, do="drop", role="property", path=total, what="sum")
    used = click(used, do="drop", role="field", path=name, what=str(last.pk))
    used = click(used, do="drop", role="tag", path="/event")
    used = click(used, do="drop", role="email", path=email)
    used = click(used, do="tags", tags="")
    assert used.kept() == {"fixed": "Order_paid", "properties": (("total", total),)}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"do": "use"},
        {"do": "use", "role": "email", "path": "/nothing"},
        {"do": "use", "role": "email", "path": "/order"},
        {"do": "use", "role": "email", "path": "/order/items"},
        {"do": "use", "role": "fixed", "path": "/event"},
        {"do": "use", "role": "field", "path": "/event", "what": "0"},
        {"do": "use", "role": "field", "path": "/event", "what": "x"},
        {"do": "drop", "role": "takes_all", "path": "/event"},
        {"do": "burn"},
    ],
)
def test_nonsense_changes_nothing(audience: Audience, data: dict[str, str]) -> None:
    assert clicked(Mapping(), data, audience, ORDER) == Mapping()


def test_the_name_is_a_value_or_a_text_of_ones_own(audience: Audience) -> None:
    fixed = clicked(
        Mapping(name="/event"), {"do": "fixed", "fixed": "paid"}, audience, {}
    )
    assert (fixed.name, fixed.fixed) == ("", "paid")

    use = {"do": "use", "role": "name", "path": "/event"}
    chosen = clicked(fixed, use, audience, ORDER)
    assert (chosen.name, chosen.fixed) == ("/event", "")


def test_what_is_obvious_is_guessed() -> None:
    said = {
        "event_id": "01HX",
        "event_type": "form_response",
        "form": {"id": "f1", "submitted_at": "2026-11-20T10:00:00Z"},
        "answers": [{"type": "text", "text": "Hi"}, {"email": "bo@example.com"}],
    }

    assert guess(said, BERGEN) == Mapping(
        email="/answers/1/email",
        name="/event_type",
        at="/form/submitted_at",
        id="/event_id",
        takes_all=True,
    )


def test_a_guess_leaves_alone_what_is_chosen(audience: Audience) -> None:
    mapping = Mapping(email="/event", fixed="paid", properties=(("id", "/id"),))

    after = clicked(mapping, {"do": "guess"}, audience, {**ORDER, "a": "b@example.com"})

    assert after == mapping


@given(documents)
def test_a_guess_fails_on_nothing(document: Any) -> None:
    guess(document, BERGEN)
