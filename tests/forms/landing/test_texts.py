import pytest

from forms.landing.texts import as_source, cleaned, is_address


def html(text: str) -> str:
    return str(cleaned(as_source(text))).strip()


def test_stars_and_hyphens_mark_a_text() -> None:
    assert html("**Free** *coffee*\n\n- one\n- two") == (
        "<p><strong>Free</strong> <em>coffee</em></p>\n<ul>\n<li>one</li>\n"
        "<li>two</li>\n</ul>"
    )


def test_a_link_leads_to_the_web_to_mail_or_to_a_telephone() -> None:
    for url in ("https://fjord.example/a", "mailto:a@b.example", "tel:+4741200001"):
        assert html(f"[x]({url})") == (
            f'<p><a href="{url}" rel="noopener noreferrer">x</a></p>'
        )


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScript:alert(1)", "data:text/html,x", "//x.y", "/a"],
)
def test_any_other_link_leads_nowhere(url: str) -> None:
    assert "href" not in html(f"[x]({url})")
    assert not is_address(url)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "a <b onclick=x>b</b>",
    ],
)
def test_html_is_shown_as_it_was_written(text: str) -> None:
    shown = html(text)

    assert "&lt;" in shown
    assert not {"<script", "<img", "<b ", "<a "} & {
        tag for tag in ("<script", "<img", "<b ", "<a ") if tag in shown
    }


def test_a_merge_tag_is_no_marking() -> None:
    assert html("Dear *|FNAME|* and *|LNAME|*") == (
        "<p>Dear *|FNAME|* and *|LNAME|*</p>"
    )


def test_a_merge_tag_stays_whole_in_the_address_of_a_link() -> None:
    assert as_source("[x](https://a.example/?e=*|URL:EMAIL|*)").strip() == (
        '<p><a href="https://a.example/?e=*|URL:EMAIL|*">x</a></p>'
    )


def test_a_tag_that_does_not_end_is_not_seen() -> None:
    assert html("Dear *|FNAME") == "<p>Dear FNAME</p>"
