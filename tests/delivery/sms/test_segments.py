"""How texts are counted, measured with another's counting."""

from __future__ import annotations

import pytest
import smsutil
from hypothesis import given
from hypothesis import strategies as st

from delivery.sms.lookalikes import offer
from delivery.sms.segments import ALPHABET, segments_of

LETTERS = st.sampled_from(sorted(ALPHABET))
ANYTHING = st.characters(exclude_categories=["Cs"])
TEXTS = st.one_of(
    st.text(LETTERS, max_size=700),
    st.text(st.sampled_from("a€[^"), min_size=140, max_size=330),
    st.text(st.sampled_from("aç😀"), min_size=60, max_size=150),
    st.text(ANYTHING, max_size=300),
)


def sizes(text: str) -> list[int]:
    return [len(part) for part in segments_of(text).parts]


@given(TEXTS.filter(bool))
def test_parts_are_those_of_another_counter(text: str) -> None:
    theirs = smsutil.split(text)

    ours = segments_of(text)

    assert [part.content for part in theirs.parts if part.content] == list(ours.parts)
    assert ours.is_gsm == (theirs.encoding == "gsm0338")


@given(TEXTS)
def test_no_part_is_fuller_than_a_phone_takes_and_nothing_is_lost(text: str) -> None:
    found = segments_of(text)

    assert "".join(found.parts) == text
    assert found.room >= 0
    if not found.is_gsm:
        most = 70 if len(found.parts) == 1 else 67
        assert all(len(part.encode("utf-16-be")) // 2 <= most for part in found.parts)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("a" * 160, [160]),
        ("a" * 161, [153, 8]),
        ("é" * 160, [160]),
        ("ç" * 70, [70]),
        ("ç" * 71, [67, 4]),
        ("😀" * 35, [35]),
        ("😀" * 36, [33, 3]),
        ("€" * 80, [80]),
        ("€" * 81, [76, 5]),
        ("a" * 152 + "€" + "a" * 8, [152, 9]),
        ("ç" * 66 + "😀" + "a" * 5, [66, 6]),
    ],
)
def test_what_takes_two_units_stays_whole(text: str, parts: list[int]) -> None:
    assert sizes(text) == parts


def test_one_letter_makes_three_parts_of_one_and_a_look_alike_makes_it_one() -> None:
    text = "Ça va, façon d’été ? " + "a" * 139

    offered = offer(text)

    assert len(segments_of(text).parts) == 3
    assert offered
    assert (offered.parts, offered.without) == (1, "")
    assert offered.changes == (("ç", "c"), ("’", "'"))
    assert offered.text.startswith("Ça va, facon d'été ?")


def test_french_keeps_what_phones_have() -> None:
    offered = offer("À Noël, « l’œuvre » de l’Île… é è à ù")

    assert offered
    assert offered.text == "A Noel, \" l'oeuvre \" de l'Ile... é è à ù"


def test_what_has_no_look_alike_is_named() -> None:
    offered = offer("Ça façon 😀")

    assert offered
    assert (offered.without, offered.text) == ("😀", "Ça facon 😀")


@pytest.mark.parametrize("text", ["Hello @ 5€", "Привет", "😀", ""])
def test_nothing_is_offered_where_nothing_can_be_changed(text: str) -> None:
    assert offer(text) is None


@given(TEXTS)
def test_an_offer_has_no_more_outside_than_it_says(text: str) -> None:
    offered = offer(text)

    if offered:
        assert set(segments_of(offered.text).outside) == set(offered.without)
