"""HTML as text: what it says, in its order, with merge tags and links."""

from __future__ import annotations

import pytest

from delivery.plain import text_of

READ = {
    "<p>Dear <b>Anna</b>,</p><p>it is&nbsp;1 &lt; 2.</p>": (
        "Dear Anna,\n\nit is 1 < 2."
    ),
    "<style>p{}</style><title>T</title><p>Hello</p><script>x()</script>": "Hello",
    '<div style="display:none">Preview</div><p>Hello</p>': "Hello",
    '<a href="https://x.example/?a=1&amp;b=2">Shop <b>now</b></a>': (
        "Shop now (https://x.example/?a=1&b=2)"
    ),
    '<a href="https://x.example">https://x.example</a>': "https://x.example",
    '<a href="#top">Up</a>': "Up",
    '<a href="mailto:a@x.example">Write</a>': "Write (a@x.example)",
    '<a href="*|UNSUB|*">Leave</a>': "Leave (*|UNSUB|*)",
    '<a href="https://x.example/"><img src="a.png" alt="Shop"></a>': (
        "Shop (https://x.example/)"
    ),
    "<p>*|IF:AGE&gt;18|*old*|ELSE:|*young*|END:IF|*</p>": (
        "*|IF:AGE>18|*old*|ELSE:|*young*|END:IF|*"
    ),
    "<p>*|IF:A<B  C|*x*|END:IF|*</p>": "*|IF:A<B  C|*x*|END:IF|*",
    "<ul><li>one</li><li>two</li></ul>": "* one\n  * two",
    "": "",
    "<!-- nothing -->": "",
    "a\0b\ue0009\ue001": "ab9",
}


@pytest.mark.parametrize(("html", "text"), READ.items(), ids=range(len(READ)))
def test_html_is_read_as_text(html: str, text: str) -> None:
    assert text_of(html) == text


def test_choices_side_by_side_do_not_get_into_each_other() -> None:
    cell = "<td><p>*|IF:{0}|*</p><p>{0}</p><p>*|END:IF|*</p></td>"
    row = f"<table><tr>{cell.format('A')}{cell.format('B')}</tr></table>"

    assert text_of(row).split() == [
        *("*|IF:A|*", "A", "*|END:IF|*"),
        *("*|IF:B|*", "B", "*|END:IF|*"),
    ]


def test_what_is_nested_beyond_reason_is_still_read() -> None:
    deep = "<div>" * 5_000 + "Hello" + "</div>" * 5_000

    assert text_of(deep) == "Hello"
