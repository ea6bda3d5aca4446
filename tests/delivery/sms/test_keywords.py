"""Which words act, and which only make somebody look."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.sms.keywords import Meaning, meaning_of


@pytest.mark.parametrize(
    "body",
    [
        *("STOP", "stop", " Stop. ", "STOP!!", "«Stop»", "S.T.O.P", "stop 🙏", "Arrêt"),
        *("ARRET", "Stop all", "opt out", "Opt-out", "QUIT", "revoke", "end", "Cancel"),
        *("unsubscribe\n", "ＳＴＯＰ", "stop\u200b"),
    ],
)
def test_a_word_of_opting_out_acts_however_it_is_written(body: str) -> None:
    assert meaning_of(body) == Meaning("stop")


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("Start", "start"),
        ("yes", "start"),
        ("UNSTOP", "start"),
        ("Help?", "help"),
        ("AIDE", "help"),
        ("info", "help"),
    ],
)
def test_other_words_act_as_well(body: str, word: str) -> None:
    assert meaning_of(body) == Meaning(word)


@pytest.mark.parametrize(
    "body", ["Please stop this", "I want to opt out now", "stop stop", "STOP BEANS"]
)
def test_among_other_words_it_is_for_somebody_to_judge(body: str) -> None:
    assert meaning_of(body) == Meaning(may_want_out=True)


@pytest.mark.parametrize(
    "body", ["", "🙏", "nonstop", "Stopover in Oslo", "yes please", "friend", "helpful"]
)
def test_what_only_looks_alike_means_nothing(body: str) -> None:
    assert meaning_of(body) == Meaning()


@given(st.text())
def test_whatever_is_sent_has_a_meaning(body: str) -> None:
    found = meaning_of(body)

    assert not (found.word and found.may_want_out)
