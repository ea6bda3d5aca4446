from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from accounts.templatetags import ui


def drawing(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314  # drawn by the code under test


def ago(**span: float) -> datetime:
    return timezone.now() - timedelta(**span)


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def test_icon_draws_an_outline_in_the_text_color() -> None:
    svg = drawing(ui.icon("inbox", 20))

    assert (svg.get("width"), svg.get("stroke"), svg.get("fill")) == (
        "20",
        "currentColor",
        "none",
    )
    assert len(svg) > 0


def test_icon_fills_the_filled_ones() -> None:
    svg = drawing(ui.icon("filled/star"))

    assert (svg.get("fill"), svg.get("stroke")) == ("currentColor", None)


def test_icon_is_hidden_from_screen_readers() -> None:
    assert drawing(ui.icon("inbox")).get("aria-hidden") == "true"


@pytest.mark.parametrize("name", ["../outline/inbox", "other/inbox", "Inbox", ""])
def test_icon_refuses_what_is_no_name(name: str) -> None:
    with pytest.raises(ValueError, match="is not the name of an icon"):
        ui.icon(name)


def test_icon_escapes_its_class() -> None:
    assert 'class="ico &quot;&gt;"' in ui.icon("inbox", 18, '">')


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Maya Lind", "ML"),
        ("maya", "M"),
        ("Anna Maria van der Berg", "AB"),
        ("zoë.weber@hanok.example", "ZW"),
        ("«Éva» Ünal", "ÉÜ"),
        ("", "?"),
        ("@example.org", "?"),
    ],
)
def test_initials_are_those_of_the_first_and_last_word(name: str, letters: str) -> None:
    assert ui.initials(name) == letters


def test_avatar_keeps_its_color_for_a_name() -> None:
    assert ui.avatar("Maya Lind", 28) == (
        f'<span class="ava" style="--h:{ui.hue_of("Maya Lind")};--s:28px"'
        ' aria-hidden="true">ML</span>'
    )
    assert ui.hue_of("Maya Lind") != ui.hue_of("Eun-ji Weber")


def test_spark_rises_from_the_lowest_to_the_highest_value() -> None:
    svg = drawing(ui.spark([1, 3, 2], 100, 26))

    assert svg[1].get("points") == "0.0,23.0 50.0,3.0 100.0,13.0"


def test_spark_of_equal_values_is_a_flat_line() -> None:
    svg = drawing(ui.spark([5, 5], 100, 26))

    assert svg[1].get("points") == "0.0,23.0 100.0,23.0"


@pytest.mark.parametrize("values", [[], [7]])
def test_spark_draws_nothing_for_less_than_two_values(values: list[float]) -> None:
    assert ui.spark(values) == ""


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ({"seconds": 5}, "just now"),
        ({"seconds": 61}, "1 min ago"),
        ({"minutes": 59}, "59 min ago"),
        ({"hours": 23}, "23 h ago"),
        ({"hours": 25}, "1 day ago"),
        ({"days": 6}, "6 days ago"),
    ],
)
def test_relative_time_says_how_long_ago(span: dict[str, float], words: str) -> None:
    assert f">{words}</time>" in ui.relative_time(ago(**span))


def test_relative_time_names_the_day_beyond_a_week_and_the_year_beyond_it() -> None:
    long_ago = datetime(2019, 5, 3, 14, 30, tzinfo=timezone.get_current_timezone())

    assert ui.relative_time(long_ago) == (
        f'<time datetime="{long_ago.isoformat()}" title="3 May 2019, 14:30">'
        "3 May 2019</time>"
    )


def test_relative_time_names_the_day_of_what_is_to_come() -> None:
    assert "ago" not in ui.relative_time(ago(days=-2))


def test_relative_time_of_nothing_is_a_dash_or_the_given_word() -> None:
    assert ui.relative_time(None) == '<span class="muted">—</span>'
    assert ui.relative_time(None, "Never") == '<span class="muted">Never</span>'


def test_tags_need_no_load() -> None:
    page = render(
        "{% icon 'inbox' %}{% avatar name %}{% spark values %}", name="A", values=[]
    )

    assert page == ui.icon("inbox") + ui.avatar("A")


def test_what_is_fixed_is_rendered_once_for_each_language() -> None:
    template = Template("{% fixed %}{% translate 'Sign out' %}{% endfixed %}")

    english = [template.render(Context()) for _ in range(2)]
    with translation.override("fr"):
        french = template.render(Context())

    assert english == ["Sign out", "Sign out"]
    assert french == "Se déconnecter"


def test_what_is_fixed_sees_nothing_of_the_page() -> None:
    template = Template("{% fixed %}{% if name %}{{ name }}{% endif %}{% endfixed %}")

    assert template.render(Context({"name": "Maya"})) == ""


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("ann.lee@example.com", "ann.<wbr>lee@<wbr>example.<wbr>com"),
        ("Round. And <b>.", "Round. And &lt;b&gt;."),
    ],
)
def test_an_email_address_may_break_between_its_parts(text: str, html: str) -> None:
    assert ui.parted(text) == html
