"""JSON from outside: what is taken, and where it is said that something is wrong."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest

from audiences.documents import Limits, Unfit, read

LIMITS = Limits(depth=3, values=10, longest_key=5)


def fault(document: Any, limits: Limits = LIMITS) -> tuple[str, str]:
    with pytest.raises(Unfit) as caught:
        limits.check(document)
    return caught.value.code, caught.value.path


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        (b'{"a": [1, "x", null]}', {"a": [1, "x", None]}),
        (b"\xef\xbb\xbf7", 7),
        ('"text"', "text"),
    ],
)
def test_json_is_read(sent: bytes | str, value: Any) -> None:
    assert read(sent) == value


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"{", "json"),
        (b"", "json"),
        (b"[NaN]", "json"),
        (b"[Infinity]", "json"),
        (b"1" * 5_000, "json"),
        (b'"\xff"', "utf8"),
        (b"[" * 100_000, "deep"),
    ],
)
def test_what_is_no_json_is_said_to_be_none(sent: bytes, code: str) -> None:
    with pytest.raises(Unfit) as caught:
        read(sent)

    assert caught.value.code == code


@pytest.mark.parametrize(
    "document",
    [7, "text", None, [], {}, {"a": {"b": {"c": 1}}}, list(range(10)), {"abcde": 1.5}],
)
def test_what_keeps_within_the_limits_is_taken(document: Any) -> None:
    LIMITS.check(document)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("a\0b", ("nul", "")),
        ({"a": [1, {"b": "\0"}]}, ("nul", "a.1.b")),
        ({"a": {"\0": 1}}, ("nul", "a")),
        ({"a": ["\ud800"]}, ("half", "a.0")),
        ({"a": {"b": float("inf")}}, ("number", "a.b")),
        ({"a": {"abcdef": 1}}, ("key", "a")),
        ({"a": {"b": {"c": {}}}}, ("deep", "")),
        (list(range(11)), ("many", "")),
        ([[1, 2, 3, 4], [1, 2, 3, 4], []], ("many", "")),
    ],
)
def test_what_does_not_is_said_where_it_is(
    document: Any, said: tuple[str, str]
) -> None:
    assert fault(document) == said


def test_a_long_name_is_not_written_out_for_everything_in_it() -> None:
    document: Any = {"k" * 1_000_000: [[] for _number in range(100_000)]}
    tracemalloc.start()

    Limits(depth=3).check(document)

    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 50 * 2**20
