from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audiences.parts import PARTS, bucket_of, fitting, parts_in, parts_of


@given(st.text(min_size=1), st.integers(1, 1_000))
def test_who_holds_the_parts_of_a_bucket_holds_all_of_its_addresses(
    email: str, buckets: int
) -> None:
    assert parts_of(email) <= parts_in([bucket_of(email, buckets)], buckets)


@given(st.integers(1, 2_000), st.data())
def test_of_a_fitting_number_two_buckets_share_a_whole_part_or_none(
    wanted: int, data: st.DataObject
) -> None:
    buckets = fitting(wanted)
    one, other = (data.draw(st.integers(0, buckets - 1)) for _each in range(2))

    held, also = parts_in([one], buckets), parts_in([other], buckets)

    assert held == also or held.isdisjoint(also)
    assert len(held) == max(PARTS // buckets, 1)


@given(st.integers(1, 10_000))
def test_a_fitting_number_is_the_one_wanted_or_at_most_twice_that(wanted: int) -> None:
    assert wanted <= fitting(wanted) < 2 * wanted or wanted == fitting(wanted) == 1
