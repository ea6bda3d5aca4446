"""A page is made, published and read: by pointer, by keyboard, without scripts."""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import Page, expect

from forms.landing import making
from forms.landing.content import Content
from tests.browser import landing, signing
from tests.browser.conftest import Visit
from tests.browser.database import Database
from tests.browser.houses import House
from tests.browser.looking import PHONE, faults_at
from tests.browser.test_groups import drag


def blocks(page: Page) -> list[str]:
    names = page.locator(".blockcard .rc-main > .fw-medium").all_inner_texts()
    return [name.partition(".")[2].strip() for name in names]


def test_a_page_is_made_and_published(
    visit: Visit, house: House, town: Database
) -> None:
    page = visit(house.owner)
    page.goto(reverse("forms:landingpage_list", args=[house.audience.pk]))
    page.get_by_role("link", name="New page").first.click()
    page.get_by_label("Title").fill("Spring")
    page.get_by_role("button", name="Make the page").click()
    preview = page.locator("#landing-preview")

    expect(preview).to_contain_text("Spring")
    page.get_by_label("Text", exact=True).fill("Dear *|FNAME|friend|*")
    expect(preview).to_contain_text("Dear friend")
    page.get_by_label("Add a block").select_option("divider")
    page.get_by_role("button", name="Add a block").click()
    expect(page.locator(".blockcard")).to_have_count(3)
    page.get_by_role("button", name="Move Text", exact=True).focus()
    page.keyboard.press("ArrowUp")
    assert blocks(page) == ["Text", "Heading", "Divider"]
    page.get_by_role("button", name="Move Text down").click()
    assert blocks(page) == ["Heading", "Text", "Divider"]
    grip = page.get_by_role("button", name="Move Heading", exact=True)
    drag(page, grip, page.locator(".blockcard").nth(1))
    expect(page.locator(".blockcard").first).to_contain_text("Text")
    expect(page.locator("#checklist")).to_contain_text("Nothing is missing.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("“Spring” is published.")).to_be_visible()

    with town.opened():
        made = house.audience.landingpages.get()
        kinds = [block.kind for block in Content.of(made.published or {}).blocks]
        assert kinds == ["text", "heading", "divider"]
    anybody = visit(viewport=PHONE)
    anybody.goto(f"/pages/{house.audience.public_id}/spring")
    expect(anybody.get_by_text("Dear friend")).to_be_visible()
    assert faults_at(anybody, [PHONE]) == []


def test_what_is_missing_is_told_and_led_to(
    visit: Visit, house: House, town: Database
) -> None:
    with town.opened():
        made = making.make(house.audience, "Spring", actor=None)
        url = made.get_absolute_url()
    page = visit(house.owner)
    page.goto(url)

    page.get_by_role("button", name="Publish").click()

    expect(page.get_by_role("alert")).to_contain_text("not published")
    page.get_by_role("link", name="2. Text: It is empty.").click()
    page.get_by_label("Text", exact=True).fill("Hello")
    expect(page.locator("#checklist")).to_contain_text("Nothing is missing.")


def test_somebody_signs_up_on_a_page_without_scripts(
    visit: Visit, house: House, town: Database
) -> None:
    with town.opened():
        form = signing.build(house)
        path = landing.built(house, form.pk).public_path
    page = visit(java_script_enabled=False, viewport=PHONE)

    page.goto(path)
    page.wait_for_timeout(2_100)
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("alert")).to_contain_text("missing")
    expect(page.get_by_text("Dear friend")).to_be_visible()
    page.get_by_label("Email address").fill("new@x.org")
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_text("Almost done")).to_be_visible()
    page.wait_for_timeout(2_000)  # it is written with others, within a second

    with town.opened():
        contact = house.audience.contacts.get(email="new@x.org")
        assert contact.status == "pending"
        made = house.audience.landingpages.with_counts().get()
        assert made.signups == 1


def test_a_letter_of_the_past_stands_in_a_frame(
    visit: Visit, house: House, town: Database
) -> None:
    with town.opened():
        signing.build(house)
        pages = landing.settled(house)
    page = visit(java_script_enabled=False, viewport=PHONE)

    page.goto(f"{pages.about}/archive")
    page.get_by_role("link", name="Old news").click()

    expect(page.frame_locator("iframe").get_by_text("Hello")).to_be_visible()
