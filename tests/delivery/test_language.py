"""Merge tags say what is known of the reader, and never show themselves."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.language import bind, read
from delivery.language.reading import DEEPEST, LONGEST, MOST_TAGS
from tests.delivery.speaking import VOCABULARY, facts, rendered, said

ANNA = facts(
    EMAIL="anna@example.org", FNAME="anna", AGE="34", EVENT_plan="pro", groups={2}
)
SAYS = {
    "a value": ("Hello *|FNAME|*!", "Hello anna!"),
    "tags that touch": ("*|FNAME|**|AGE|*", "anna34"),
    "a function": ("*|UPPER:FNAME|*", "ANNA"),
    "functions from the inside out": ("*|LOWER:UPPER:FNAME|*", "anna"),
    "a capital letter": ("*|TITLE:FNAME|*", "Anna"),
    "a value in a link": ("?to=*|URL:EMAIL|*", "?to=anna%40example.org"),
    "what stands in": ("*|CITY|the country|*", "the country"),
    "what stands in changed": ("*|TITLE:CITY|the country|*", "The Country"),
    "what the field says stands in": ("*|CITY|*", "town"),
    "spaces in a tag": ("*| FNAME | friend |*", "anna"),
    "a property of the event": ("*|EVENT:plan|free|*", "pro"),
    "a property that is not there": ("*|EVENT:size|any|*", "any"),
    "what is the same for all": ("*|LIST:NAME|*", "Coffee & more"),
    "what is empty for all": ("*|LIST:PHONE|no telephone|*", "no telephone"),
    "the year": ("*|CURRENT_YEAR|*", "2026"),
    "the day": ("*|DATE:j F Y|*", "28 November 2026"),
    "a value that is there": ("*|IF:FNAME|*you*|ELSE:|*all*|END:IF|*", "you"),
    "a value that is not": ("*|IF:CITY|*there*|ELSE:|*here*|END:IF|*", "here"),
    "no value": ("*|IFNOT:CITY|*Where?*|END:IF|*", "Where?"),
    "a number": ("*|IF:AGE>=18|*wine*|ELSE:|*juice*|END:IF|*", "wine"),
    "a number in HTML": ("*|IF:AGE &gt;= 100|*cake*|ELSE:|*tea*|END:IF|*", "tea"),
    "words without case": ("*|IF:FNAME=ANNA|*she*|END:IF|*", "she"),
    "other words": ("*|IF:FNAME!=Bob|*not Bob*|END:IF|*", "not Bob"),
    "nothing is no small number": ("*|IF:CITY<5|*few*|END:IF|*", ""),
    "else if": ("*|IF:CITY|*a*|ELSEIF:AGE=34|*b*|ELSE:|*c*|END:IF|*", "b"),
    "a group": ("*|INTERESTED:Taste:Filter,Dark Roast|*yes*|END:INTERESTED|*", "yes"),
    "another group": ("*|INTERESTED:How:Post|*y*|ELSE:|*n*|END:INTERESTED|*", "n"),
    "out of a group": ("*|NOTINTERESTED:How:Post|*no*|END:INTERESTED|*", "no"),
    "a segment": ("*|SEGMENT:7|*in*|ELSE:|*out*|END:SEGMENT|*", "out"),
    "a preference": ("*|PREFERS:Monthly  Letter|*in*|ELSE:|*out*|END:PREFERS|*", "out"),
    "no preference": ("*|NOTPREFERS:monthly letter|*new*|END:PREFERS|*", "new"),
    "no segment": ("*|NOTSEGMENT:Good customers|*new*|END:SEGMENT|*", "new"),
    "one in another": (
        "*|IF:FNAME|*a*|IF:CITY|*b*|ELSE:|*c*|END:IF|*d*|END:IF|*e",
        "acde",
    ),
    "stars and bars": ("2 * | 3 |* 4 * 5", "2 * | 3 |* 4 * 5"),
}


@pytest.mark.parametrize(("source", "text"), SAYS.values(), ids=SAYS.keys())
def test_a_text_says_what_is_known_of_its_reader(source: str, text: str) -> None:
    assert said(source, ANNA) == text


def test_a_value_in_html_is_no_html() -> None:
    anna = facts(FNAME='<b onclick="x">&')

    assert said("<p>*|FNAME|*</p>", anna, "html") == (
        "<p>&lt;b onclick=&quot;x&quot;&gt;&amp;</p>"
    )


def test_what_is_the_same_for_all_is_no_html_either() -> None:
    assert said("<p>*|LIST:NAME|*</p>", where="html") == "<p>Coffee &amp; more</p>"


def test_a_value_cannot_begin_another_header() -> None:
    anna = facts(FNAME="Anna\r\nBcc: all@example.org\x00\u2028x")

    assert said("To *|FNAME|*", anna, "header") == "To Anna Bcc: all@example.org x"


def test_a_value_that_looks_like_a_tag_is_only_a_value() -> None:
    assert said("*|FNAME|*", facts(FNAME="*|EMAIL|*", EMAIL="x")) == "*|EMAIL|*"


WRONG = {
    "an unknown tag": ("Dear *|FNAM|*", 1, 6, "Did you mean “FNAME”?"),
    "on another line": ("Dear\nall,\n *|WHAT|*", 3, 2, "“WHAT”"),
    "an unknown tag in a test": ("*|IF:NAMES|*x*|END:IF|*", 1, 1, "“NAMES”"),
    "no tag at all": ("*|hello you|*", 1, 1, "“hello you”"),
    "a tag that does not end": ("x *|FNAME *|AGE|*", 1, 3, "does not end"),
    "the last does not end": ("*|AGE|* *|FNAME", 1, 9, "does not end"),
    "an endless tag": (f"*|{'A' * 501}|*", 1, 1, "does not end"),
    "a choice that does not end": ("a *|IF:FNAME|*b", 1, 3, "does not end"),
    "an end of nothing": ("a*|END:IF|*", 1, 2, "ends nothing"),
    "another end": ("*|IF:AGE|**|END:SEGMENT|**|END:IF|*", 1, 11, "ends nothing"),
    "an else of nothing": ("*|ELSE:|*", 1, 1, "else of"),
    "a second else": ("*|IF:AGE|**|ELSE:|**|ELSE:|**|END:IF|*", 1, 20, "else of"),
    "an unknown group": (
        "*|INTERESTED:Taste:Filtre|*x*|END:INTERESTED|*",
        *(1, 1, "Did you mean “filter”?"),
    ),
    "no group": ("*|INTERESTED:Taste:|*x*|END:INTERESTED|*", 1, 1, "no group"),
    "an unknown preference": ("*|PREFERS:Tea|*x*|END:PREFERS|*", 1, 1, "“Tea”"),
    "an unknown segment": ("*|SEGMENT:9|*x*|END:SEGMENT|*", 1, 1, "“9”"),
    "a test of nothing": ("*|IF:|*x*|END:IF|*", 1, 1, "“IF:”"),
}


@pytest.mark.parametrize(
    ("source", "line", "column", "words"), WRONG.values(), ids=WRONG.keys()
)
def test_what_is_wrong_is_named_with_its_place(
    source: str, line: int, column: int, words: str
) -> None:
    text, problems = rendered(source, ANNA)

    assert (problems[0].line, problems[0].column) == (line, column)
    assert words in problems[0].sentence
    assert "*|" not in text


def test_problems_come_in_the_order_of_their_places() -> None:
    _text, problems = rendered("*|ONE|* *|IF:TWO|* *|three|*")

    assert [problem.column for problem in problems] == [1, 9, 9, 20]


def test_an_unknown_test_holds_for_nobody() -> None:
    source = "*|IF:X|*a*|END:IF|**|IFNOT:X|*b*|END:IF|**|NOTSEGMENT:9|*c*|END:SEGMENT|*"

    text, _problems = rendered(source, ANNA)

    assert text == ""


def test_no_event_no_property() -> None:
    quiet = read("*|EVENT:plan|*")
    vocabulary = VOCABULARY.__class__({}, {}, VOCABULARY.today)

    _bound, problems = bind(quiet, vocabulary)

    assert "No event" in problems[0].sentence


def test_only_what_a_text_names_is_asked_of_its_readers() -> None:
    source = (
        "*|FNAME|* *|LIST:NAME|* *|EVENT:plan|* *|IF:AGE>3|*"
        "*|INTERESTED:How:Post|**|SEGMENT:8|*x*|END:SEGMENT|**|END:INTERESTED|**|END:IF|*"
    )

    bound, _problems = bind(read(source), VOCABULARY)

    assert bound.needs.values == {"FNAME", "EVENT:plan", "AGE"}
    assert bound.needs.groups == {3}
    assert bound.needs.segments == {8}


TOO_MUCH = {
    "a million and one": "x" * (LONGEST + 1),
    "too many tags": "*|FNAME|*" * (MOST_TAGS + 1),
    "too many openings": "*|" * 400_000,
    "nested too deep": "*|IF:AGE|*" * 5_000,
    "openings and one end": "*|" * 400_000 + "|*",
    "tags of spaces": f"*|IF:A{' ' * 490}|*" * 2_000,
}


@pytest.mark.parametrize("source", TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_what_is_too_much_is_said_and_not_rendered(source: str) -> None:
    text, problems = rendered(source)

    assert problems
    assert "*|" not in text


def test_choices_may_be_nested_twenty_deep_and_no_deeper() -> None:
    def nested(depth: int) -> str:
        return "*|IF:AGE|*" * depth + "x" + "*|END:IF|*" * depth

    assert said(nested(DEEPEST), ANNA) == "x"
    assert rendered(nested(DEEPEST + 1), ANNA)[1] != []


TAGS = st.sampled_from(
    [
        *("*|FNAME|*", "*|CITY|a|*", "*|IF:AGE|*", "*|ELSE:|*", "*|END:IF|*"),
        *("*|ELSEIF:FNAME=x|*", "*|INTERESTED:How:Post|*", "*|END:INTERESTED|*"),
        *("*|SEGMENT:7|*", "*|END:SEGMENT|*", "*|", "|*", "*", "|", "*|X|*", "\n"),
    ]
)
TEXTS = st.lists(TAGS | st.text(max_size=5), max_size=30).map("".join)


@given(TEXTS, st.text(max_size=8), st.booleans())
def test_whatever_is_written_no_tag_is_seen(source: str, name: str, old: bool) -> None:
    name = name.replace("*", "").replace("|", "")
    reader = facts(FNAME=name, AGE="9" if old else "")

    text, _problems = rendered(source, reader)

    assert not re.search(r"\*\|[A-Z:=]+\|\*", text)


@given(st.lists(st.text(st.characters(exclude_characters="*|"), max_size=9)))
def test_what_has_no_tags_is_left_as_it_is(words: list[str]) -> None:
    source = "*|FNAME|*".join(words)

    assert said(source, facts(FNAME="Zoë")) == source.replace("*|FNAME|*", "Zoë")
