"""Addresses by which what comes back finds its delivery."""

from __future__ import annotations

from typing import Any
from uuid import UUID

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


def test_an_address_says_why_it_comes(settings: Any) -> None:
    settings.INBOUND_DOMAIN = HOST
    address = addressing.address_of(addressing.BOUNCE, TOKEN)

    assert address == f"b-{addressing.written(TOKEN)}@{HOST}"
    assert addressing.read(address.upper()) == ("b", TOKEN)


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
