"""Addresses by which what comes back finds its delivery."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery import addressing

TOKEN = UUID("0f0e0d0c-0b0a-0908-0706-050403020100")
HOST = "in.parterre.example"


@given(token=st.uuids())
def test_a_token_is_read_as_it_was_written(token: UUID) -> None:
    text = addressing.written(token)

    assert len(text) == 26
    assert addressing.token_of(text) == token


@pytest.mark.parametrize("why", "rbu")
def test_an_address_says_why_it_comes(settings: Any, why: str) -> None:
    settings.INBOUND_DOMAIN = HOST
    address = addressing.address_of(why, TOKEN)

    assert addressing.read(address.upper()) == (why, TOKEN)


@given(token=st.uuids())
def test_the_token_of_one_purpose_is_nobodys_for_another(token: UUID) -> None:
    told = {why: addressing.told(why, token) for why in "rbuc"}

    meant = {
        (why, other): addressing.heard(other, text) == token
        for why, text in told.items()
        for other in told
    }
    assert meant == {(why, other): why == other for why, other in meant}


def test_the_way_out_needs_no_key(settings: Any) -> None:
    """It leads out also where the secret of the data folder is lost."""
    told = {why: addressing.told(why, TOKEN) for why in "rbuc"}
    settings.SEALING_KEY = "another"

    known = {why: addressing.heard(why, text) == TOKEN for why, text in told.items()}

    assert known == {"r": False, "b": False, "u": True, "c": False}


def test_threads_write_the_same_tokens() -> None:
    tokens = [uuid4() for _n in range(500)]
    expected = [addressing.told("b", token) for token in tokens]

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda token: addressing.told("b", token), tokens))

    assert told == expected


def test_without_a_domain_nothing_comes_back(settings: Any) -> None:
    settings.INBOUND_DOMAIN = ""

    assert addressing.address_of(addressing.REPLY, TOKEN) == ""
    assert addressing.read(f"r-{addressing.written(TOKEN)}@") is None


@pytest.mark.parametrize(
    "address",
    [
        f"x-{addressing.written(TOKEN)}@{HOST}",
        f"r-{addressing.written(TOKEN)}@elsewhere.example",
        f"r-{addressing.written(TOKEN)[:-1]}@{HOST}",
        f"r-{addressing.written(TOKEN)[:-1]}7@{HOST}",  # bits that no token has
        f"r-é{addressing.written(TOKEN)[1:]}@{HOST}",
        f"hello@{HOST}",
        "",
    ],
)
def test_other_addresses_are_none_of_ours(settings: Any, address: str) -> None:
    settings.INBOUND_DOMAIN = HOST

    assert addressing.read(address) is None
